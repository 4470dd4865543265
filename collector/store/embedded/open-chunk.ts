import type { Summary } from '../bins.ts';
import type { ChunkRow } from './catalog.ts';
import { CHUNK_HEADER_BYTES, ChunkView, CorruptChunkError, checkBlock, SLACK_BYTES, TIMES } from './chunk.ts';
import { readColumn, summarizeColumn } from './column.ts';
import type { Recent } from './recent.ts';
import type { Partition, Segments } from './segments.ts';

/** A chunk of which not more than this many bytes stand on disk is read whole. */
const WHOLE_BYTES = 8 * 1024;
/** Room for the times behind the directory, so that mostly one read brings both. */
const TIMES_GUESS_BYTES = 512;

/** Where the bytes of a chunk are. */
export interface ChunkPlace extends ChunkRow {
  group: number;
  partition: Partition;
  /** Where it is kept in memory too; -1 when it is not. */
  keptAt: number;
}

/**
 * Reads blocks of one chunk after the other. From disk it fetches the beginning of a chunk and the blocks that are
 * asked for, and checks each; what is in memory was checked before.
 */
export class OpenChunk {
  readonly #segments: Segments;
  readonly #recent: Recent;
  readonly #view = new ChunkView();
  #begin = new Uint8Array(WHOLE_BYTES + SLACK_BYTES);
  #beginView = new DataView(this.#begin.buffer);
  #blocks = new Uint8Array(4096);
  #blocksView = new DataView(this.#blocks.buffer);
  #place: ChunkPlace | undefined;
  /** How much of a chunk from disk `#view` sees. */
  #seenBytes = 0;

  constructor(segments: Segments, recent: Recent) {
    this.#segments = segments;
    this.#recent = recent;
  }

  get rows(): number {
    return this.#view.rows;
  }

  /** Throws a CorruptChunkError when no such chunk stands there. */
  open(place: ChunkPlace): void {
    this.#place = place;
    if (place.keptAt >= 0) {
      this.#view.trust(this.#recent.bytes, this.#recent.view, place.keptAt);
      return;
    }
    if (place.bytes <= WHOLE_BYTES) this.#readBegin(place, place.bytes);
    else {
      this.#readBegin(place, CHUNK_HEADER_BYTES);
      const columns = this.#begin[14] | (this.#begin[15] << 8);
      const directoryBytes = (columns + 1) * Math.min(4, this.#begin[3]);
      this.#readBegin(place, Math.min(place.bytes, CHUNK_HEADER_BYTES + directoryBytes + TIMES_GUESS_BYTES));
    }
    this.#view.check(this.#begin, this.#beginView, this.#seenBytes, place.group);
  }

  #readBegin(place: ChunkPlace, bytes: number): void {
    if (this.#begin.length < bytes + SLACK_BYTES) {
      this.#begin = new Uint8Array(bytes * 2 + SLACK_BYTES);
      this.#beginView = new DataView(this.#begin.buffer);
    }
    this.#seenBytes = this.#segments.read(place.partition, this.#begin, place.offset, bytes);
    if (this.#seenBytes < bytes) throw new CorruptChunkError('the file ends before the chunk does');
  }

  times(into: Float64Array): void {
    this.read(TIMES, into);
  }

  /** Column n is block n + 1. */
  read(block: number, into: Float64Array): void {
    const { start, bytes, view } = this.#locate(block);
    readColumn(bytes, view, start, into, this.#view.rows);
  }

  summarize(block: number, summary: Summary): void {
    const { start, bytes } = this.#locate(block);
    summarizeColumn(bytes, start, this.#view.rows, summary);
  }

  #locate(block: number): { bytes: Uint8Array; view: DataView; start: number } {
    const place = this.#place as ChunkPlace;
    const chunk = this.#view;
    const start = chunk.blockStart(block);
    const end = chunk.blockEnd(block);
    if (place.keptAt >= 0) return { bytes: chunk.bytes, view: chunk.view, start };
    if (end <= this.#seenBytes) {
      checkBlock(chunk.bytes, start, end);
      return { bytes: chunk.bytes, view: chunk.view, start };
    }
    const length = end - start;
    if (length <= 0 || end > place.bytes) throw new CorruptChunkError('a column reaches beyond its chunk');
    if (this.#blocks.length < length + SLACK_BYTES) {
      this.#blocks = new Uint8Array(length * 2 + SLACK_BYTES);
      this.#blocksView = new DataView(this.#blocks.buffer);
    }
    const read = this.#segments.read(place.partition, this.#blocks, place.offset + start, length);
    if (read < length) throw new CorruptChunkError('the file ends before the chunk does');
    checkBlock(this.#blocks, 0, length);
    return { bytes: this.#blocks, view: this.#blocksView, start: 0 };
  }
}

/*
 * Counts what stands in a file of chunks without reading a single sample: every block begins with its own count and
 * sum. A backup keeps these figures, and the test that it can be restored counts again.
 */
import { emptySummary } from '../bins.ts';
import { CHUNK_HEADER_BYTES, ChunkView, CorruptChunkError, checkBlock, SLACK_BYTES } from './chunk.ts';
import { summarizeColumn } from './column.ts';

/** What stands in chunks. Added up in the order of the file, so that the same bytes give the same sum. */
export interface ChunkTally {
  chunks: number;
  rows: number;
  /** Values that were read. */
  samples: number;
  /** Of blocks with which it stays finite. */
  sum: number;
  /** Chunks that are not what was written, and bytes that are no chunk. */
  damagedChunks: number;
  strayBytes: number;
}

export const NO_CHUNKS: ChunkTally = {
  chunks: 0,
  rows: 0,
  samples: 0,
  sum: 0,
  damagedChunks: 0,
  strayBytes: 0,
};

/** No chunk is longer: 240 rows of 65,535 columns, none of which can be compressed. */
const LONGEST_CHUNK_BYTES = 256 * 2 ** 20;

/** Told of each chunk: where it begins in the file, whose it is, how many rows it has. */
export type OnChunk = (offset: number, group: number, rows: number) => void;

/** Takes the bytes of a file piece by piece, from its beginning or from where an earlier tally ended. */
export class TallyReader {
  readonly #tally: ChunkTally;
  readonly #onChunk: OnChunk;
  #rest = new Uint8Array(0);
  #offset: number;
  #isLost = false;

  constructor(before: ChunkTally = NO_CHUNKS, offset = 0, onChunk: OnChunk = () => {}) {
    this.#tally = { ...before };
    this.#offset = offset;
    this.#onChunk = onChunk;
    // What follows bytes that are no chunk has no beginning that could be found.
    this.#isLost = before.strayBytes > 0;
  }

  take(bytes: Uint8Array): void {
    const all = new Uint8Array(this.#rest.length + bytes.length + SLACK_BYTES);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    const end = all.length - SLACK_BYTES;
    let at = 0;
    while (!this.#isLost && end - at >= CHUNK_HEADER_BYTES) {
      const length = lengthAt(all, at);
      this.#isLost = length === undefined;
      if (length === undefined || end - at < length) break;
      this.#chunk(all.subarray(at, at + length + SLACK_BYTES), length);
      at += length;
      this.#offset += length;
    }
    if (this.#isLost) {
      this.#tally.strayBytes += end - at;
      this.#offset += end - at;
      at = end;
    }
    this.#rest = all.slice(at, end);
  }

  /** What there was. */
  end(): ChunkTally {
    return { ...this.#tally, strayBytes: this.#tally.strayBytes + this.#rest.length };
  }

  #chunk(bytes: Uint8Array, length: number): void {
    try {
      const { group, rows } = addChunk(this.#tally, bytes, length);
      this.#onChunk(this.#offset, group, rows);
    } catch (error) {
      if (!(error instanceof CorruptChunkError || error instanceof RangeError)) throw error;
      this.#tally.damagedChunks++;
    }
  }
}

/** Adds a chunk of so many bytes, with some that can be read behind them; throws a CorruptChunkError, having added nothing. */
export function addChunk(
  tally: ChunkTally,
  bytes: Uint8Array,
  length: number,
): { group: number; rows: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const group = view.getUint32(8, true);
  chunk.check(bytes, view, length, group);
  const columns = view.getUint16(14, true);
  let samples = 0;
  let { sum } = tally;
  for (let block = 0; block <= columns; block++) {
    const start = chunk.blockStart(block);
    if (chunk.blockEnd(block) > length) throw new CorruptChunkError('a column reaches beyond its chunk');
    checkBlock(bytes, start, chunk.blockEnd(block));
    if (block === 0) continue;
    summarizeColumn(bytes, start, chunk.rows, summary);
    samples += summary.count;
    if (summary.count > 0 && Number.isFinite(sum + summary.sum)) sum += summary.sum;
  }
  tally.chunks++;
  tally.rows += chunk.rows;
  tally.samples += samples;
  tally.sum = sum;
  return { group, rows: chunk.rows };
}

const chunk = new ChunkView();
const summary = emptySummary();

/** Length of the chunk that begins here; undefined when none does. */
function lengthAt(bytes: Uint8Array, at: number): number | undefined {
  if (bytes[at] !== 0x57 || bytes[at + 1] !== 0x63) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset + at, 8).getUint32(4, true);
  return length >= CHUNK_HEADER_BYTES && length <= LONGEST_CHUNK_BYTES ? length : undefined;
}

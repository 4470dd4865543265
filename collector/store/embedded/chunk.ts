/*
 * A chunk: some rows of one group, column by column, each column readable without the others.
 *
 *   0 u16 'Wc' | 2 u8 version | 3 u8 bytes of a directory entry, 2 or 4 | 4 u32 bytes | 8 u32 group | 12 u16 rows | 14 u16 columns
 *   16 u32 CRC-32 of the header before it and of the directory
 *   20 directory: where each block ends, counted from the end of the directory | blocks: times, columns
 *
 * A block ends with two bytes of check: the halves of its CRC-32, folded.
 */
import { crc32 } from 'node:zlib';
import type { Summary } from '../bins.ts';
import { largestBlock, readColumn, summarizeColumn, writeColumn } from './column.ts';
import { cursor } from './varint.ts';

const MAGIC = 0x6357;
const VERSION = 1;
export const CHUNK_HEADER_BYTES = 20;
const CHECK_BYTES = 2;
/** Readable bytes that reading wants behind the end. */
export const SLACK_BYTES = 8;
/** Block number of the times; column n is block n + 1. */
export const TIMES = 0;

/** The bytes of a chunk do not add up; `span` is named by who knows it. */
export class CorruptChunkError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'CorruptChunkError';
  }
}

let scratch = new Uint8Array(1 << 18);
let scratchView = new DataView(scratch.buffer);

/**
 * Writes a chunk of `rows` rows. `fill(block, into)` puts the values of a block into `into`; `hints` keep the scale of
 * each block from one chunk to the next. The answer stands in a scratch that the next one is written to.
 */
export function writeChunk(
  group: number,
  rows: number,
  columns: number,
  hints: Uint8Array,
  fill: (block: number, into: Float64Array) => void,
): Uint8Array {
  const blocks = columns + 1;
  const room = CHUNK_HEADER_BYTES + blocks * (4 + CHECK_BYTES + largestBlock(rows));
  if (scratch.length < room) {
    scratch = new Uint8Array(room * 2);
    scratchView = new DataView(scratch.buffer);
  }
  const dataAt = CHUNK_HEADER_BYTES + blocks * 4;
  cursor.at = dataAt;
  for (let block = 0; block < blocks; block++) {
    const start = cursor.at;
    fill(block, values);
    // Filling may read other chunks.
    cursor.at = start;
    writeColumn(scratch, values, rows, hints, block);
    scratchView.setUint16(cursor.at, checkOf(scratch, start, cursor.at), true);
    cursor.at += CHECK_BYTES;
    scratchView.setUint32(CHUNK_HEADER_BYTES + block * 4, cursor.at - dataAt, true);
  }
  return finish(group, rows, columns, dataAt, cursor.at - dataAt);
}

const values = new Float64Array(1024);

/** Puts header and the smallest directory that serves right before the blocks. */
function finish(group: number, rows: number, columns: number, dataAt: number, dataBytes: number): Uint8Array {
  const blocks = columns + 1;
  const entry = dataBytes < 0x1_0000 ? 2 : 4;
  const start = dataAt - blocks * entry - CHUNK_HEADER_BYTES;
  const bytes = dataAt + dataBytes - start;
  const directoryAt = start + CHUNK_HEADER_BYTES;
  if (entry === 2) {
    // From the end, where the wide entries that are read are still whole.
    for (let block = blocks - 1; block >= 0; block--) {
      scratchView.setUint16(
        directoryAt + block * 2,
        scratchView.getUint32(CHUNK_HEADER_BYTES + block * 4, true),
        true,
      );
    }
  }
  scratchView.setUint16(start, MAGIC, true);
  scratchView.setUint8(start + 2, VERSION);
  scratchView.setUint8(start + 3, entry);
  scratchView.setUint32(start + 4, bytes, true);
  scratchView.setUint32(start + 8, group, true);
  scratchView.setUint16(start + 12, rows, true);
  scratchView.setUint16(start + 14, columns, true);
  scratchView.setUint32(start + 16, headCheck(scratch, start, dataAt), true);
  return scratch.subarray(start, start + bytes);
}

function checkOf(bytes: Uint8Array, start: number, end: number): number {
  const check = crc32(bytes.subarray(start, end));
  return (check ^ (check >>> 16)) & 0xffff;
}

function headCheck(bytes: Uint8Array, start: number, directoryEnd: number): number {
  const header = crc32(bytes.subarray(start, start + 16));
  return crc32(bytes.subarray(start + CHUNK_HEADER_BYTES, directoryEnd), header);
}

/** A chunk in memory, whole or its beginning; made once and pointed at one chunk after the other. */
export class ChunkView {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  rows = 0;
  #entry = 2;
  #directoryAt = 0;
  #dataAt = 0;

  /** Points at a chunk that was checked before, as those kept in memory were; `view` sees the same bytes. */
  trust(bytes: Uint8Array, view: DataView, start: number): void {
    this.bytes = bytes;
    this.view = view;
    this.rows = view.getUint16(start + 12, true);
    this.#entry = bytes[start + 3];
    this.#directoryAt = start + CHUNK_HEADER_BYTES;
    this.#dataAt = this.#directoryAt + (view.getUint16(start + 14, true) + 1) * this.#entry;
  }

  /**
   * Points at the first `length` bytes, which came from disk: header, directory and whatever follows. Throws a
   * CorruptChunkError.
   */
  check(bytes: Uint8Array, view: DataView, length: number, group: number): void {
    const known =
      length >= CHUNK_HEADER_BYTES &&
      view.getUint16(0, true) === MAGIC &&
      bytes[2] === VERSION &&
      (bytes[3] === 2 || bytes[3] === 4);
    if (!known) throw new CorruptChunkError('no chunk begins here');
    const directoryEnd = CHUNK_HEADER_BYTES + (view.getUint16(14, true) + 1) * bytes[3];
    if (directoryEnd > length || view.getUint32(16, true) !== headCheck(bytes, 0, directoryEnd)) {
      throw new CorruptChunkError('the header of the chunk does not match its check');
    }
    if (view.getUint32(8, true) !== group) throw new CorruptChunkError('the chunk belongs to another group');
    this.trust(bytes, view, 0);
  }

  blockStart(block: number): number {
    return this.#dataAt + (block === 0 ? 0 : this.#endOf(block - 1));
  }

  /** Behind its check. */
  blockEnd(block: number): number {
    return this.#dataAt + this.#endOf(block);
  }

  #endOf(block: number): number {
    const at = this.#directoryAt + block * this.#entry;
    return this.#entry === 2 ? this.view.getUint16(at, true) : this.view.getUint32(at, true);
  }

  /** Reads a block of a chunk that is whole in memory. */
  read(block: number, into: Float64Array): void {
    readColumn(this.bytes, this.view, this.blockStart(block), into, this.rows);
  }

  summarize(block: number, summary: Summary): void {
    summarizeColumn(this.bytes, this.blockStart(block), this.rows, summary);
  }
}

/** Throws a CorruptChunkError unless the block between `start` and `end`, its check included, is what was written. */
export function checkBlock(bytes: Uint8Array, start: number, end: number): void {
  const bodyEnd = end - CHECK_BYTES;
  const written = bytes[bodyEnd] | (bytes[bodyEnd + 1] << 8);
  if (bodyEnd <= start || end > bytes.length || checkOf(bytes, start, bodyEnd) !== written) {
    throw new CorruptChunkError('a column of the chunk does not match its check');
  }
}

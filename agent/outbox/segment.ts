import { type FileHandle, open, readdir, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Item } from '#protocol/frame.ts';
import { decodeSegmentHeader, entryAt, SEGMENT_HEADER_BYTES } from './entry.ts';
import { RangeSet } from './range-set.ts';

/** One file of the outbox. */
export interface Segment {
  /** Counts up; the lower, the older. */
  number: number;
  /** 16 hex digits; all items of a segment belong to it. */
  epoch: string;
  path: string;
  /** Bytes that are whole and durable. */
  bytes: number;
  /** The lowest and the highest sequence in it, 0 for none. */
  first: number;
  last: number;
  /** UTC ms of the last write, as far as anybody asked for it; after a restart by the file's own time. */
  writtenAtMs: number;
  /** Sequences that stand in it and are not acknowledged. */
  held: RangeSet;
}

/** What a segment that somebody left behind turned out to hold. */
export interface ScannedSegment {
  segment: Segment;
  /** Bytes that were no entries. */
  damagedBytes: number;
  /** Sequences that cannot be read; others that are not there were acknowledged before they were written. */
  lost: RangeSet;
}

const CHUNK_BYTES = 256 * 1024;

export function segmentPath(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(12, '0')}.seg`);
}

/** Numbers of the segments in a folder, oldest first. */
export async function listSegments(folder: string): Promise<number[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{12}\.seg$/.test(name));
  return names.map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b);
}

/**
 * Reads a segment of an earlier life from end to end. What follows the last whole entry was never kept by anybody
 * (the power went, or the process was killed while it wrote) and is cut off. Undefined when the header is damaged.
 */
export async function scanSegment(
  path: string,
  number: number,
  onItem: (item: Item) => void,
): Promise<ScannedSegment | undefined> {
  const file = await open(path, 'r');
  try {
    const { size, mtimeMs } = await file.stat();
    const epoch = decodeSegmentHeader(await readBytes(file, 0, Math.min(size, SEGMENT_HEADER_BYTES)));
    if (epoch === undefined) return undefined;
    const segment: Segment = {
      number,
      epoch,
      path,
      bytes: SEGMENT_HEADER_BYTES,
      first: 0,
      last: 0,
      writtenAtMs: Math.round(mtimeMs),
      held: new RangeSet(),
    };
    const lost = new RangeSet();
    let damagedBytes = 0;
    let isBehindDamage = false;
    let previous = 0;
    for (let offset = SEGMENT_HEADER_BYTES; offset < size; ) {
      const part = await readEntries(file, offset, size, CHUNK_BYTES);
      for (const item of part.items) {
        isBehindDamage ||= part.behindDamage.has(item.sequence);
        if (isBehindDamage && previous > 0 && item.sequence > previous + 1)
          lost.add(previous + 1, item.sequence - 1);
        isBehindDamage = false;
        previous = item.sequence;
        segment.first = segment.first === 0 ? item.sequence : Math.min(segment.first, item.sequence);
        segment.last = Math.max(segment.last, item.sequence);
        segment.held.add(item.sequence);
        onItem(item);
      }
      isBehindDamage ||= part.endsDamaged;
      if (part.wholeUntil > segment.bytes) segment.bytes = part.wholeUntil;
      damagedBytes += part.damagedBytes;
      offset = part.next;
    }
    // On a disk that cannot be written the tail stays; it is passed over again next time.
    if (segment.bytes < size) await truncate(path, segment.bytes).catch(() => {});
    return { segment, damagedBytes, lost };
  } finally {
    await file.close();
  }
}

/** Entries of one piece of a segment. */
export interface EntryChunk {
  items: Item[];
  /** Where to go on reading. */
  next: number;
  /** Behind the last whole entry of this piece; 0 when it holds none. */
  wholeUntil: number;
  damagedBytes: number;
  /** Sequences of the items that follow upon damaged bytes. */
  behindDamage: ReadonlySet<number>;
  /** Behind the last item there are damaged bytes. */
  endsDamaged: boolean;
}

/** Reads about `chunkBytes` from `from` on, never beyond `end`; at least one entry when a whole one is there. */
export async function readEntries(
  file: FileHandle,
  from: number,
  end: number,
  chunkBytes: number,
): Promise<EntryChunk> {
  const items: Item[] = [];
  const behindDamage = new Set<number>();
  let wholeUntil = 0;
  let damagedBytes = 0;
  let countedBytes = 0;
  let chunk = await readBytes(file, from, Math.min(chunkBytes, end - from));
  let offset = 0;
  while (offset < chunk.length) {
    const found = entryAt(chunk, offset);
    if (found.what === 'item') {
      items.push(found.item);
      if (damagedBytes > countedBytes) behindDamage.add(found.item.sequence);
      countedBytes = damagedBytes;
      offset = found.next;
      wholeUntil = from + offset;
    } else if (found.what === 'damage') {
      damagedBytes += Math.min(found.next, chunk.length) - offset;
      offset = found.next;
    } else if (from + offset + found.needBytes > end) {
      // A torn tail, or a length that is damaged itself: look for entries behind it.
      damagedBytes += Math.min(8, chunk.length - offset);
      offset += 8;
    } else if (offset > 0) {
      break;
    } else {
      chunk = await readBytes(file, from, found.needBytes);
    }
  }
  const next = Math.min(from + offset, end);
  return { items, next, wholeUntil, damagedBytes, behindDamage, endsDamaged: damagedBytes > countedBytes };
}

async function readBytes(file: FileHandle, from: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(Math.max(0, length));
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Makes the creation and removal of files in a folder durable, where the system knows how. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A file that is gone already is gone. */
export async function removeFile(path: string): Promise<void> {
  await unlink(path).catch(() => {});
}

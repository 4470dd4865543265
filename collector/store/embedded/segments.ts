import {
  closeSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { TIERS } from './tiers.ts';

const MAX_OPEN = 32;
const SYNC_EVERY_BYTES = 8 * 2 ** 20;

interface Segment {
  path: string;
  file: number;
  bytes: number;
  /** Written since the last sync. */
  unsynced: number;
}

/** Which file: a tier and the start of its partition. */
export interface Partition {
  tier: number;
  startMs: number;
}

/**
 * The files that chunks are appended to, one for each partition, `raw/2026-11-21.chunks` and the like. What stands
 * behind the length that the catalog has committed is left over from a crash and is cut off when the file is opened.
 */
export class Segments {
  readonly #folder: string;
  readonly #open = new Map<string, Segment>();
  readonly #committedBytes: (partition: Partition) => number;

  /** `committedBytes` says how far a file counts; asked once, when it is opened. */
  constructor(folder: string, committedBytes: (partition: Partition) => number) {
    this.#folder = folder;
    this.#committedBytes = committedBytes;
    for (const { name } of TIERS) mkdirSync(join(folder, name), { recursive: true });
  }

  /** Returns the offset at which the bytes stand now. Throws what the file system throws, having taken nothing. */
  append(partition: Partition, bytes: Uint8Array): number {
    const segment = this.#segment(partition);
    let written = 0;
    while (written < bytes.length) {
      written += writeSync(segment.file, bytes, written, bytes.length - written, segment.bytes + written);
    }
    const offset = segment.bytes;
    segment.bytes += bytes.length;
    segment.unsynced += bytes.length;
    // Little by little, so that a checkpoint does not wait for a quarter of an hour of writing.
    if (segment.unsynced >= SYNC_EVERY_BYTES) this.#sync(segment);
    return offset;
  }

  /** Reads into `into` from its start; returns how many bytes there were. */
  read(partition: Partition, into: Uint8Array, offset: number, length: number): number {
    return readSync(this.#segment(partition).file, into, 0, length, offset);
  }

  /** Makes everything appended durable; returns the lengths that count from now on. */
  sync(): { partition: Partition; bytes: number }[] {
    const synced: { partition: Partition; bytes: number }[] = [];
    for (const [key, segment] of this.#open) {
      if (segment.unsynced > 0) this.#sync(segment);
      synced.push({ partition: partitionOf(key), bytes: segment.bytes });
    }
    return synced;
  }

  /** Deletes a file; returns its length. */
  delete(partition: Partition): number {
    const key = keyOf(partition);
    const segment = this.#open.get(key);
    if (segment) closeSync(segment.file);
    this.#open.delete(key);
    const path = this.#path(partition);
    const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    rmSync(path, { force: true });
    return bytes;
  }

  close(): void {
    for (const { file } of this.#open.values()) closeSync(file);
    this.#open.clear();
  }

  #segment(partition: Partition): Segment {
    const key = keyOf(partition);
    const known = this.#open.get(key);
    if (known) return known;
    this.#closeOneOfMany();
    const path = this.#path(partition);
    const there = statSync(path, { throwIfNoEntry: false });
    const file = openSync(path, there ? 'r+' : 'w+');
    if (!there) syncFolder(dirname(path));
    const bytes = this.#committedBytes(partition);
    if (there && there.size > bytes) ftruncateSync(file, bytes);
    const segment = { path, file, bytes, unsynced: 0 };
    this.#open.set(key, segment);
    return segment;
  }

  /** One that was opened long ago and holds nothing that waits for a sync; its length is committed then. */
  #closeOneOfMany(): void {
    if (this.#open.size < MAX_OPEN) return;
    for (const [key, segment] of this.#open) {
      if (segment.bytes !== this.#committedBytes(partitionOf(key))) continue;
      closeSync(segment.file);
      this.#open.delete(key);
      return;
    }
  }

  #sync(segment: Segment): void {
    fdatasyncSync(segment.file);
    segment.unsynced = 0;
  }

  #path(partition: Partition): string {
    return join(this.#folder, segmentName(partition));
  }
}

/** The path of a partition's file below the folder of the store. */
export function segmentName({ tier, startMs }: Partition): string {
  return `${TIERS[tier].name}/${new Date(startMs).toISOString().slice(0, 10)}.chunks`;
}

/** A file that was made is there after a power cut only when its folder was synced. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  fdatasyncSync(folder);
  closeSync(folder);
}

function keyOf({ tier, startMs }: Partition): string {
  return `${tier}/${startMs}`;
}

function partitionOf(key: string): Partition {
  const [tier, startMs] = key.split('/').map(Number);
  return { tier, startMs };
}

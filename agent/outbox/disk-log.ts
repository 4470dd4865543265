import { type FileHandle, mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { decodeFrameBody, FRAME_HEADER_BYTES, ITEM, type Item } from '#protocol/frame.ts';
import { SequenceRange } from '#protocol/session.ts';
import { encodeEntries, encodeSegmentHeader, SEGMENT_HEADER_BYTES } from './entry.ts';
import { RangeSet } from './range-set.ts';
import {
  listSegments,
  readEntries,
  removeFile,
  type Segment,
  scanSegment,
  segmentPath,
  syncFolder,
} from './segment.ts';

/** Sequences that will never be sent, and why. */
export interface Loss {
  epoch: string;
  ranges: readonly SequenceRange[];
  reason: 'outbox_full' | 'damaged' | 'memory_full';
}

export interface DiskLogOptions {
  folder: string;
  /** All segments together stay below it; the oldest goes first. */
  limitBytes: number;
  /** A segment is closed at about this size; by default a part of the limit. */
  segmentBytes?: number;
  /** Epochs that may come in turns, each into a segment of its own; by default one after the other. */
  epochsAtOnce?: number;
  /** Sequences come in any order: what is between two of them is not missing. */
  isUnordered?: boolean;
  /** UTC ms, for the age of what is held; by default nobody asks for it. */
  wallMs?(): number;
  /** Called for every item that stands in the files of earlier lives, acknowledged or not. */
  onFound?(epoch: string, sequence: number): void;
  /** Resolves before a file goes away; rejects to keep it. */
  beforeRemove?(): Promise<void>;
  onLoss(loss: Loss): void;
}

/** Where a reader of the backlog stands. */
export interface LogPosition {
  segment: number;
  offset: number;
}

/** The segment that was written to longest ago. */
export interface OldestSegment {
  /** Nobody waits for what is in it. */
  isEmpty: boolean;
  writtenAtMs: number;
}

/**
 * Items in segment files, oldest first. Calls must not overlap; the outbox sees to that.
 * `append` returns when the items are durable, or throws and has taken none.
 */
export interface DiskLog {
  readonly bytes: number;
  readonly waiting: number;
  /** Bytes of earlier lives that could not be read. */
  readonly damagedBytes: number;
  /** Schemas that frames of earlier lives refer to. */
  readonly schemasInUse: ReadonlySet<string>;
  append(epoch: string, items: readonly Item[]): Promise<void>;
  /** Forgets sequences of an epoch and says how many were held. */
  release(epoch: string, from: number, to: number): number;
  holds(epoch: string, sequence: number): boolean;
  /** Held items of one segment from a position on; undefined when nothing is left. Moves the position. */
  read(position: LogPosition, chunkBytes: number): Promise<{ epoch: string; items: Item[] } | undefined>;
  /** Deletes what nobody waits for. */
  tidy(): Promise<void>;
  oldest(): OldestSegment | undefined;
  /** Gives the oldest segment up, and reports what was held of it as lost. */
  dropOldest(): Promise<void>;
  /** Writes down what is acknowledged, so that less is sent twice after a restart. */
  saveAcknowledged(): Promise<void>;
  close(): Promise<void>;
}

/** A file in which everything is acknowledged is replaced by a new one from this size on. */
const RENEW_BYTES = 256 * 1024;

export async function openDiskLog(options: DiskLogOptions): Promise<DiskLog> {
  const { folder, limitBytes, onLoss, epochsAtOnce = 1, wallMs = () => 0 } = options;
  const { segmentBytes = Math.min(4 * 1024 ** 2, Math.max(64 * 1024, limitBytes / 16)) } = options;
  const acknowledgedPath = join(folder, 'acknowledged.json');
  const segments: Segment[] = [];
  const schemasInUse = new Set<string>();
  let damagedBytes = 0;
  let nextNumber = 1;
  /** Segments that are written to, at most one of each epoch; the one that was opened first makes room. */
  let written: OpenSegment[] = [];

  await mkdir(folder, { recursive: true, mode: 0o700 });
  await openEarlierSegments();

  return {
    get bytes() {
      return segments.reduce((sum, { bytes }) => sum + bytes, 0);
    },
    get waiting() {
      return segments.reduce((sum, { held }) => sum + held.size, 0);
    },
    get damagedBytes() {
      return damagedBytes;
    },
    schemasInUse,
    append,
    release(epoch, from, to) {
      let released = 0;
      for (const segment of segments) {
        if (segment.epoch === epoch) released += segment.held.remove(from, to);
      }
      return released;
    },
    holds: (epoch, sequence) =>
      segments.some((segment) => segment.epoch === epoch && segment.held.has(sequence)),
    read,
    tidy,
    oldest() {
      const segment = oldestSegment();
      return segment && { isEmpty: segment.held.isEmpty, writtenAtMs: segment.writtenAtMs };
    },
    dropOldest,
    saveAcknowledged,
    async close() {
      await closeWritten(() => true);
      await tidy();
      await saveAcknowledged();
    },
  };

  async function openEarlierSegments(): Promise<void> {
    const acknowledged = await readAcknowledged();
    for (const number of await listSegments(folder)) {
      nextNumber = number + 1;
      const path = segmentPath(folder, number);
      const inSegment = new Set<string>();
      const found: number[] = [];
      const scanned = await scanSegment(path, number, ({ kind, body, sequence }) => {
        if (options.onFound) found.push(sequence);
        if (kind === ITEM.frame)
          inSegment.add(decodeFrameBody(body.subarray(0, FRAME_HEADER_BYTES)).schemaId);
      });
      if (scanned === undefined) {
        damagedBytes += SEGMENT_HEADER_BYTES;
        await removeFile(path);
        continue;
      }
      for (const sequence of found) options.onFound?.(scanned.segment.epoch, sequence);
      const { segment, lost } = scanned;
      damagedBytes += scanned.damagedBytes;
      for (const [from, to] of acknowledged[keyOf(segment)] ?? []) {
        segment.held.remove(from, to);
        lost.remove(from, to);
      }
      if (!lost.isEmpty && !options.isUnordered)
        onLoss({ epoch: segment.epoch, ranges: lost.toRanges(), reason: 'damaged' });
      if (segment.held.isEmpty && (await remove(segment))) continue;
      segments.push(segment);
      for (const id of inSegment) schemasInUse.add(id);
    }
  }

  async function append(epoch: string, items: readonly Item[]): Promise<void> {
    const bytes = encodeEntries(items);
    await makeRoom(bytes.length);
    await closeWritten(
      ({ segment }) => segment.epoch === epoch && segment.bytes + bytes.length > segmentBytes,
    );
    const { segment, file } = await segmentFor(epoch);
    try {
      await writeAll(file, bytes, segment.bytes);
      await file.datasync();
    } catch (error) {
      // Whatever reached the file is behind its counted end; the next attempt gets a file of its own.
      await closeWritten((each) => each.segment === segment);
      throw error;
    }
    segment.bytes += bytes.length;
    segment.writtenAtMs = wallMs();
    for (const { sequence } of items) {
      segment.held.add(sequence);
      segment.first = segment.first === 0 ? sequence : Math.min(segment.first, sequence);
      segment.last = Math.max(segment.last, sequence);
    }
  }

  async function segmentFor(epoch: string): Promise<OpenSegment> {
    const known = written.find(({ segment }) => segment.epoch === epoch);
    if (known) return known;
    const [first] = written;
    if (written.length >= epochsAtOnce) await closeWritten((each) => each === first);
    const opened = await startSegment(epoch);
    written.push(opened);
    return opened;
  }

  async function startSegment(epoch: string): Promise<OpenSegment> {
    const number = nextNumber++;
    const path = segmentPath(folder, number);
    const file = await open(path, 'wx', 0o600);
    try {
      await writeAll(file, encodeSegmentHeader(epoch), 0);
      await syncFolder(folder);
    } catch (error) {
      await file.close().catch(() => {});
      await removeFile(path);
      throw error;
    }
    const segment: Segment = {
      number,
      epoch,
      path,
      bytes: SEGMENT_HEADER_BYTES,
      first: 0,
      last: 0,
      writtenAtMs: wallMs(),
      held: new RangeSet(),
    };
    segments.push(segment);
    return { segment, file };
  }

  /** Drops the oldest segments until there is room. */
  async function makeRoom(bytes: number): Promise<void> {
    for (;;) {
      const total = segments.reduce((sum, segment) => sum + segment.bytes, 0);
      if (total + bytes <= limitBytes || segments.length === 0) return;
      await dropOldest();
    }
  }

  /** Not always the first: a segment that was opened early may be written to as long as its epoch lasts. */
  function oldestSegment(): Segment | undefined {
    if (!options.wallMs) return segments[0];
    return segments.reduce<Segment | undefined>(
      (oldest, segment) => (oldest && oldest.writtenAtMs <= segment.writtenAtMs ? oldest : segment),
      undefined,
    );
  }

  async function dropOldest(): Promise<void> {
    const oldest = oldestSegment();
    if (oldest === undefined) return;
    await closeWritten(({ segment }) => segment === oldest);
    await options.beforeRemove?.();
    const ranges = oldest.held.toRanges();
    segments.splice(segments.indexOf(oldest), 1);
    // Told first: a kill in between may leave what is told of as lost, never lose what nobody is told of.
    if (ranges.length > 0) onLoss({ epoch: oldest.epoch, ranges, reason: 'outbox_full' });
    await removeFile(oldest.path);
  }

  async function read(
    position: LogPosition,
    chunkBytes: number,
  ): Promise<{ epoch: string; items: Item[] } | undefined> {
    for (;;) {
      const segment = segments.find(({ number }) => number >= position.segment);
      if (segment === undefined) return undefined;
      if (segment.number > position.segment) position.offset = 0;
      position.segment = segment.number;
      position.offset = Math.max(position.offset, SEGMENT_HEADER_BYTES);
      if (position.offset >= segment.bytes || segment.held.isEmpty) {
        // The newest segment may grow: stay in it, behind what was looked at.
        if (segment === segments.at(-1)) {
          position.offset = segment.bytes;
          return undefined;
        }
        position.segment++;
        position.offset = 0;
        continue;
      }
      const items = await readHeld(segment, position, chunkBytes);
      if (items.length > 0) return { epoch: segment.epoch, items };
    }
  }

  async function readHeld(segment: Segment, position: LogPosition, chunkBytes: number): Promise<Item[]> {
    try {
      const file = await open(segment.path, 'r');
      try {
        const chunk = await readEntries(file, position.offset, segment.bytes, chunkBytes);
        if (chunk.damagedBytes > 0) await giveUpDamaged(segment);
        position.offset = chunk.next;
        return chunk.items.filter(({ sequence }) => segment.held.has(sequence));
      } finally {
        await file.close();
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EIO' && code !== 'ENOENT') throw error;
      giveUp(segment, segment.held.toRanges());
      return [];
    }
  }

  /** The file was whole when it was opened, and is not any more. */
  async function giveUpDamaged(segment: Segment): Promise<void> {
    const gone = new RangeSet(segment.held.toRanges());
    const scanned = await scanSegment(segment.path, segment.number, ({ sequence }) => gone.remove(sequence));
    damagedBytes += scanned?.damagedBytes ?? segment.bytes;
    giveUp(segment, gone.toRanges());
  }

  function giveUp(segment: Segment, ranges: readonly SequenceRange[]): void {
    for (const [from, to] of ranges) segment.held.remove(from, to);
    if (ranges.length > 0) onLoss({ epoch: segment.epoch, ranges, reason: 'damaged' });
  }

  async function tidy(): Promise<void> {
    await closeWritten(({ segment }) => segment.held.isEmpty && segment.bytes >= RENEW_BYTES);
    for (let index = segments.length - 1; index >= 0; index--) {
      const segment = segments[index] as Segment;
      if (!segment.held.isEmpty || written.some((each) => each.segment === segment)) continue;
      if (await remove(segment)) segments.splice(index, 1);
    }
  }

  /** False when the file has to stay for now. */
  async function remove(segment: Segment): Promise<boolean> {
    try {
      await options.beforeRemove?.();
    } catch {
      return false;
    }
    await removeFile(segment.path);
    return true;
  }

  async function closeWritten(which: (each: OpenSegment) => boolean): Promise<void> {
    const closing = written.filter(which);
    if (closing.length === 0) return;
    written = written.filter((each) => !closing.includes(each));
    for (const { file } of closing) await file.close().catch(() => {});
  }

  async function saveAcknowledged(): Promise<void> {
    const ranges: z.infer<typeof Acknowledged> = {};
    for (const segment of segments) {
      const { first, last, held } = segment;
      if (last === 0) continue;
      const acknowledged = new RangeSet([[first, last]]);
      for (const [from, to] of held.toRanges()) acknowledged.remove(from, to);
      if (!acknowledged.isEmpty) ranges[keyOf(segment)] = acknowledged.toRanges();
    }
    await writeFile(`${acknowledgedPath}.new`, JSON.stringify(ranges), { mode: 0o600 });
    await rename(`${acknowledgedPath}.new`, acknowledgedPath);
  }

  /** Losing it costs sending twice, so whatever is wrong with it is no reason to stop. */
  async function readAcknowledged(): Promise<z.infer<typeof Acknowledged>> {
    try {
      return Acknowledged.parse(JSON.parse(await readFile(acknowledgedPath, 'utf8')));
    } catch {
      return {};
    }
  }
}

interface OpenSegment {
  segment: Segment;
  file: FileHandle;
}

const Acknowledged = z.record(z.string(), z.array(SequenceRange));

/** Numbers start anew when a folder was empty; with the epoch the key never does. */
function keyOf({ number, epoch }: Segment): string {
  return `${number}-${epoch}`;
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, at + written);
    written += bytesWritten;
  }
}

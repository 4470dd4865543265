import { randomBytes } from 'node:crypto';
import { FLAG_BACKLOG, type Item } from '#protocol/frame.ts';
import type { SequenceRange } from '#protocol/session.ts';
import { type DiskLog, type LogPosition, type Loss, openDiskLog } from './disk-log.ts';
import { RangeSet } from './range-set.ts';
import { createRecentItems } from './recent-items.ts';

/** An item before it has a sequence. */
export type NewItem = Pick<Item, 'kind' | 'body'>;

/** Where the items of one append are once they are kept. */
export type KeptWhere = 'disk' | 'memory';

/** Items of one epoch that were sent by nobody yet, or in vain. */
export interface BacklogPart {
  epoch: string;
  items: Item[];
}

/** A walk over everything that waits, oldest first; starting anew means making a new one. */
export interface Backlog {
  /** Up to about `maxBytes` of items that are held and that `skip` lets through; undefined when none is left. */
  next(
    maxBytes: number,
    skip: (epoch: string, sequence: number) => boolean,
  ): Promise<BacklogPart | undefined>;
}

/** What the outbox says about itself. */
export interface OutboxFigures {
  bytes: number;
  waitingItems: number;
  /** Items given up since the start, for want of room or because a file was damaged. */
  lostItems: number;
  damagedBytes: number;
  writable: boolean;
}

/**
 * Keeps every item until the collector has it, over cuts, SIGKILL and power failures, within fixed bounds of disk
 * and memory.
 *
 * Promises: an epoch begins with each opening and its sequences count up from 1, so that no crash, no restored
 * snapshot and no lying disk can make a number mean two things. `append` numbers at once; its promise resolves with
 * 'disk' when the items are durable and with 'memory' when the disk cannot be written; it never rejects.
 * Whoever opened a folder is alone in it.
 */
export interface Outbox {
  readonly epoch: string;
  /** The last one given in this epoch; 0 for none. */
  readonly lastSequence: number;
  append(items: readonly NewItem[]): { items: readonly Item[]; kept: Promise<KeptWhere> };
  /** Forgets what the collector has or never will take. Returns how many of them were still held. */
  release(epoch: string, ranges: readonly SequenceRange[]): number;
  holds(epoch: string, sequence: number): boolean;
  /** The newest frame of each schema that waits in memory, oldest first. */
  newestFrames(): Item[];
  /** A waiting item of this epoch that is still in memory. */
  recent(sequence: number): Item | undefined;
  openBacklog(): Backlog;
  /** Schemas that frames of earlier lives refer to. */
  readonly schemasInUse: ReadonlySet<string>;
  figures(): OutboxFigures;
  /** Goes on under a new epoch: for a collector that knows sequences of this one which this process never gave. */
  renewEpoch(): void;
  /** Writes out what can be written. May be called twice. */
  close(): Promise<void>;
}

export interface OutboxOptions {
  folder: string;
  limitBytes: number;
  /** What may wait in memory while the disk cannot be written. */
  memoryBytes?: number;
  /** What stays in memory of what is on disk already: enough for the newest values of every probe. */
  recentBytes?: number;
  onLoss(loss: Loss): void;
  /** Called when the disk stops being writable, and with undefined when it is again. */
  onDisk(error: Error | undefined): void;
  /** A clock that never jumps, in ms. */
  monotonicMs(): number;
}

const RECENT_BYTES = 256 * 1024;
const RETRY_DISK_MS = 30_000;
const SAVE_ACKNOWLEDGED_MS = 30_000;

export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const { recentBytes = RECENT_BYTES, monotonicMs } = options;
  const { memoryBytes = Math.max(2 * 1024 ** 2, 2 * recentBytes) } = options;
  const recent = createRecentItems();
  /** Sequences of this epoch that are in memory only. */
  let unsaved = new RangeSet();
  let epoch = newEpoch();
  let nextSequence = 1;
  let lostItems = 0;
  let log: DiskLog | undefined;
  let retryDiskAtMs = 0;
  let diskError: Error | undefined;
  let savedAtMs = monotonicMs();
  let closed = false;
  let waiters: { upTo: number; resolve(where: KeptWhere): void }[] = [];
  let writing: Promise<void> | undefined;
  /** Everything that touches the disk, one after the other. */
  let queue: Promise<unknown> = openLog();
  await queue;

  return {
    get epoch() {
      return epoch;
    },
    get lastSequence() {
      return nextSequence - 1;
    },
    append(newItems) {
      const items = newItems.map(
        ({ kind, body }): Item => ({ kind, body, flags: 0, sequence: nextSequence++ }),
      );
      for (const item of items) {
        recent.add(item);
        unsaved.add(item.sequence);
      }
      trimMemory();
      const kept = new Promise<KeptWhere>((resolve) => waiters.push({ upTo: nextSequence - 1, resolve }));
      writeSoon();
      return { items, kept };
    },
    release(ofEpoch, ranges) {
      let released = 0;
      for (const [from, to] of ranges) {
        released += log?.release(ofEpoch, from, to) ?? 0;
        if (ofEpoch !== epoch) continue;
        released += unsaved.remove(from, to);
        recent.removeBetween(from, to);
      }
      return released;
    },
    holds,
    newestFrames: () => recent.newestFrames(),
    recent: (sequence) => recent.get(sequence),
    openBacklog,
    get schemasInUse() {
      return log?.schemasInUse ?? new Set<string>();
    },
    figures: () => ({
      bytes: (log?.bytes ?? 0) + (unsaved.isEmpty ? 0 : recent.bytes),
      waitingItems: (log?.waiting ?? 0) + unsaved.size,
      lostItems,
      damagedBytes: log?.damagedBytes ?? 0,
      writable: diskError === undefined,
    }),
    renewEpoch() {
      // What is only in memory moves along; what is on disk keeps the name it was written under.
      const moving = unsaved.toRanges().flatMap(([from, to]) => itemsBetween(from, to));
      recent.clear();
      unsaved = new RangeSet();
      epoch = newEpoch();
      nextSequence = 1;
      for (const item of moving) {
        const sequence = nextSequence++;
        recent.add({ ...item, sequence });
        unsaved.add(sequence);
      }
      for (const waiter of waiters) waiter.upTo = nextSequence - 1;
      writeSoon();
    },
    async close() {
      if (closed) return;
      closed = true;
      await writing;
      await exclusively(async () => {
        if (!unsaved.isEmpty) await writeAll();
        await log?.close().catch(() => {});
      });
    },
  };

  async function openLog(): Promise<void> {
    try {
      log = await openDiskLog({ folder: options.folder, limitBytes: options.limitBytes, onLoss });
    } catch (error) {
      diskFailed(error as Error);
    }
  }

  function exclusively<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = queue.then(task);
    queue = result.catch(() => {});
    return result;
  }

  /** Starts writing unless it is under way; what comes meanwhile goes out together with the next write. */
  function writeSoon(): void {
    if (closed) return;
    writing ??= exclusively(writeAll).finally(() => {
      writing = undefined;
      if (waiters.length > 0) writeSoon();
    });
  }

  async function writeAll(): Promise<void> {
    const items = unsaved.toRanges().flatMap(([from, to]) => itemsBetween(from, to));
    const upTo = nextSequence - 1;
    const ofEpoch = epoch;
    let where: KeptWhere = 'memory';
    try {
      if (diskError === undefined || monotonicMs() >= retryDiskAtMs) {
        await save(items);
        where = 'disk';
      }
    } catch (error) {
      diskFailed(error as Error);
    }
    if (ofEpoch !== epoch) return;
    for (const waiter of waiters) if (waiter.upTo <= upTo) waiter.resolve(where);
    waiters = waiters.filter((waiter) => waiter.upTo > upTo);
    trimMemory();
  }

  async function save(items: readonly Item[]): Promise<void> {
    if (log === undefined) await openLog();
    if (log === undefined) throw diskError;
    if (items.length > 0) {
      const ofEpoch = epoch;
      await log.append(ofEpoch, items);
      // What was acknowledged while it was being written is released again, now that it is there.
      for (const { sequence } of items) {
        const isWanted = ofEpoch === epoch && unsaved.remove(sequence) === 1;
        if (!isWanted) log.release(ofEpoch, sequence, sequence);
      }
    }
    await log.tidy();
    if (monotonicMs() - savedAtMs >= SAVE_ACKNOWLEDGED_MS) {
      savedAtMs = monotonicMs();
      await log.saveAcknowledged();
    }
    if (diskError !== undefined) {
      diskError = undefined;
      options.onDisk(undefined);
    }
  }

  function diskFailed(error: Error): void {
    retryDiskAtMs = monotonicMs() + RETRY_DISK_MS;
    const first = diskError === undefined;
    diskError = error;
    if (first) options.onDisk(error);
  }

  /** Saved items leave memory early; unsaved ones only when there is no room at all, and that is a loss. */
  function trimMemory(): void {
    const lost = new RangeSet();
    while (recent.bytes > recentBytes) {
      const oldest = recent.oldest();
      if (oldest === undefined) break;
      const isUnsaved = unsaved.has(oldest.sequence);
      if (isUnsaved && recent.bytes <= memoryBytes) break;
      recent.remove(oldest.sequence);
      if (!isUnsaved) continue;
      unsaved.remove(oldest.sequence);
      lost.add(oldest.sequence);
    }
    if (!lost.isEmpty) onLoss({ epoch, ranges: lost.toRanges(), reason: 'memory_full' });
  }

  function onLoss(loss: Loss): void {
    for (const [from, to] of loss.ranges) lostItems += to - from + 1;
    options.onLoss(loss);
  }

  function holds(ofEpoch: string, sequence: number): boolean {
    return (ofEpoch === epoch && unsaved.has(sequence)) || (log?.holds(ofEpoch, sequence) ?? false);
  }

  function itemsBetween(from: number, to: number): Item[] {
    const items: Item[] = [];
    for (let sequence = from; sequence <= to; sequence++) {
      const item = recent.get(sequence);
      if (item) items.push(item);
    }
    return items;
  }

  function openBacklog(): Backlog {
    const position: LogPosition = { segment: 0, offset: 0 };
    let afterUnsaved = 0;
    let ofEpoch = epoch;
    return {
      async next(maxBytes, skip) {
        for (;;) {
          const part = await exclusively(async () => log?.read(position, maxBytes));
          if (part === undefined) break;
          const items = part.items.filter(({ sequence }) => !skip(part.epoch, sequence)).map(asBacklog);
          if (items.length > 0) return { epoch: part.epoch, items };
        }
        if (ofEpoch !== epoch) [ofEpoch, afterUnsaved] = [epoch, 0];
        const items = takeUnsaved(maxBytes, skip);
        return items.length > 0 ? { epoch, items } : undefined;
      },
    };

    function takeUnsaved(maxBytes: number, skip: (epoch: string, sequence: number) => boolean): Item[] {
      const taken: Item[] = [];
      let bytes = 0;
      for (const [from, to] of unsaved.toRanges()) {
        for (const item of itemsBetween(Math.max(from, afterUnsaved + 1), to)) {
          if (bytes > 0 && bytes + item.body.length > maxBytes) return taken;
          afterUnsaved = item.sequence;
          if (skip(epoch, item.sequence)) continue;
          taken.push(asBacklog(item));
          bytes += item.body.length;
        }
      }
      return taken;
    }
  }
}

function asBacklog(item: Item): Item {
  return { ...item, flags: item.flags | FLAG_BACKLOG };
}

function newEpoch(): string {
  return randomBytes(8).toString('hex');
}

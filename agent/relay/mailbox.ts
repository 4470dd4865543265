/*
 *   take ─► seen before? ─► room ─► disk (synced) ─► acknowledged to its agent
 *                                     │
 *                                     └─► sender ─► upstream ─► release
 */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FLAG_BACKLOG, type Item } from '#protocol/frame.ts';
import type { SequenceRange } from '#protocol/session.ts';
import { type DiskLog, type LogPosition, type Loss, openDiskLog } from '../outbox/disk-log.ts';
import { entryBytes } from '../outbox/entry.ts';
import type { NewItem } from '../outbox/outbox.ts';
import { RangeSet } from '../outbox/range-set.ts';
import { createRecentItems } from '../outbox/recent-items.ts';
import type { SenderOutbox } from '../uplink/sender.ts';
import type { Room, Tenant } from './room.ts';
import { openTaken } from './taken.ts';

export interface MailboxOptions {
  folder: string;
  room: Room;
  segmentBytes: number;
  /** What stays in memory of what is on disk already, so that the newest values leave first. */
  recentBytes(): number;
  wallMs(): number;
  /** Called with what is durable and waits from now on. */
  onKept(live: readonly Item[], isMoreBehind: boolean): void;
  onLoss(loss: Loss): void;
}

/**
 * What one agent has sent and no collector has acknowledged, under the epochs and sequences that this agent gave.
 * What the relay itself has to add goes under an epoch of its own, which begins with each opening.
 */
export interface Mailbox extends SenderOutbox, Tenant {
  readonly waiting: number;
  readonly schemasInUse: ReadonlySet<string>;
  /** Resolves when all of it is durable, now or from before; rejects when the disk takes nothing. */
  take(epoch: string, items: readonly Item[]): Promise<void>;
  /** Every sequence of this epoch that was ever taken. */
  have(epoch: string): SequenceRange[];
  append(items: readonly NewItem[]): { items: readonly Item[]; epoch: string };
  /** Deletes files that nobody waits for, and writes down what is acknowledged. */
  tidy(): Promise<void>;
  close(): Promise<void>;
  /** Closes it and leaves nothing behind. */
  destroy(): Promise<void>;
}

interface Arrival {
  epoch: string;
  items: readonly Item[];
  resolve(): void;
  reject(error: Error): void;
}

/** An agent sends what an earlier life of it left in turns with what it measures now. */
const EPOCHS_AT_ONCE = 2;

export async function openMailbox(options: MailboxOptions): Promise<Mailbox> {
  const { folder, room, segmentBytes, wallMs } = options;
  const ownEpoch = randomBytes(8).toString('hex');
  let nextOwnSequence = 1;
  /** Own items that are on their way to the disk. */
  const unsaved = new RangeSet();
  /** The epoch of what its agent measures now. */
  let epoch = ownEpoch;
  const recent = createRecentItems();
  const taken = await openTaken(join(folder, 'taken.json'));
  const log: DiskLog = await openDiskLog({
    folder: join(folder, 'mail'),
    limitBytes: Number.POSITIVE_INFINITY,
    segmentBytes,
    epochsAtOnce: EPOCHS_AT_ONCE,
    isUnordered: true,
    wallMs,
    onFound: taken.add,
    beforeRemove: taken.save,
    onLoss: options.onLoss,
  });
  let arrivals: Arrival[] = [];
  let writing: Promise<void> | undefined;
  let isClosed = false;
  /** Something was acknowledged since that was last written down. */
  let isAcknowledged = false;
  /** Everything that touches the disk, one after the other. */
  let queue: Promise<unknown> = Promise.resolve();

  const mailbox: Mailbox = {
    get epoch() {
      return epoch;
    },
    get bytes() {
      return log.bytes;
    },
    get waiting() {
      return log.waiting + unsaved.size;
    },
    schemasInUse: log.schemasInUse,
    take: (ofEpoch, items) =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(new Error('the mailbox is closed'));
        arrivals.push({ epoch: ofEpoch, items, resolve, reject });
        writeSoon();
      }),
    have: taken.of,
    append(newItems) {
      const items = newItems.map(
        ({ kind, body }): Item => ({ kind, body, flags: 0, sequence: nextOwnSequence++ }),
      );
      for (const { sequence } of items) unsaved.add(sequence);
      // What cannot be written now is asked for again later.
      mailbox.take(ownEpoch, items).catch(() => unsaved.remove(1, nextOwnSequence));
      return { items, epoch: ownEpoch };
    },
    release(ofEpoch, ranges) {
      let released = 0;
      isAcknowledged ||= ranges.length > 0;
      for (const [from, to] of ranges) {
        released += log.release(ofEpoch, from, to);
        if (ofEpoch === ownEpoch) released += unsaved.remove(from, to);
        if (ofEpoch === epoch) recent.removeBetween(from, to);
      }
      return released;
    },
    holds: (ofEpoch, sequence) =>
      (ofEpoch === ownEpoch && unsaved.has(sequence)) || log.holds(ofEpoch, sequence),
    newestFrames: () => recent.newestFrames(),
    recent: (sequence) => recent.get(sequence),
    openBacklog() {
      const position: LogPosition = { segment: 0, offset: 0 };
      return {
        async next(maxBytes, skip) {
          for (;;) {
            const part = await exclusively(() => log.read(position, maxBytes));
            if (part === undefined) return undefined;
            const items = part.items.filter(({ sequence }) => !skip(part.epoch, sequence)).map(asBacklog);
            if (items.length > 0) return { epoch: part.epoch, items };
          }
        },
      };
    },
    figures: () => ({ waitingItems: mailbox.waiting }),
    oldest: log.oldest,
    dropOldest: () => exclusively(() => log.dropOldest()),
    tidy: () =>
      exclusively(async () => {
        if (!isAcknowledged) return;
        isAcknowledged = false;
        await log.tidy();
        await log.saveAcknowledged();
      }),
    async close() {
      if (isClosed) return;
      isClosed = true;
      await writing;
      await exclusively(() => log.close());
    },
    async destroy() {
      await mailbox.close().catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
  };
  return mailbox;

  function exclusively<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = queue.then(task);
    queue = result.catch(() => {});
    return result;
  }

  /** Starts writing unless it is under way; what comes meanwhile goes out together with the next write. */
  function writeSoon(): void {
    writing ??= writeAll().finally(() => {
      writing = undefined;
      if (arrivals.length > 0) writeSoon();
    });
  }

  async function writeAll(): Promise<void> {
    const all = arrivals;
    arrivals = [];
    for (const ofEpoch of new Set(all.map((arrival) => arrival.epoch))) {
      const ofOne = all.filter((arrival) => arrival.epoch === ofEpoch);
      try {
        await write(
          ofEpoch,
          ofOne.flatMap(({ items }) => items),
        );
        for (const { resolve } of ofOne) resolve();
      } catch (error) {
        for (const { reject } of ofOne) reject(error as Error);
      }
    }
    // A file that cannot be removed now is looked at again with the next write.
    await exclusively(() => log.tidy()).catch(() => {});
  }

  async function write(ofEpoch: string, items: readonly Item[]): Promise<void> {
    const fresh = notTaken(ofEpoch, items);
    if (fresh.length === 0) return;
    const written = await room.make(fresh.reduce((sum, { body }) => sum + entryBytes(body.length), 0));
    try {
      await exclusively(() => log.append(ofEpoch, fresh));
    } finally {
      written();
    }
    if (ofEpoch === ownEpoch) return ownAreKept(fresh);
    for (const { sequence } of fresh) taken.add(ofEpoch, sequence);
    const live = fresh.filter(({ flags }) => (flags & FLAG_BACKLOG) === 0);
    if (live.length > 0) remember(ofEpoch, live);
    options.onKept(live, live.length < fresh.length);
  }

  function notTaken(ofEpoch: string, items: readonly Item[]): Item[] {
    const fresh = new Map<number, Item>();
    for (const item of items) {
      if (!taken.has(ofEpoch, item.sequence) && !fresh.has(item.sequence)) fresh.set(item.sequence, item);
    }
    return [...fresh.values()];
  }

  /** What was acknowledged while it was being written is released again, now that it is there. */
  function ownAreKept(items: readonly Item[]): void {
    for (const { sequence } of items) {
      if (unsaved.remove(sequence) === 0) log.release(ownEpoch, sequence, sequence);
    }
  }

  function remember(ofEpoch: string, items: readonly Item[]): void {
    if (ofEpoch !== epoch) {
      epoch = ofEpoch;
      recent.clear();
    }
    // A copy: the message that it came in may be large.
    for (const item of items) recent.add({ ...item, body: new Uint8Array(item.body) });
    while (recent.bytes > options.recentBytes()) recent.remove(recent.oldest()?.sequence ?? 0);
  }
}

function asBacklog(item: Item): Item {
  return { ...item, flags: item.flags | FLAG_BACKLOG };
}

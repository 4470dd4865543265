import { LOSS_REASONS, type LossReason } from '#protocol/store-state.ts';
import type { Consumer, Journal, JournalBatch, JournalLoss, SavedSenders } from './journal.ts';

export interface MemoryJournalOptions {
  /** As of the journal on disk. */
  limitBytes?: number;
  nowMs?(): number;
  onLoss?(loss: JournalLoss): void;
}

/** The journal in its plainest form, for tests of what reads one. Nothing outlives it. */
export function memoryJournal(options: MemoryJournalOptions = {}): Journal {
  const { limitBytes = Number.POSITIVE_INFINITY, nowMs = () => 0, onLoss = () => {} } = options;
  const batches: JournalBatch[] = [];
  const lost: JournalLoss[] = [];
  /** Store and position. */
  const neverGiven = new Set<string>();
  const released: Record<Consumer, number> = { judging: 1, store: 1, records: 1 };
  let saved: SavedSenders = { position: 1, senders: new Map() };
  let next = 1;
  let bytes = 0;
  let storeName: string | undefined;
  let heldUntilMs = 0;

  function makeRoom(): void {
    if (heldUntilMs > nowMs() && bytes <= limitBytes) return;
    heldUntilMs = 0;
    const read = Math.min(...Object.values(released), saved.position);
    while (batches.length > 0 && endOf(batches[0]) <= read) drop();
    let before = 1;
    while (bytes > limitBytes && batches.length > 0 && endOf(batches[0]) <= saved.position) before = drop();
    const unread = Math.max(Math.min(released.store, released.records), lost.at(-1)?.to ?? 0, 1);
    if (before > unread) lose(unread, before - 1, 'limit');
  }

  /** Parts that are lost already are not lost again. */
  function lose(from: number, to: number, reason: LossReason, store = ''): JournalLoss[] {
    const parts: JournalLoss[] = [];
    for (let at = from; at <= to; at++) {
      if (neverGiven.has(`${store} ${at}`)) continue;
      if (lost.some((known) => known.from <= at && known.to >= at)) continue;
      const last = parts.at(-1);
      if (last?.to === at - 1) last.to = at;
      else parts.push({ from: at, to: at, fromMs: null, toMs: null, atMs: nowMs(), reason });
    }
    lost.push(...parts);
    lost.sort((one, other) => one.from - other.from);
    for (const loss of parts) onLoss({ ...loss });
    return parts;
  }

  function drop(): number {
    const [batch] = batches.splice(0, 1);
    bytes -= batch.bytes.length;
    return endOf(batch);
  }

  return {
    get next() {
      return next;
    },
    get oldest() {
      return batches[0]?.position ?? next;
    },
    get bytes() {
      return bytes;
    },
    async append(added, entries) {
      const batch = { position: next, entries, bytes: added.slice() };
      batches.push(batch);
      next += entries;
      bytes += added.length;
      makeRoom();
      return batch.position;
    },
    async read(position) {
      const found = batches.find((batch) => endOf(batch) > position);
      return found && { ...found, bytes: found.bytes.slice() };
    },
    async release(consumer, position) {
      released[consumer] = Math.max(released[consumer], position);
      makeRoom();
    },
    hold(untilMs) {
      heldUntilMs = untilMs;
    },
    letGo() {
      const wasHeld = heldUntilMs > nowMs();
      heldUntilMs = 0;
      makeRoom();
      return wasHeld;
    },
    async senders() {
      return { position: saved.position, senders: structuredClone(saved.senders) };
    },
    async saveSenders({ position, senders }, forgotten) {
      const all = new Map([...saved.senders, ...structuredClone(senders)]);
      for (const name of forgotten) all.delete(name);
      saved = { position, senders: all };
      makeRoom();
    },
    async damaged(from, to) {
      lose(from, to, 'damaged');
    },
    async storeAt(name, position, had = position) {
      const isOther = storeName !== undefined && storeName !== name;
      const isNew = isOther || (storeName === undefined && position === 1);
      storeName = name;
      released.store = Math.min(released.store, position);
      const missingFrom = isNew ? Math.max(position, had) : this.oldest;
      for (let at = missingFrom; at < this.oldest; at++) neverGiven.add(`${name} ${at}`);
      const reason = position === 1 ? 'store_emptied' : 'store_put_back';
      const lostTo = Math.min(missingFrom, this.oldest) - 1;
      return { isOther, losses: lose(position, lostTo, reason, name) };
    },
    get lostEntries() {
      const totals = Object.fromEntries(LOSS_REASONS.map((reason) => [reason, 0])) as Record<
        LossReason,
        number
      >;
      for (const { from, to, reason } of lost) totals[reason] += to - from + 1;
      return totals;
    },
    losses: async () => lost.map((loss) => ({ ...loss })),
    async close() {},
  };
}

function endOf({ position, entries }: JournalBatch): number {
  return position + entries;
}

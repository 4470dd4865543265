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
  const released: Record<Consumer, number> = { judging: 1, store: 1, records: 1 };
  let saved: SavedSenders = { position: 1, senders: new Map() };
  let next = 1;
  let bytes = 0;

  function makeRoom(): void {
    const read = Math.min(...Object.values(released), saved.position);
    while (batches.length > 0 && endOf(batches[0]) <= read) drop();
    let before = 1;
    while (bytes > limitBytes && batches.length > 0 && endOf(batches[0]) <= saved.position) before = drop();
    const unread = Math.max(Math.min(released.store, released.records), lost.at(-1)?.to ?? 0, 1);
    if (before > unread) lose(unread, before - 1, 'limit');
  }

  function lose(from: number, to: number, reason: JournalLoss['reason']): void {
    if (lost.some((known) => known.from <= from && known.to >= to)) return;
    const loss: JournalLoss = { from, to, atMs: nowMs(), reason };
    lost.push(loss);
    onLoss(loss);
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
    async senders() {
      return { position: saved.position, senders: structuredClone(saved.senders) };
    },
    async saveSenders({ position, senders }, forgotten) {
      const all = new Map([...saved.senders, ...structuredClone(senders)]);
      for (const name of forgotten) all.delete(name);
      saved = { position, senders: all };
      makeRoom();
    },
    damaged: async (from, to) => lose(from, to, 'damaged'),
    losses: async () => lost.map((loss) => ({ ...loss })),
    async close() {},
  };
}

function endOf({ position, entries }: JournalBatch): number {
  return position + entries;
}

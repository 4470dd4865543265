/*
 * The journal is the seam: what is acknowledged is in it, durably, and judging, storing and telling read from it,
 * each with a position of its own.
 *
 *   entry   0 u32 bytes of the whole entry | 4 u32 origin kind | 8 source, 16 bytes | 24 epoch, 8 bytes
 *           32 f64 arrival, UTC ms | 40 f64 skew, ms | 48 item as on the wire (header 16, body padded to 8)
 *
 * `source` is the agent's or key's UUID, zeros for the collector itself. An entry never holds a local id.
 * Positions count entries: the first is 1, and a batch of n entries at position p holds p … p + n - 1.
 */
import type { LossReason } from '#protocol/store-state.ts';

export const ENTRY_HEADER_BYTES = 48;

/** Who put an entry into the journal. */
export const ORIGIN = {
  /** An agent: its sequence counts, its duplicates are dropped. */
  agent: 1,
  /** Line protocol and the like: made idempotent by (series, time), last wins. */
  push: 2,
  /** The collector: ticks, rule revisions, deletions. The item is one of `CONTROL`. */
  collector: 3,
} as const;

/** Item kinds that only the collector writes, beside those of `protocol/frame.ts`. Bodies are JSON except the tick's. */
export const CONTROL = {
  /** f64 UTC ms; once a second, so that judging reads no clock. */
  tick: 16,
  /** `RulesBody`: the rules in force from here on, with other thresholds and the members of groups. */
  rules: 17,
  /** {target}: its series are gone. */
  targetDeleted: 18,
  /** {silences}: seam for silences. */
  silences: 19,
  /** {refused: {sender, ranges}[]}: sequences that were refused for good, so that they are missed by nobody. */
  refused: 20,
  /** `BandsBody`: what is usual for series from now on. */
  bands: 21,
} as const;

/** Entries that became durable together. */
export interface JournalBatch {
  /** Position of the first entry. */
  position: number;
  entries: number;
  /** The entries one behind the other, each a multiple of 8 bytes. Owned by the reader. */
  bytes: Uint8Array;
}

/**
 * Who reads; each has a position that is kept with what it did (in its own transaction). `records`: inventory, states
 * and events on their way into the ledger.
 */
export const CONSUMERS = ['judging', 'store', 'records'] as const;
export type Consumer = (typeof CONSUMERS)[number];

/** Entries that the history does not have and that nobody can bring back. */
export interface JournalLoss {
  /** Inclusive positions. */
  from: number;
  to: number;
  /** Arrival of the first of them; null: everything before `toMs`. */
  fromMs: number | null;
  /** Arrival of what came behind them; null where nobody can tell. */
  toMs: number | null;
  atMs: number;
  reason: LossReason;
}

/** What became of a store that goes on from some position. */
export interface StoreReturn {
  /** The last store had another name: what it has is in this one only as far as the journal still holds it. */
  isOther: boolean;
  /** What the same store had before, and what is gone from here. */
  losses: JournalLoss[];
}

/** A hole in the sequences of a sender. */
export interface Gap {
  /** Inclusive sequences. */
  from: number;
  to: number;
  /** Of these, how many have not come yet. */
  missing: number;
  /** Of these, how many never will: lost by the agent, refused, or given up because there were too many holes. */
  lost: number;
  noticedAtMs: number;
  /** When the last of them came or was lost; null while some are missing. */
  returnedAtMs: number | null;
}

/** What is remembered of one epoch of one agent. */
export interface SavedSender {
  /** Sequences that are settled (arrived, refused or lost): ascending, inclusive. */
  ranges: [number, number][];
  /** What lies before it is no longer in the ranges, whatever became of it. */
  floor: number;
  gaps: Gap[];
  seenAtMs: number;
}

/** Which sequences are in the journal, or were, as of a position. */
export interface SavedSenders {
  /** Entries from here on are not counted in. */
  position: number;
  /** By `<agent UUID> <epoch hex>`. */
  senders: ReadonlyMap<string, SavedSender>;
}

/**
 * Promises: `append` resolves when the bytes are durable; it takes the whole batch or rejects with a
 * `JournalFullError` having taken nothing. `read` returns entries in order, nothing skipped but what `losses` names.
 * Nothing is forgotten before every consumer released it and the senders were saved behind it, except at the size
 * limit. One process at a time may open a journal.
 */
export interface Journal {
  /** Position that the next entry will get. */
  readonly next: number;
  /** Oldest position still there. */
  readonly oldest: number;
  /** Bytes of all entries that are there. */
  readonly bytes: number;
  /** Entries one behind the other, as laid out above; resolves with the position of the first. */
  append(bytes: Uint8Array, entries: number): Promise<number>;
  /** The batch that holds `position` (or the next there is behind a loss); undefined at the end. */
  read(position: number): Promise<JournalBatch | undefined>;
  /** Lets the journal drop what lies before the smallest position of all consumers. */
  release(consumer: Consumer, position: number): Promise<void>;
  /**
   * For a backup: from here on nothing is dropped, not even what everybody has released, until `letGo` or `untilMs`.
   * At the size limit the hold ends by itself, so that the journal never grows beyond it.
   */
  hold(untilMs: number): void;
  /** False when the hold had ended by itself: entries may be gone that were to be held. */
  letGo(): boolean;
  /** What was saved last; the entries from its position on tell the rest. */
  senders(): Promise<SavedSenders>;
  /** Saves changed senders and drops forgotten ones, in one transaction with the position. */
  saveSenders(changed: SavedSenders, forgotten: readonly string[]): Promise<void>;
  /** Inclusive positions that somebody who reads by other means could not read: a loss, told once for each span. */
  damaged(from: number, to: number): Promise<void>;
  /**
   * The store of this name goes on from `position`: from there on everything that is here stays until it is released
   * again. What lies before the oldest entry is lost to a store that had it and was emptied or put back, and written
   * down when this resolves; it rejects with a `JournalFullError` when it could not be. `had` is where it was before it
   * was, else it is where it was left. A store that was never used before, or another one than the last, was never given
   * what lies between there and the oldest entry: that is no loss, now or later.
   */
  storeAt(name: string, position: number, had?: number): Promise<StoreReturn>;
  /** Spans in order of position, none twice. */
  losses(): Promise<JournalLoss[]>;
  /** Entries in all losses, by reason. */
  readonly lostEntries: Readonly<Record<LossReason, number>>;
  /** May be called twice. */
  close(): Promise<void>;
}

/** Disk full or read-only: nothing was taken; trying again later helps once space is there. */
export class JournalFullError extends Error {
  constructor(cause: unknown) {
    super('the journal cannot be written: make room on its disk, which is full or read-only', {
      cause,
    });
    this.name = 'JournalFullError';
  }
}

/** The file is no journal of a format that this program knows, or is damaged beyond reading. */
export class JournalDamagedError extends Error {
  constructor(file: string, cause: unknown) {
    super(
      `the journal ${file} cannot be opened (${(cause as Error).message}): move the file away to go on without what it held, or restore a backup`,
      { cause },
    );
    this.name = 'JournalDamagedError';
  }
}

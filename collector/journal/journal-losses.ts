import type { DatabaseSync } from 'node:sqlite';
import { LOSS_REASONS, type LossReason } from '#protocol/store-state.ts';
import type { JournalLoss } from './journal.ts';

/** Positions that no entry ever had: what lies between an old copy of a journal and where it goes on. */
const NEVER_USED = 'never_used';
/** Losses that go on are one span; a store that was emptied twice was emptied twice. */
const GOES_ON: ReadonlySet<string> = new Set<LossReason>(['limit', 'damaged']);
/** How exactly it is known when a position was reached, and for how long. */
const MARK_EVERY_MS = 10 * 60_000;
const MARKS_KEPT_MS = 2 * 366 * 86_400_000;

const TABLES = `
  CREATE TABLE IF NOT EXISTS losses (from_position INTEGER PRIMARY KEY, to_position INTEGER NOT NULL, at_ms INTEGER NOT NULL,
    reason TEXT NOT NULL, from_ms INTEGER, to_ms INTEGER);
  CREATE TABLE IF NOT EXISTS never_given (store TEXT NOT NULL, from_position INTEGER NOT NULL, to_position INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS marks (position INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL);
`;

interface Span {
  from: number;
  to: number;
}

/** Makes the tables, and gives those of older versions the columns that they lack. */
export function prepareLosses(database: DatabaseSync): void {
  database.exec(TABLES);
  const known = database.prepare("SELECT name FROM pragma_table_info('losses')").all();
  if (known.some(({ name }) => name === 'from_ms')) return;
  database.exec('ALTER TABLE losses ADD COLUMN from_ms INTEGER; ALTER TABLE losses ADD COLUMN to_ms INTEGER');
}

/**
 * The loss ledger: which entries the history does not have, and why. Spans never overlap, so that what is lost twice
 * is counted once. Marks beside it tell when a position was reached whose entry is long gone.
 */
export class JournalLosses {
  readonly #database: DatabaseSync;
  readonly #totals = Object.fromEntries(LOSS_REASONS.map((reason) => [reason, 0])) as Record<
    LossReason,
    number
  >;
  #markedMs: number;

  constructor(database: DatabaseSync) {
    this.#database = database;
    for (const { from, to, reason } of this.all()) this.#totals[reason] += to - from + 1;
    const last = database.prepare('SELECT max(at_ms) AS at_ms FROM marks').get();
    this.#markedMs = Number(last?.at_ms ?? Number.NEGATIVE_INFINITY);
  }

  /** Entries by reason, since the journal was made. */
  get totals(): Readonly<Record<LossReason, number>> {
    return this.#totals;
  }

  all(): JournalLoss[] {
    return this.#database
      .prepare(
        'SELECT from_position, to_position, at_ms, reason, from_ms, to_ms FROM losses WHERE reason <> ? ORDER BY from_position',
      )
      .all(NEVER_USED)
      .map((row) => ({
        from: Number(row.from_position),
        to: Number(row.to_position),
        fromMs: row.from_ms === null ? null : Number(row.from_ms),
        toMs: row.to_ms === null ? null : Number(row.to_ms),
        atMs: Number(row.at_ms),
        reason: row.reason as LossReason,
      }));
  }

  /** Counts parts that could not, or could, be written down. */
  count(parts: readonly JournalLoss[]): void {
    for (const { from, to, reason } of parts) this.#totals[reason] += to - from + 1;
  }

  /** What of it is not known yet, and was given to the store that has lost it. */
  newParts(loss: JournalLoss, store = ''): JournalLoss[] {
    const known = this.#database
      .prepare(
        `SELECT from_position AS "from", to_position AS "to" FROM losses WHERE from_position <= ?1 AND to_position >= ?2
          UNION ALL SELECT from_position, to_position FROM never_given WHERE store = ?3 AND from_position <= ?1 AND to_position >= ?2
          ORDER BY 1`,
      )
      .all(loss.to, loss.from, store) as unknown as Span[];
    const parts: JournalLoss[] = [];
    let at = loss.from;
    for (const { from, to } of known) {
      if (from > at) parts.push({ ...loss, from: at, to: from - 1 });
      at = Math.max(at, to + 1);
    }
    if (at <= loss.to) parts.push({ ...loss, from: at });
    return parts;
  }

  /** Writes down parts that are new; one that touches the one before it makes that one longer. */
  write(parts: readonly JournalLoss[]): void {
    for (const { from, to, fromMs, toMs, atMs, reason } of parts) {
      if (GOES_ON.has(reason)) {
        const longer = this.#database
          .prepare('UPDATE losses SET to_position = ?, to_ms = ? WHERE to_position = ? AND reason = ?')
          .run(to, toMs, from - 1, reason);
        if (longer.changes > 0) continue;
      }
      this.#insert({ from, to }, atMs, reason, fromMs, toMs);
    }
  }

  /** Nothing was ever there, so that nothing of it can be lost. */
  neverUsed(span: Span, atMs: number): void {
    if (span.from <= span.to) this.#insert(span, atMs, NEVER_USED, null, null);
  }

  /** What another store was fed with, this one was never given, so that it cannot lose it. */
  neverGiven(store: string, { from, to }: Span): void {
    if (from > to) return;
    this.#database
      .prepare('INSERT INTO never_given (store, from_position, to_position) VALUES (?, ?, ?)')
      .run(store, from, to);
  }

  /** Notes when a position was reached, from time to time. */
  mark(position: number, nowMs: number): void {
    if (nowMs - this.#markedMs < MARK_EVERY_MS) return;
    this.#markedMs = nowMs;
    this.#database
      .prepare('INSERT OR IGNORE INTO marks (position, at_ms) VALUES (?, ?)')
      .run(position, nowMs);
    this.#database.prepare('DELETE FROM marks WHERE at_ms < ?').run(nowMs - MARKS_KEPT_MS);
  }

  /** A time at which the journal had not got further than `position`; null for what is older than the marks. */
  reachedMs(position: number): number | null {
    const mark = this.#database
      .prepare('SELECT at_ms FROM marks WHERE position <= ? ORDER BY position DESC LIMIT 1')
      .get(position);
    return mark ? Number(mark.at_ms) : null;
  }

  #insert(
    { from, to }: Span,
    atMs: number,
    reason: string,
    fromMs: number | null,
    toMs: number | null,
  ): void {
    this.#database
      .prepare(
        'INSERT INTO losses (from_position, to_position, at_ms, reason, from_ms, to_ms) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(from, to, atMs, reason, fromMs, toMs);
  }
}

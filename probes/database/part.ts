import type { Column } from '#protocol/schema.ts';
import type { Fact, Reading } from '../probe.ts';
import type { Shape } from './make.ts';
import { type Definitions, isAge, rowReader, withoutDenied } from './read-rows.ts';
import { rowFacts } from './row-facts.ts';
import { type DatabaseSession, QueryError } from './session.ts';
import type { Statement } from './statement.ts';

/** Asking again at once what failed for such a reason only costs the server: its log fills with the same line. */
const PAUSE_MS = { denied: 300_000, absent: 3_600_000, too_slow: 300_000, failed: 0 } as const;
/** What is due within this share of its time is due: collections are never quite as far apart as they shall be. */
const EARLY_SHARE = 0.1;

/** One statement over time: when it is due, and what it brought last. */
export interface Part {
  readonly statement: Statement;
  /** When it was asked last; -Infinity before. */
  readonly askedAtMs: number;
  isDue(nowMs: number): boolean;
  /** Asks; never rejects. False when the statement was given no answer, for a reason that `skipped` tells. */
  ask(session: DatabaseSession, options: AskOptions): Promise<boolean>;
  /** What it brought last, NaN where asking failed since. Ages have grown meanwhile. */
  readings(nowMs: number): readonly Reading[];
  /** What asking brought that is no number; the next asking brings others. */
  readonly facts: readonly Fact[];
  readonly skipped: readonly { what: string; why: string }[];
  /** Why asking it failed last; undefined where it did not. */
  readonly failure: QueryError | undefined;
  has(column: Column): boolean;
}

export interface AskOptions {
  nowMs: number;
  timeoutMs: number;
  signal: AbortSignal;
  shape: Shape | undefined;
  /** Stands for `{user}` in what is said about missing rights. */
  user: string;
}

export function createPart(statement: Statement, definitions: Definitions): Part {
  const readRows = rowReader(statement, definitions);
  const what = `${statement.name} (${statement.why})`.slice(0, 200);
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let last: readonly Reading[] = [];
  let facts: readonly Fact[] = [];
  let skipped: Part['skipped'] = [];
  let failure: QueryError | undefined;
  let isCutOff = false;

  return {
    statement,
    get askedAtMs() {
      return askedAtMs;
    },
    get facts() {
      return facts;
    },
    get skipped() {
      return skipped;
    },
    get failure() {
      return failure;
    },
    isDue(nowMs) {
      const pauseMs = failure === undefined || isCutOff ? 0 : PAUSE_MS[failure.reason];
      const everyMs = Math.max(statement.every_s * 1_000, pauseMs);
      return nowMs < askedAtMs || nowMs - askedAtMs >= everyMs * (1 - EARLY_SHARE);
    },
    async ask(session, { nowMs, timeoutMs, signal, shape, user }) {
      askedAtMs = nowMs;
      try {
        const found = await session.query(statement.sql, { maxRows: statement.rows, timeoutMs, signal });
        const { rows, isDenied } = withoutDenied(shape === undefined ? found : shape(found, session.facts));
        if (isDenied) throw new QueryError('denied', 'the server shows less than there is');
        const { readings, problems } = readRows(rows, nowMs);
        const cut = rows.isCut ? [`more than ${statement.rows} rows; the rest is left out`] : [];
        last = readings;
        facts = rowFacts(statement, rows);
        failure = undefined;
        skipped = [...problems, ...cut].map((why) => ({ what, why: why.slice(0, 200) }));
        return true;
      } catch (error) {
        failure =
          error instanceof QueryError
            ? error
            : new QueryError('failed', (error as Error).message, { cause: error });
        // What ended with the connection says nothing about the statement.
        isCutOff = !session.isUsable();
        last = last.map(({ column }) => ({ column, value: Number.NaN }));
        facts = [];
        skipped = [{ what, why: whyLeftOut(statement, failure, user).slice(0, 200) }];
        return false;
      }
    },
    readings(nowMs) {
      const elapsedSeconds = (nowMs - askedAtMs) / 1_000;
      if (!(elapsedSeconds > 0)) return last;
      return last.map((reading) =>
        isAge(reading.column.metric)
          ? { column: reading.column, value: reading.value + elapsedSeconds }
          : reading,
      );
    },
    has: (column) => last.some((reading) => reading.column === column),
  };
}

/** A missing right with the statement that gives it; what is said fits on one line. */
function whyLeftOut({ right, grants }: Statement, { reason, message }: QueryError, user: string): string {
  if (reason !== 'denied') return message;
  const grant = grants[0]?.replaceAll('{user}', user);
  if (grant === undefined) return `needs a right: ${message}`;
  return `needs ${right ?? 'a right'}: ${grant}`;
}

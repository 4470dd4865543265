import type { Sql } from '#collector/ledger/sql.ts';
import { jsonOf, parsedParams } from './ledger-values.ts';
import type { HeldCode } from './plan.ts';

const FORGOTTEN_AT_ONCE = 500;

/** A time for which something was held back for one reason. */
export interface HoldSpan {
  number: number;
  event: string;
  alert: string;
  code: HeldCode;
  params: Record<string, string>;
  fromMs: number;
  /** When it is asked again at the latest; null: when something changes. */
  untilMs: number | null;
  /** Null while it is held. */
  toMs: number | null;
}

type Row = Omit<HoldSpan, 'params'> & { params: string };

const SELECT = `SELECT number, event, alert, code, params, from_ms AS "fromMs", until_ms AS "untilMs", to_ms AS "toMs"
  FROM holds`;

export type HoldLedger = ReturnType<typeof holdLedger>;

/** What stages hold back, and what they held back before, in the ledger. */
export function holdLedger(sql: Sql) {
  return {
    /** Those that are held now, oldest first. */
    async standing(): Promise<HoldSpan[]> {
      return (await sql.all<Row>(`${SELECT} WHERE to_ms IS NULL ORDER BY number`)).map(toSpan);
    },

    async begin(span: Omit<HoldSpan, 'number' | 'toMs'>): Promise<number> {
      const { event, alert, code, params, fromMs, untilMs } = span;
      await sql.run(
        `INSERT INTO holds (number, event, alert, code, params, from_ms, until_ms, to_ms)
         SELECT COALESCE(MAX(number), 0) + 1, ?, ?, ?, ?, ?, ?, NULL FROM holds`,
        event,
        alert,
        code,
        jsonOf(params),
        fromMs,
        untilMs,
      );
      const row = await sql.get<{ number: number }>('SELECT MAX(number) AS number FROM holds');
      return (row as { number: number }).number;
    },

    /** What is said of a span that stands is said anew. */
    async rewrite(number: number, span: Pick<HoldSpan, 'code' | 'params' | 'untilMs'>): Promise<void> {
      await sql.run(
        'UPDATE holds SET code = ?, params = ?, until_ms = ? WHERE number = ?',
        span.code,
        jsonOf(span.params),
        span.untilMs,
        number,
      );
    },

    async end(number: number, toMs: number): Promise<void> {
      await sql.run('UPDATE holds SET to_ms = ? WHERE number = ?', toMs, number);
    },

    /** What held an alert back, and from when to when, oldest first. */
    async ofAlert(alert: string): Promise<HoldSpan[]> {
      return (await sql.all<Row>(`${SELECT} WHERE alert = ? ORDER BY number`, alert)).map(toSpan);
    },

    /** Forgets some of what ended before; false when nothing is left of it. */
    async forgetBefore(atMs: number): Promise<boolean> {
      const gone = await sql.run(
        'DELETE FROM holds WHERE number IN (SELECT number FROM holds WHERE to_ms < ? LIMIT ?)',
        atMs,
        FORGOTTEN_AT_ONCE,
      );
      return gone === FORGOTTEN_AT_ONCE;
    },
  };
}

function toSpan(row: Row): HoldSpan {
  return { ...row, params: parsedParams(row.params) };
}

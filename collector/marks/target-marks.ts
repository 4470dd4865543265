/*
 * What happened to a target, for the time axis of its charts: alerts from their firing until their end, events of its
 * records (inventory, configuration), and starts.
 */
import { type AlertRow, toAlert } from '#collector/alerts/alert-rows.ts';
import { EVENT_KIND } from '#collector/inventory/records.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { Query, QueryLimits, SeriesColumns } from '#collector/store/store.ts';
import type { Alert } from '#protocol/alert.ts';
import { type Restart, restartsIn, UPTIME_METRICS } from './restarts.ts';

/** An event out of a record. */
export interface Happening {
  atMs: number;
  key: string;
  data: unknown;
}

/** Everything that is marked on the time axis of a target; what came last stays where there is too much. */
export interface TargetMarks {
  alerts: Alert[];
  events: Happening[];
  restarts: Restart[];
  /** More happened than is told. */
  isCut: boolean;
}

/** Marks of a kind in one answer: more cannot be told apart on an axis. */
const MOST_MARKS = 200;
/** Bins over the span in which starts are looked for. */
const BINS = 500;
const SECOND_MS = 1_000;

export interface MarksOptions {
  sql: Sql;
  store: { query(query: Query, limits: QueryLimits): Promise<SeriesColumns[]> };
  limits: QueryLimits;
}

/** Reads what happened to one target between two times. */
export async function targetMarks(
  { sql, store, limits }: MarksOptions,
  target: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<TargetMarks> {
  const [alerts, events, ...restarts] = await Promise.all([
    sql.all<AlertRow>(
      `SELECT * FROM alerts WHERE target = ? AND fired_at_ms IS NOT NULL AND fired_at_ms < ?
         AND (resolved_at_ms IS NULL OR resolved_at_ms >= ?)
       ORDER BY began_at_ms DESC LIMIT ?`,
      target,
      toMs,
      fromMs,
      MOST_MARKS + 1,
    ),
    sql.all<{ at_ms: number; record_key: string; data: string }>(
      `SELECT at_ms, record_key, data FROM record_events WHERE target = ? AND kind = ? AND at_ms >= ? AND at_ms < ?
       ORDER BY at_ms DESC LIMIT ?`,
      target,
      EVENT_KIND,
      fromMs,
      toMs,
      MOST_MARKS + 1,
    ),
    ...UPTIME_METRICS.map((metric) => startsOf(metric)),
  ]);
  const starts = restarts.flat().sort((one, other) => other.atMs - one.atMs);
  return {
    alerts: alerts.slice(0, MOST_MARKS).map(toAlert),
    events: events
      .slice(0, MOST_MARKS)
      .map((row) => ({ atMs: row.at_ms, key: row.record_key, data: JSON.parse(row.data) })),
    restarts: starts.slice(0, MOST_MARKS),
    isCut: [alerts, events, starts].some((all) => all.length > MOST_MARKS),
  };

  async function startsOf(metric: Restart['metric']): Promise<Restart[]> {
    const stepMs = Math.ceil((toMs - fromMs) / BINS / SECOND_MS) * SECOND_MS;
    const selector = { metric, targets: [target] };
    const found = await store.query({ selector, fromMs, toMs, stepMs, aggregation: 'last' }, limits);
    return found
      .flatMap(({ timesMs, values }) => restartsIn(metric, timesMs, values))
      .filter(({ atMs }) => atMs >= fromMs);
  }
}

import { alertsIn } from '#collector/alerts/alerts-repository.ts';
import { alertId, eventId, makeEvent } from '#collector/alerts/episode.ts';
import { recordEvents } from '#collector/alerts/record-events.ts';
import type { Point } from '#collector/alerts/scan.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import { type Alert, type AlertEvent, type Relation, UNTOUCHED } from '#protocol/alert.ts';
import { SEVERITIES, type Severity } from '#protocol/rule.ts';
import { seriesKey } from '#protocol/sample.ts';
import type { Because, TookDown } from './causes.ts';
import { COMMON_CAUSE } from './standing.ts';

/** How many things are silent behind something of which nothing is known; the metric of inferred alerts. */
export const SILENT_BEHIND = 'ward.silent_behind';

/** Alerts read at a time at the start. */
const PAGE = 1_000;
/** Pending alerts that are looked at; those that began first stay unseen beyond it. */
const MOST_PENDING = 5_000;
const STANDING_COLUMNS = 'FROM alert_consequences c JOIN alerts a ON a.id = c.alert WHERE c.cause = ?';

/** One change of what stands behind what. */
export type Change = { alert: string; because: Because | null } | { event: AlertEvent };

/** What an alert has taken with it, newest first, as far as the limit goes. */
export interface Consequences {
  total: number;
  /** Of those, how many are unknown because of it now. */
  standing: number;
  alerts: { alert: string; relation: Relation; fromMs: number }[];
}

export type CauseLedger = ReturnType<typeof causesIn>;

/** Causes and consequences in the ledger. */
export function causesIn(sql: Sql) {
  const alerts = alertsIn(sql);
  return {
    /** Every alert that fires. */
    async firing(): Promise<Alert[]> {
      const all: Alert[] = [];
      let after: Point | null = null;
      do {
        const page = await alerts.list(FULL_SCOPE, { states: ['firing'] }, after, PAGE);
        all.push(...page.alerts);
        after = page.next;
      } while (after !== null);
      return all;
    },

    async pending(): Promise<Alert[]> {
      return (await alerts.list(FULL_SCOPE, { states: ['pending'] }, null, MOST_PENDING)).alerts;
    },

    /** When these alerts ended, as far as they did. */
    async endsOf(ids: readonly string[]): Promise<Map<string, number>> {
      const found = new Map<string, number>();
      for (const id of new Set(ids)) {
        const row = await sql.get<{ ended: number | null }>(
          'SELECT resolved_at_ms AS ended FROM alerts WHERE id = ?',
          id,
        );
        if (row?.ended != null) found.set(id, row.ended);
      }
      return found;
    },

    /** Makes changes durable, all or none; returns the events that were not there yet. */
    record(changes: readonly Change[], nowMs: number): Promise<AlertEvent[]> {
      return sql.transaction(async (sql) => {
        const events: AlertEvent[] = [];
        for (const change of changes) {
          if ('event' in change) {
            events.push(...(await recordEvents(sql, [change.event])));
            continue;
          }
          const { alert: id, because } = change;
          const alert = await alerts.get(FULL_SCOPE, id);
          // It may have ended while this was being found out.
          if (alert?.state !== 'firing') continue;
          if (because) await noteConsequence(sql, id, because);
          events.push(...(await recordEvents(sql, [becauseEvent({ ...alert, because }, nowMs)])));
        }
        return events;
      });
    },

    /** By target: what a cause took down besides its own, and what of it still fires. */
    async tookDown(cause: string): Promise<TookDown> {
      const rows = await sql.all<{ target: string; firing: number }>(
        `SELECT a.target, MAX(CASE WHEN a.state = 'firing' THEN 1 ELSE 0 END) AS firing ${STANDING_COLUMNS}
         AND a.target <> (SELECT target FROM alerts WHERE id = c.cause) GROUP BY a.target ORDER BY a.target`,
        cause,
      );
      return { total: rows.length, notWell: rows.flatMap(({ target, firing }) => (firing ? target : [])) };
    },

    async consequences(cause: string, limit: number): Promise<Consequences> {
      const counted = await sql.get<{ total: number; standing: number }>(
        `SELECT COUNT(*) AS total, COALESCE(SUM(CASE WHEN a.state = 'firing' AND a.because LIKE ? THEN 1 ELSE 0 END), 0)
           AS standing ${STANDING_COLUMNS}`,
        `%"alert":"${cause}"%`,
        cause,
      );
      const rows = await sql.all<{ alert: string; relation: Relation; from_ms: number }>(
        `SELECT c.alert, c.relation, c.from_ms ${STANDING_COLUMNS} ORDER BY c.from_ms DESC, c.alert LIMIT ?`,
        cause,
        limit,
      );
      return {
        total: counted?.total ?? 0,
        standing: counted?.standing ?? 0,
        alerts: rows.map(({ alert, relation, from_ms }) => ({ alert, relation, fromMs: from_ms })),
      };
    },
  };
}

/** An alert for what no alert tells: so many things are silent behind it. */
export function inferredAlert(
  subject: { target: string; organisation: string },
  taken: readonly Severity[],
  nowMs: number,
): Alert {
  const { target, organisation } = subject;
  const series = seriesKey({ target, metric: SILENT_BEHIND, labels: {} });
  return {
    id: alertId(COMMON_CAUSE, series, nowMs),
    rule: COMMON_CAUSE,
    ruleRevision: 0,
    organisation,
    target,
    metric: SILENT_BEHIND,
    labels: {},
    unit: '1',
    severity: SEVERITIES.findLast((severity) => taken.includes(severity)) ?? 'warning',
    state: 'firing',
    beganAtMs: nowMs,
    firedAtMs: nowMs,
    value: taken.length,
    threshold: null,
    ...UNTOUCHED,
  };
}

/** That an inferred alert begins, or ends as its state says. */
export function inferredEvent(alert: Alert, nowMs: number): AlertEvent {
  return makeEvent(alert, nowMs, 0);
}

function becauseEvent(alert: Alert, nowMs: number): AlertEvent {
  const kind = alert.because ? 'suppressed' : 'released';
  return {
    id: eventId(alert.id, kind, nowMs),
    kind,
    atMs: nowMs,
    position: 0,
    late: false,
    by: null,
    comment: '',
    from: null,
    alert,
  };
}

async function noteConsequence(
  sql: Sql,
  alert: string,
  { alert: cause, relation, sinceMs }: Because,
): Promise<void> {
  await sql.run(
    `INSERT INTO alert_consequences (cause, alert, relation, from_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT (cause, alert) DO UPDATE SET relation = excluded.relation, from_ms = excluded.from_ms`,
    cause,
    alert,
    relation,
    sinceMs,
  );
}

import type { Sql } from '#collector/ledger/sql.ts';
import { inScopeSql, type Scope } from '#collector/people/caller.ts';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { AlertDeed, DeedRefusal } from '#protocol/alert-work.ts';
import { type AlertCounts, type AlertFilter, type AlertPage, countAlerts, listAlerts } from './alert-list.ts';
import { type AlertRow, type EventRow, toAlert, toEvent } from './alert-rows.ts';
import { eventId } from './episode.ts';
import { type EventFilter, type EventPage, searchEvents } from './event-search.ts';
import { recordEvents } from './record-events.ts';
import type { Point } from './scan.ts';
import { workOn } from './work.ts';

export type AlertsRepository = ReturnType<typeof alertsIn>;

/** The alerts and their history in the ledger. */
export function alertsIn(sql: Sql) {
  return {
    /** One page, newest beginning first. */
    list(scope: Scope, filter: AlertFilter, after: Point | null, limit: number): Promise<AlertPage> {
      return listAlerts(sql, scope, filter, after, limit);
    },

    /** Of what stands now; `person` is whoever asks. */
    counts(
      scope: Scope,
      filter: Pick<AlertFilter, 'target' | 'targets' | 'rule'>,
      person: string,
    ): Promise<AlertCounts> {
      return countAlerts(sql, scope, filter, person);
    },

    /** What happened to all alerts, newest first. */
    search(scope: Scope, filter: EventFilter, after: Point | null, limit: number): Promise<EventPage> {
      return searchEvents(sql, scope, filter, after, limit);
    },

    async get(scope: Scope, id: string): Promise<Alert | undefined> {
      const seen = inScopeSql(scope, 'organisation');
      const row = await sql.get<AlertRow>(
        `SELECT * FROM alerts WHERE id = ? AND ${seen.text}`,
        id,
        ...seen.values,
      );
      return row && toAlert(row);
    },

    /** Everything that happened to one alert, oldest first. */
    async history(scope: Scope, id: string): Promise<AlertEvent[]> {
      if (!(await this.get(scope, id))) return [];
      const rows = await sql.all<EventRow>('SELECT * FROM alert_events WHERE alert = ? ORDER BY number', id);
      return rows.map(toEvent);
    },

    /** Does what a person does with an alert: the fact beside its state, and the event of it. */
    work(
      scope: Scope,
      id: string,
      deed: AlertDeed,
      by: string,
      nowMs: number,
    ): Promise<{ event: AlertEvent } | { refused: DeedRefusal }> {
      return sql.transaction(async (sql) => {
        const alert = await alertsIn(sql).get(scope, id);
        if (!alert) return { refused: 'unknown_alert' };
        const worked = workOn(alert, deed, by, nowMs);
        if ('refused' in worked) return worked;
        const atMs = await freeMoment(sql, id, worked.kind, nowMs);
        const event: AlertEvent = {
          id: eventId(id, worked.kind, atMs),
          kind: worked.kind,
          atMs,
          position: 0,
          late: false,
          by,
          comment: deed.comment,
          from: null,
          alert: worked.alert,
        };
        await recordEvents(sql, [event]);
        return { event };
      });
    },

    /**
     * Adds history that was judged afterwards; returns what was not known yet. An episode over which another alert
     * of the same rule and series stands is left out: it is the same trouble, and the stream tells its end.
     */
    addLate(events: readonly AlertEvent[]): Promise<AlertEvent[]> {
      return sql.transaction(async (sql) => {
        const wanted: AlertEvent[] = [];
        for (const ofAlert of Map.groupBy(events, ({ alert }) => alert.id).values()) {
          const last = ofAlert[ofAlert.length - 1];
          if (!last.late || !(await isCovered(sql, last.alert))) wanted.push(...ofAlert);
        }
        return recordEvents(sql, wanted);
      });
    },

    /** The next events in the order in which they were recorded. */
    async eventsAfter(number: number, limit: number): Promise<{ number: number; event: AlertEvent }[]> {
      const rows = await sql.all<EventRow>(
        'SELECT * FROM alert_events WHERE number > ? ORDER BY number LIMIT ?',
        number,
        limit,
      );
      return rows.map((row) => ({ number: row.number, event: toEvent(row) }));
    },

    async event(id: string): Promise<AlertEvent | undefined> {
      const row = await sql.get<EventRow>('SELECT * FROM alert_events WHERE id = ?', id);
      return row && toEvent(row);
    },
  };
}

/** The first moment from then on at which nobody has done the same to the alert, so that its event has an id of its own. */
async function freeMoment(
  sql: Sql,
  alert: string,
  kind: AlertEvent['kind'],
  fromMs: number,
): Promise<number> {
  let atMs = fromMs;
  while (await sql.get('SELECT id FROM alert_events WHERE id = ?', eventId(alert, kind, atMs))) atMs++;
  return atMs;
}

/**
 * True when a known alert of the same rule and series stands over a part of this one, or it is the same one: the stream
 * may still wait for its hold to pass.
 */
async function isCovered(
  sql: Sql,
  { id, rule, target, metric, labels, beganAtMs, resolvedAtMs }: Alert,
): Promise<boolean> {
  const covering = await sql.get(
    `SELECT id FROM alerts WHERE target = ? AND rule = ? AND metric = ? AND labels = ?
       AND (id = ? OR (fired_at_ms <= ? AND (resolved_at_ms IS NULL OR resolved_at_ms > ?))) LIMIT 1`,
    target,
    rule,
    metric,
    JSON.stringify(labels),
    id,
    resolvedAtMs ?? beganAtMs,
    beganAtMs,
  );
  return covering !== undefined;
}

import type { Sql, SqlValue } from '#collector/ledger/sql.ts';
import { inScopeSql, type Scope } from '#collector/people/caller.ts';
import { Alert, type AlertEvent, type AlertState } from '#protocol/alert.ts';
import type { AlertDeed, DeedRefusal } from '#protocol/alert-work.ts';
import type { Severity } from '#protocol/rule.ts';
import { eventId } from './episode.ts';
import { recordEvents } from './record-events.ts';
import { workOn } from './work.ts';

/** Which alerts; everything named must hold. */
export interface AlertFilter {
  states?: readonly AlertState[];
  target?: string;
  rule?: string;
  severity?: Severity;
  /** Began at or after, and before. */
  fromMs?: number;
  toMs?: number;
}

/** One page of a list, newest first; `cursor` asks for the next, null at the end. */
export interface AlertPage {
  alerts: Alert[];
  cursor: string | null;
}

/** The cursor of a list was not made by a list. */
export class BadCursorError extends Error {
  constructor() {
    super('the cursor is not one that a list of alerts gave; begin without one');
    this.name = 'BadCursorError';
  }
}

interface AlertRow {
  id: string;
  rule: string;
  rule_revision: number;
  organisation: string;
  target: string;
  metric: string;
  labels: string;
  unit: string | null;
  severity: Severity;
  state: AlertState;
  began_at_ms: number;
  fired_at_ms: number | null;
  resolved_at_ms: number | null;
  value: number | null;
  threshold: number | null;
  resolution: Alert['resolution'];
  flapping: number;
  because: string | null;
  acknowledged: string | null;
  assigned: string | null;
  closed: string | null;
}

interface EventRow {
  number: number;
  id: string;
  kind: AlertEvent['kind'];
  at_ms: number;
  position: number;
  late: number;
  by_whom: string | null;
  comment: string;
  from_severity: Severity | null;
  snapshot: string;
}

export type AlertsRepository = ReturnType<typeof alertsIn>;

/** The alerts and their history in the ledger. */
export function alertsIn(sql: Sql) {
  return {
    /** Throws `BadCursorError`. */
    async list(scope: Scope, filter: AlertFilter, cursor: string | null, limit: number): Promise<AlertPage> {
      const { text, values } = conditions(scope, filter, cursor);
      const rows = await sql.all<AlertRow>(
        `SELECT * FROM alerts WHERE ${text} ORDER BY began_at_ms DESC, id DESC LIMIT ?`,
        ...values,
        limit + 1,
      );
      const alerts = rows.slice(0, limit).map(toAlert);
      const last = alerts.at(-1);
      return { alerts, cursor: rows.length > limit && last ? toCursor(last) : null };
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

/** True when a known alert of the same rule and series stands over a part of this one. */
async function isCovered(
  sql: Sql,
  { rule, target, metric, labels, beganAtMs, resolvedAtMs }: Alert,
): Promise<boolean> {
  const covering = await sql.get(
    `SELECT id FROM alerts WHERE target = ? AND rule = ? AND metric = ? AND labels = ?
       AND began_at_ms <= ? AND (resolved_at_ms IS NULL OR resolved_at_ms > ?) LIMIT 1`,
    target,
    rule,
    metric,
    JSON.stringify(labels),
    resolvedAtMs ?? beganAtMs,
    beganAtMs,
  );
  return covering !== undefined;
}

function conditions(
  scope: Scope,
  filter: AlertFilter,
  cursor: string | null,
): { text: string; values: SqlValue[] } {
  const seen = inScopeSql(scope, 'organisation');
  const texts = [seen.text];
  const values = [...seen.values];
  const add = (text: string, ...more: SqlValue[]) => {
    texts.push(text);
    values.push(...more);
  };
  if (filter.states) add(`state IN (${filter.states.map(() => '?').join(', ') || 'NULL'})`, ...filter.states);
  if (filter.target !== undefined) add('target = ?', filter.target);
  if (filter.rule !== undefined) add('rule = ?', filter.rule);
  if (filter.severity !== undefined) add('severity = ?', filter.severity);
  if (filter.fromMs !== undefined) add('began_at_ms >= ?', filter.fromMs);
  if (filter.toMs !== undefined) add('began_at_ms < ?', filter.toMs);
  if (cursor !== null) {
    const { beganAtMs, id } = fromCursor(cursor);
    add('(began_at_ms < ? OR (began_at_ms = ? AND id < ?))', beganAtMs, beganAtMs, id);
  }
  return { text: texts.join(' AND '), values };
}

function toCursor({ beganAtMs, id }: Alert): string {
  return `${beganAtMs}-${id}`;
}

function fromCursor(cursor: string): { beganAtMs: number; id: string } {
  const parts = /^(\d{1,16}(?:\.\d+)?)-([0-9a-f]{32})$/.exec(cursor);
  if (!parts) throw new BadCursorError();
  return { beganAtMs: Number(parts[1]), id: parts[2] };
}

function toAlert(row: AlertRow): Alert {
  return {
    id: row.id,
    rule: row.rule,
    ruleRevision: row.rule_revision,
    organisation: row.organisation,
    target: row.target,
    metric: row.metric,
    labels: JSON.parse(row.labels),
    unit: row.unit ?? undefined,
    severity: row.severity,
    state: row.state,
    beganAtMs: row.began_at_ms,
    firedAtMs: row.fired_at_ms,
    resolvedAtMs: row.resolved_at_ms,
    value: row.value,
    threshold: row.threshold,
    resolution: row.resolution,
    flapping: row.flapping === 1,
    because: parsed(row.because),
    acknowledged: parsed(row.acknowledged),
    assigned: parsed(row.assigned),
    closed: parsed(row.closed),
  };
}

function toEvent(row: EventRow): AlertEvent {
  return {
    id: row.id,
    kind: row.kind,
    atMs: row.at_ms,
    position: row.position,
    late: row.late === 1,
    by: row.by_whom,
    comment: row.comment,
    from: row.from_severity,
    alert: Alert.parse(JSON.parse(row.snapshot)),
  };
}

function parsed<Fact>(text: string | null): Fact | null {
  return text === null ? null : JSON.parse(text);
}

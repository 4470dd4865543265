import { giveEvidence } from '#collector/evidence/alert-evidence.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { Alert, AlertEvent } from '#protocol/alert.ts';

/**
 * Puts events into the history and brings their alerts up to date; returns those that were not there yet. Call it
 * inside a transaction: the numbers of events count up without a gap.
 */
export async function recordEvents(sql: Sql, events: readonly AlertEvent[]): Promise<AlertEvent[]> {
  const fresh: AlertEvent[] = [];
  for (const event of events) {
    if (await sql.get('SELECT id FROM alert_events WHERE id = ?', event.id)) continue;
    const known = await withFacts(sql, event);
    await writeAlert(sql, known.alert);
    if (known.kind === 'fired') await giveEvidence(sql, known.alert);
    await sql.run(
      `INSERT INTO alert_events (number, id, alert, kind, at_ms, position, late, by_whom, comment, from_severity,
         organisation, target, rule, severity, snapshot)
       SELECT COALESCE(MAX(number), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM alert_events`,
      known.id,
      known.alert.id,
      known.kind,
      known.atMs,
      known.position,
      known.late ? 1 : 0,
      known.by,
      known.comment,
      known.from,
      known.alert.organisation,
      known.alert.target,
      known.alert.rule,
      known.alert.severity,
      JSON.stringify(known.alert),
    );
    fresh.push(known);
  }
  return fresh;
}

/** Shows an alert that has not fired yet; one that is known already is left as it is. */
export async function recordPending(sql: Sql, alert: Alert): Promise<void> {
  await insertAlert(sql, alert, 'DO NOTHING');
}

/** Forgets an alert that ended without firing. */
export async function forgetPending(sql: Sql, id: string): Promise<void> {
  await sql.run("DELETE FROM alerts WHERE id = ? AND state = 'pending'", id);
}

/** Facts that judging knows nothing of: the ledger does. */
const FACTS = ['because', 'acknowledged', 'assigned', 'closed'] as const;
/** Events that judging makes of an alert that was there before. */
const JUDGED: readonly AlertEvent['kind'][] = ['resolved', 'severity_changed', 'flapping'];

/** Judging knows only the values; what people and causes have added to the alert stays. */
async function withFacts(sql: Sql, event: AlertEvent): Promise<AlertEvent> {
  if (!JUDGED.includes(event.kind)) return event;
  const row = await sql.get<Record<(typeof FACTS)[number], string | null>>(
    'SELECT because, acknowledged, assigned, closed FROM alerts WHERE id = ?',
    event.alert.id,
  );
  const known = FACTS.filter((fact) => row?.[fact]);
  if (!row || known.length === 0) return event;
  const facts = Object.fromEntries(known.map((fact) => [fact, JSON.parse(row[fact] as string)]));
  return { ...event, alert: { ...event.alert, ...facts } };
}

function writeAlert(sql: Sql, alert: Alert): Promise<number> {
  return insertAlert(
    sql,
    alert,
    `DO UPDATE SET rule_revision = excluded.rule_revision, severity = excluded.severity, state = excluded.state,
       fired_at_ms = excluded.fired_at_ms, resolved_at_ms = excluded.resolved_at_ms, value = excluded.value,
       threshold = excluded.threshold, resolution = excluded.resolution,
       reaches_at_ms = excluded.reaches_at_ms, flapping = excluded.flapping,
       because = excluded.because, acknowledged = excluded.acknowledged, assigned = excluded.assigned,
       closed = excluded.closed, assigned_to = excluded.assigned_to`,
  );
}

function insertAlert(sql: Sql, alert: Alert, onConflict: string): Promise<number> {
  return sql.run(
    `INSERT INTO alerts (id, rule, rule_revision, organisation, target, metric, labels, unit, severity, state,
       began_at_ms, fired_at_ms, resolved_at_ms, value, threshold, resolution, reaches_at_ms, flapping, because,
       acknowledged, assigned, closed, assigned_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) ${onConflict}`,
    alert.id,
    alert.rule,
    alert.ruleRevision,
    alert.organisation,
    alert.target,
    alert.metric,
    JSON.stringify(alert.labels),
    alert.unit ?? null,
    alert.severity,
    alert.state,
    alert.beganAtMs,
    alert.firedAtMs,
    alert.resolvedAtMs,
    alert.value,
    alert.threshold,
    alert.resolution,
    alert.reachesAtMs,
    alert.flapping ? 1 : 0,
    ...FACTS.map((fact) => (alert[fact] ? JSON.stringify(alert[fact]) : null)),
    alert.assigned?.to ?? null,
  );
}

import { Alert, type AlertEvent, type AlertState } from '#protocol/alert.ts';
import type { Severity } from '#protocol/rule.ts';

/** An alert as it lies in the ledger. */
export interface AlertRow {
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
  reaches_at_ms: number | null;
  flapping: number;
  because: string | null;
  acknowledged: string | null;
  assigned: string | null;
  closed: string | null;
}

/** An event as it lies in the ledger, with its alert as it was then. */
export interface EventRow {
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

export function toAlert(row: AlertRow): Alert {
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
    reachesAtMs: row.reaches_at_ms,
    flapping: row.flapping === 1,
    because: parsed(row.because),
    acknowledged: parsed(row.acknowledged),
    assigned: parsed(row.assigned),
    closed: parsed(row.closed),
  };
}

export function toEvent(row: EventRow): AlertEvent {
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

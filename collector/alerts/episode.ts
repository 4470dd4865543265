import { createHash } from 'node:crypto';
import { thresholdOf } from '#judging/compile-rule.ts';
import { type Alert, type AlertEvent, UNTOUCHED } from '#protocol/alert.ts';
import type { Rule, Severity } from '#protocol/rule.ts';
import { conditionOf } from '#protocol/rule-tiers.ts';
import { type Labels, seriesKey } from '#protocol/sample.ts';

/** Whose episode it is. */
export interface EpisodeSubject {
  rule: Rule;
  revision: number;
  organisation: string;
  target: string;
  series: { metric: string; labels: Labels; unit: string };
}

/** Equal wherever the same rule is violated by the same sample of the same series. */
export function alertId(rule: string, series: string, beganAtMs: number): string {
  return hash(`alert|${rule}|${series}|${beganAtMs}`);
}

/**
 * Names an event by its alert and kind, so that a replay makes the same one. `at` tells apart what may happen again:
 * the journal position of what is judged, the time of what people do.
 */
export function eventId(alert: string, kind: AlertEvent['kind'], at?: number): string {
  return hash(at === undefined ? `event|${alert}|${kind}` : `event|${alert}|${kind}|${at}`);
}

/** The alert of an episode that began with a sample of that time, to the whole ms; pending until it is said otherwise. */
export function makeAlert(
  subject: EpisodeSubject,
  violatedAtMs: number,
  value: number | null,
  severity: Severity = subject.rule.severity,
): Alert {
  const { rule, revision, organisation, target, series } = subject;
  const shown = value !== null && Number.isFinite(value) ? value : null;
  const beganAtMs = Math.floor(violatedAtMs);
  return {
    id: alertId(rule.id, seriesKey({ target, metric: series.metric, labels: series.labels }), beganAtMs),
    rule: rule.id,
    ruleRevision: revision,
    organisation,
    target,
    metric: series.metric,
    labels: { ...series.labels },
    unit: shownUnit(rule, series.unit),
    severity,
    state: 'pending',
    beganAtMs,
    firedAtMs: null,
    value: shown,
    threshold: thresholdOf(conditionOf(rule, severity), shown),
    ...UNTOUCHED,
  };
}

/** The event that says an alert fired or was resolved, as its `state` shows. */
export function makeEvent(alert: Alert, atMs: number, position: number, late = false): AlertEvent {
  const kind = alert.state === 'resolved' ? 'resolved' : 'fired';
  return {
    id: eventId(alert.id, kind),
    kind,
    atMs: Math.floor(atMs),
    position,
    late,
    by: null,
    comment: '',
    from: null,
    alert,
  };
}

/** The event of what happens while an alert fires, and may happen again; late ones are told apart by their time. */
export function makeTurn(
  kind: 'severity_changed' | 'flapping',
  alert: Alert,
  from: Severity | null,
  atMs: number,
  position: number,
  late = false,
): AlertEvent {
  const id = eventId(alert.id, kind, late ? Math.floor(atMs) : position);
  return { ...makeEvent(alert, atMs, position, late), id, kind, from };
}

/** A ratio is a number without a unit, and so is how many of a group do something. */
function shownUnit({ condition }: Rule, unit: string): string {
  switch (condition.kind) {
    case 'rate':
      return `${unit}/s`;
    case 'ratio':
    case 'group_median':
    case 'count':
      return '';
    default:
      return unit;
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

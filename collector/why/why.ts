/*
 * Why an alert is what it is, gathered from everywhere: rule and thresholds, store, history, tellings. Whatever
 * cannot be had leaves its part with a code, and the rest of the answer stands.
 */

import type { Parts } from '#collector/api/parts.ts';
import { isGroupId } from '#collector/groups/members.ts';
import { thresholdsOf } from '#collector/hindsight/estate.ts';
import type { Span } from '#collector/hindsight/resolution.ts';
import { type HoldSpan, holdLedger } from '#collector/notify/hold-ledger.ts';
import { tellingRecord } from '#collector/notify/telling-record.ts';
import type { Scope } from '#collector/people/caller.ts';
import type { ResolvedThreshold } from '#collector/thresholds/resolve-threshold.ts';
import type { Samples } from '#judging/history.ts';
import type { Alert } from '#protocol/alert.ts';
import type { Note } from '#protocol/back-test.ts';
import type { Rule } from '#protocol/rule.ts';
import { seriesKey } from '#protocol/sample.ts';
import type { Why, WhyHold, WhyValues } from '#protocol/why.ts';
import { readCounts, readJudged } from './read-judged.ts';
import { ruleAsItIs } from './rule-as-it-is.ts';
import { standingOf } from './standing.ts';
import { stepsOf } from './steps.ts';
import { thresholdInForce } from './threshold-in-force.ts';
import { spansOf, valuesAround } from './values-around.ts';
import { whoWasTold } from './who-was-told.ts';

/** Where the interval of a series is not known. */
const USUAL_INTERVAL_MS = 60_000;
const SERIES = 1_000;
/** Minutes of a group that are shown. */
const POINTS_OF_GROUP = 3_000;
/** Tellings of one alert that are shown. */
const TELLINGS = 2_000;
/** Tellings are forgotten after this long. */
const RECORD_KEPT_MS = 400 * 86_400_000;
/** Judged once more only as far back as this: more would be no answer for a page that waits. */
const JUDGED_AGAIN_MS = 2 * 86_400_000;

export type WhyParts = Pick<Parts, 'registry' | 'store' | 'alerts' | 'limits' | 'kept' | 'nowMs'>;

/** The whole answer for an alert that the scope may see. */
export async function explainAlert(alert: Alert, scope: Scope, parts: WhyParts): Promise<Why> {
  const { alerts, registry } = parts;
  const nowMs = parts.nowMs();
  const stored = await ruleAsItIs(registry.sql, alert);
  const resolved = stored.rule ? await resolve(parts, alert, stored.rule) : undefined;
  const rule = resolved?.rule ?? stored.rule ?? undefined;
  const values = await valuesOf(parts, alert, rule, scope, nowMs);
  return {
    alert,
    rule: stored,
    threshold: thresholdInForce(alert, stored, resolved),
    beginning: values.beginning,
    whole: values.whole,
    steps: stepsOf(alert, await alerts.history(scope, alert.id), rule),
    standing: values.standing,
    held: {
      holds: (await holdLedger(registry.sql).ofAlert(alert.id)).map(toHold),
      missing: recordGone(alert, nowMs),
    },
    told: await toldOf(parts, alert, nowMs),
  };
}

function toHold({ code, params, fromMs, untilMs, toMs }: HoldSpan): WhyHold {
  return { code, params, fromMs, untilMs, toMs };
}

async function resolve(parts: WhyParts, alert: Alert, rule: Rule): Promise<ResolvedThreshold> {
  const { target, metric, labels, organisation } = alert;
  const series = { target, metric, labels, organisation };
  return (await thresholdsOf(parts, rule, [series]))(series);
}

async function valuesOf(parts: WhyParts, alert: Alert, rule: Rule | undefined, scope: Scope, nowMs: number) {
  const { registry, store, limits, kept } = parts;
  const { target, metric, labels } = alert;
  if (isGroupId(target)) return valuesOfGroup(parts, alert, rule, scope, nowMs);
  if (!registry.targets.get(target))
    return without({ code: 'target_gone', params: { target } }, alert, rule, nowMs);
  const series = { target, metric, labels };
  const known = await store.series({ metric, targets: [target], labels }, SERIES).catch(() => []);
  const described = known.find((each) => seriesKey(each) === seriesKey(series));
  const intervalMs = described?.intervalMs ?? USUAL_INTERVAL_MS;
  const history = { query: store.query, limits, kept, nowMs };
  const spans = spansOf(alert, intervalMs, nowMs);
  const beginning = await valuesAround(series, spans.beginning, intervalMs, history);
  const whole = await valuesAround(series, spans.whole, intervalMs, history);
  const read =
    alert.state === 'resolved' || !rule || !described
      ? undefined
      : await readJudged(rule, described, againSpan(spans.whole.fromMs, nowMs), scope, parts).catch(
          () => undefined,
        );
  return {
    beginning,
    whole,
    standing: standingOf(alert, rule, !read || read.missing ? undefined : read, nowMs),
  };
}

/** Of a group the values are how many of it violated. */
async function valuesOfGroup(
  parts: WhyParts,
  alert: Alert,
  rule: Rule | undefined,
  scope: Scope,
  nowMs: number,
) {
  if (!rule) return without({ code: 'rule_unknown', params: {} }, alert, rule, nowMs);
  const spans = spansOf(alert, USUAL_INTERVAL_MS, nowMs);
  const span = againSpan(spans.whole.fromMs, Math.min(nowMs, spans.whole.toMs));
  const read = await readCounts(rule, alert.target, span, scope, parts);
  if (read.missing) return without(read.missing, alert, rule, nowMs);
  const shown = ({ fromMs, toMs }: Span) => shownOf(read.samples, { fromMs, toMs }, read.intervalMs);
  const standing = standingOf(alert, rule, read, nowMs);
  return { beginning: shown(spans.beginning), whole: shown(spans.whole), standing };
}

function shownOf({ timesMs, values }: Samples, { fromMs, toMs }: Span, stepMs: number): WhyValues {
  const kept = Array.from(timesMs)
    .map((timeMs, index) => ({ timeMs, value: values[index] }))
    .filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs)
    .slice(0, POINTS_OF_GROUP);
  return {
    timesMs: kept.map(({ timeMs }) => timeMs),
    values: kept.map(({ value }) => value),
    resolution: { stepMs, aggregation: 'avg', why: 'needed' },
    missing: null,
  };
}

function without(missing: Note, alert: Alert, rule: Rule | undefined, nowMs: number) {
  const none = { timesMs: [], values: [], resolution: null, missing };
  return { beginning: none, whole: none, standing: standingOf(alert, rule, undefined, nowMs) };
}

/** What is judged once more. */
function againSpan(fromMs: number, nowMs: number): Span {
  return { fromMs: Math.max(fromMs, nowMs - JUDGED_AGAIN_MS), toMs: nowMs + 1 };
}

async function toldOf({ registry }: WhyParts, alert: Alert, nowMs: number): Promise<Why['told']> {
  const tellings = (await tellingRecord(registry.sql).tellingsOfAlert(alert.id)).slice(0, TELLINGS);
  const missing = alert.state === 'pending' ? { code: 'not_fired', params: {} } : recordGone(alert, nowMs);
  const nothing = tellings.length === 0 && !missing ? { code: 'not_planned_yet', params: {} } : missing;
  return { ...whoWasTold(tellings), missing: nothing };
}

/** Records of tellings and holds are kept for a bounded time. */
function recordGone({ resolvedAtMs }: Alert, nowMs: number): Why['told']['missing'] {
  const lastMs = resolvedAtMs ?? nowMs;
  return nowMs - lastMs > RECORD_KEPT_MS
    ? { code: 'record_forgotten', params: { keptMs: RECORD_KEPT_MS } }
    : null;
}

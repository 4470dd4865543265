/*
 * Why nobody was called at a time: for each rule that has to do with the series, step by step, up to the first that
 * kept it from going on.
 *
 *   rule there, enabled ─ watches the series ─ judges here ─ values came ─ a verdict ─ violated ─ long enough
 *      ─ on record as an alert ─ not late, suppressed, silenced … ─ told
 */
import { thresholdsOf } from '#collector/hindsight/estate.ts';
import { holdLedger } from '#collector/notify/hold-ledger.ts';
import { tellingRecord } from '#collector/notify/telling-record.ts';
import type { Scope } from '#collector/people/caller.ts';
import type { SeriesDescription } from '#collector/store/store.ts';
import type { Alert } from '#protocol/alert.ts';
import type { Note } from '#protocol/back-test.ts';
import type { Condition, Rule } from '#protocol/rule.ts';
import type { WhyNot, WhyNotRule, WhyNotStep } from '#protocol/why-not.ts';
import { explainNot } from './explain-not.ts';
import { leftOutBy } from './left-out.ts';
import { readJudged } from './read-judged.ts';
import { levelOf } from './threshold-in-force.ts';
import {
  type Asked,
  alertOf,
  asSeen,
  rulesFor,
  SERIES_LOOKED_AT,
  type WhyNotParts,
  type WhyNotWish,
  whyNoSeries,
} from './why-not-facts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Pairs of rule and series that one answer explains. */
const EXPLAINED = 50;
/** Samples before the span that may have led up to it. */
const LEAD_LEAST_MS = 2 * HOUR_MS;
const LEAD_MOST_MS = 14 * DAY_MS;

/** The answer for a target that the scope may see. */
export async function whyNot(
  wish: WhyNotWish,
  organisation: string,
  scope: Scope,
  parts: WhyNotParts,
): Promise<WhyNot> {
  const { target, metric, labels, fromMs, toMs } = wish;
  const answer: WhyNot = { fromMs, toMs, nothing: null, rules: [], leftOut: 0 };
  const found = await parts.store.series({ metric, targets: [target], labels }, SERIES_LOOKED_AT);
  if (found.length === 0) return { ...answer, nothing: await whyNoSeries(wish, parts) };
  const rules = await rulesFor(wish, scope, parts);
  if (rules.length === 0) return { ...answer, nothing: { code: 'no_rule', params: { metric } } };
  const pairs = rules.flatMap((rule) => found.map((series) => ({ rule, series })));
  answer.leftOut = Math.max(0, pairs.length - EXPLAINED);
  for (const { rule, series } of pairs.slice(0, EXPLAINED)) {
    answer.rules.push(await explainPair(rule, series, { wish, organisation, scope, parts }));
  }
  // What got farthest is what was asked about.
  answer.rules.sort((one, other) => other.steps.length - one.steps.length);
  return answer;
}

async function explainPair(
  { rule, changedAtMs }: NonNullable<WhyNotWish['rule']>,
  series: SeriesDescription,
  asked: Asked,
): Promise<WhyNotRule> {
  const steps: WhyNotStep[] = [];
  const { target, metric, labels } = series;
  const alert = await walk();
  const last = steps[steps.length - 1];
  const verdict = last.passed ? 'told' : last.code;
  return { rule: rule.id, target, metric, labels: { ...labels }, steps, verdict, alert: alert?.id ?? null };

  async function walk(): Promise<Alert | undefined> {
    const { wish, organisation, parts } = asked;
    if (changedAtMs !== null && changedAtMs > wish.toMs) pass('rule_changed_since', { changedAtMs });
    if (!rule.enabled) return stop('rule_disabled', changedAtMs === null ? {} : { changedAtMs });
    pass('rule_enabled');
    const left = leftOutBy(rule, await asSeen(rule, series, organisation, parts));
    if (left) return stop(left.code, left.params);
    pass('watches');
    const identity = { target, metric, labels, organisation };
    const resolved = (await thresholdsOf(parts, rule, [identity]))(identity);
    const level = levelOf(rule, resolved);
    if (!resolved.rule.enabled) return stop('disabled_here', whoDisables(resolved));
    pass('judged_by', { level, ...limitsOf(resolved.rule.condition) });
    const alert = await alertOf(rule, series, asked);
    if (!alert && (await judge(resolved.rule)) !== 'fired') return undefined;
    if (!alert) return stop('fires_by_store_only', changedAtMs === null ? {} : { changedAtMs });
    pass('fired', {
      alert: alert.id,
      beganAtMs: alert.beganAtMs,
      firedAtMs: alert.firedAtMs ?? alert.beganAtMs,
    });
    await followTelling(alert);
    return alert;
  }

  async function judge(judged: Rule): Promise<string> {
    const { wish, parts } = asked;
    const span = { fromMs: wish.fromMs - leadMs(judged, series.intervalMs), toMs: wish.toMs + 1 };
    const read = await readJudged(judged, series, span, asked.scope, parts);
    if (read.missing) {
      const { code, params } = read.missing;
      stop(code === 'store_has_none' || code === 'no_history' ? 'nothing_sent' : code, params);
      return '';
    }
    const { code, params } = explainNot(judged, read.samples, read.intervalMs, wish, read.feed);
    for (const before of PASSED_BEFORE[code] ?? []) pass(before);
    if (code === 'no_values') stop('nothing_sent', params);
    else if (code !== 'fired') stop(code, params);
    else pass('fired_by_values', params);
    return code;
  }

  async function followTelling(alert: Alert): Promise<void> {
    const { sql } = asked.parts.registry;
    const [first] = await asked.parts.alerts.history(asked.scope, alert.id);
    if (first?.late) {
      stop('judged_late', { firedAtMs: first.atMs });
      return;
    }
    const tellings = (await tellingRecord(sql).tellingsOfAlert(alert.id)).filter(
      ({ kind }) => kind === 'fired',
    );
    const told = tellings.filter(({ state }) => state !== 'not_told');
    if (told.length > 0) {
      const failed = told.filter(({ state }) => state === 'failed');
      const params = { channels: [...new Set(told.map(({ channel }) => channel))].join(' ') };
      if (failed.length === told.length) stop('telling_failed', params);
      else pass('told', params);
      return;
    }
    const [held] = (await holdLedger(sql).ofAlert(alert.id)).filter(({ toMs }) => toMs === null);
    if (held) stop(held.code, { ...held.params, fromMs: held.fromMs });
    else if (alert.because) stop('suppressed', { alert: alert.because.alert, target: alert.because.target });
    else if (tellings.length > 0) stop(tellings[0].code || 'nobody', tellings[0].params);
    else stop('not_planned_yet', {});
  }

  function pass(code: string, params: Note['params'] = {}): void {
    steps.push({ code, passed: true, params });
  }

  function stop(code: string, params: Note['params']): undefined {
    steps.push({ code, passed: false, params });
  }
}

/** What had to be passed for a verdict on the values to be reached. */
const PASSED_BEFORE: Record<string, readonly string[]> = {
  no_verdict: ['values_came'],
  never_violated: ['values_came'],
  not_silent_long_enough: ['values_came'],
  samples_not_met: ['values_came', 'violated'],
  not_long_enough: ['values_came', 'violated'],
  fired: ['values_came', 'violated', 'long_enough'],
};

function whoDisables({
  sayings,
}: {
  sayings: readonly {
    level: string;
    subject: string;
    values: { enabled?: boolean | undefined };
    reason: string;
  }[];
}): Note['params'] {
  const said = sayings.find(({ values }) => values.enabled === false);
  return said ? { level: said.level, subject: said.subject, reason: said.reason } : {};
}

/** The limits of a condition, as far as they are numbers. */
function limitsOf(condition: Condition): Note['params'] {
  const limits = Object.entries(condition).filter(([, value]) => typeof value === 'number');
  return { kind: condition.kind, ...Object.fromEntries(limits) };
}

function leadMs({ condition, holdMs, samples }: Rule, intervalMs: number): number {
  const windowMs =
    condition.kind === 'forecast' ? condition.windowMs : condition.kind === 'absent' ? condition.afterMs : 0;
  const wantedMs = 2 * holdMs + windowMs + (samples?.of ?? 0) * intervalMs;
  return Math.min(LEAD_MOST_MS, Math.max(LEAD_LEAST_MS, wantedMs));
}

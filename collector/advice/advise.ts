/*
 * A threshold from stored history.
 *
 *   wish ─ watched series ─ history ─ profile of each ─ thresholds ─ excursions beyond them ─ hold ─ back-test
 */

import { GivenUpError } from '#collector/hindsight/pace.ts';
import { readHistory } from '#collector/hindsight/read-history.ts';
import { resolutionFor } from '#collector/hindsight/resolution.ts';
import { makeRuleTest, type RuleTestOptions } from '#collector/hindsight/rule-test.ts';
import { type Watched, watchedSeries } from '#collector/hindsight/watched.ts';
import type { Samples } from '#judging/history.ts';
import type { Advice, Proposal } from '#protocol/advice.ts';
import type { Note, TestedRule } from '#protocol/back-test.ts';
import type { Rule } from '#protocol/rule.ts';
import { excursionsOf, holdFor } from './hold.ts';
import { boundsOf, patternOf, type Side, type Thresholds, thresholdsFor, unlikeOthers } from './propose.ts';
import { profileOf, type SeriesProfile, usualOfAll } from './usual.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Series whose history is looked at; they are taken evenly out of all. */
const SERIES_SAMPLED = 300;
const UNLIKE_SHOWN = 20;
/** Less than this is no history. */
const LEAST_DAYS = 3;
/** How far back a proposal is tested. */
const TESTED_DAYS = 14;

/** What is asked for. */
export interface AdviceWish {
  /** What is watched, and the rule that the proposal is compared with. */
  rule: Rule;
  side: Side;
  /** The rule is one that stands or is written, not one made to carry the question. */
  isPresent: boolean;
  zone: string;
}

interface Looked {
  series: Watched;
  profile: SeriesProfile;
  samples: Samples;
}

/** Works out a proposal; rejects with `GivenUpError` when its time is over before there is any. */
export async function advise(
  { rule, side, isPresent, zone }: AdviceWish,
  options: RuleTestOptions,
): Promise<Advice> {
  const { found, leftOut } = await watchedSeries(rule, options.estate);
  const chosen = evenly(found, SERIES_SAMPLED);
  const unit = chosen[0]?.unit ?? '';
  const advice: Advice = {
    confidence: 'none',
    days: 0,
    series: found.length + leftOut,
    unit,
    side,
    usual: null,
    resolution: null,
    proposals: [],
    present: null,
    unlike: [],
    reasons: [],
  };
  if (chosen.length === 0) return { ...advice, reasons: [{ code: 'no_series', params: {} }] };
  if (chosen.some((series) => series.kind !== 'gauge')) {
    return { ...advice, reasons: [{ code: 'not_a_gauge', params: { kind: chosen[0].kind } }] };
  }
  const { resolution, looked } = await look(chosen, options, zone);
  advice.resolution = resolution;
  if (looked.length === 0) return { ...advice, reasons: [{ code: 'no_history', params: {} }] };
  const profiles = looked.map(({ profile }) => profile);
  advice.usual = usualOfAll(profiles);
  advice.days = typicalDays(profiles);
  if (chosen.length < advice.series) {
    advice.reasons.push({ code: 'series_sampled', params: { series: advice.series, looked: chosen.length } });
  }
  advice.confidence = confidenceOf(advice.days);
  if (advice.confidence === 'none') {
    advice.reasons.push({ code: 'too_little_history', params: { days: advice.days, wanted: LEAST_DAYS } });
    return advice;
  }
  const bounds = boundsOf(unit);
  const { thresholds, reasons } = thresholdsFor(profiles, side, bounds);
  advice.reasons.push({ code: 'history', params: { days: advice.days } }, ...reasons);
  advice.reasons.push(...patternOf(profiles, advice.usual));
  if (!thresholds) return advice;
  advice.unlike = unlikeOthers(looked, thresholds, side, bounds)
    .slice(0, UNLIKE_SHOWN)
    .map(({ series: { series, profile }, threshold }) => ({
      target: series.target,
      labels: { ...series.labels },
      usual: profile.usual,
      threshold,
    }));
  const { holdMs, reason } = holdOf(looked, thresholds.warning, side, resolution.stepMs);
  advice.reasons.push(reason);
  await test();
  return advice;

  async function test(): Promise<void> {
    const proposed = proposalsOf(thresholds as Thresholds, holdMs);
    for (const proposal of proposed) {
      const tested = await totalsOf(asRule(rule, proposal, side), options, advice.reasons);
      advice.proposals.push({ ...proposal, tested });
    }
    if (!isPresent) return;
    const tested = await totalsOf(rule, options, advice.reasons);
    const threshold = 'threshold' in rule.condition ? rule.condition.threshold : null;
    advice.present = { threshold, holdMs: rule.holdMs, tested };
  }
}

/** Reads the history of the series and keeps of each what is needed to find excursions in it. */
async function look(chosen: readonly Watched[], options: RuleTestOptions, zone: string) {
  const { span, kept, nowMs, query, limits, pace } = options;
  const asked = { kind: 'equal' as const, value: 0 };
  const intervals = chosen.map(({ intervalMs }) => Math.max(intervalMs, MINUTE_MS));
  const bins = resolutionFor(asked, 0, span, intervals, kept, nowMs, {
    pointsInAll: POINTS_KEPT,
    binsNeeded: true,
  });
  const resolution = { ...bins, aggregation: 'avg' as const };
  const looked: Looked[] = [];
  for await (const { series, columns } of readHistory(chosen, { query, limits, span, resolution })) {
    const profile = columns && profileOf(columns, zone);
    if (columns && profile) looked.push({ series, profile, samples: columns });
    await pace.breathe();
  }
  return { resolution, looked };
}

/** Points that are kept in memory while a proposal is worked out: 32 MB. */
const POINTS_KEPT = 2_000_000;

function holdOf(looked: readonly Looked[], warning: number, side: Side, stepMs: number) {
  const lengths = looked.flatMap(({ samples }) => excursionsOf(samples, warning, side));
  const leastMs = Math.max(stepMs, ...looked.map(({ series }) => series.intervalMs));
  return holdFor(lengths, Math.min(leastMs, 15 * MINUTE_MS));
}

function proposalsOf(
  { warning, critical, recovery }: Thresholds,
  holdMs: number,
): Omit<Proposal, 'tested'>[] {
  return [
    { severity: 'warning', threshold: warning, holdMs, recoveryThreshold: recovery },
    { severity: 'critical', threshold: critical, holdMs, recoveryThreshold: warning },
  ];
}

function asRule(rule: Rule, proposal: Omit<Proposal, 'tested'>, side: Side): Rule {
  const { severity, threshold, holdMs, recoveryThreshold } = proposal;
  return {
    ...rule,
    condition: { kind: side, threshold },
    severity,
    holdMs,
    recoveryThreshold,
    tiers: [],
    samples: undefined,
    deviceLimits: false,
  };
}

/** What a rule would have done lately; null, with the reason, where there was no time left to find out. */
async function totalsOf(
  rule: Rule,
  options: RuleTestOptions,
  reasons: Note[],
): Promise<TestedRule['totals'] | null> {
  const { toMs } = options.span;
  const span = { fromMs: Math.max(options.span.fromMs, toMs - TESTED_DAYS * DAY_MS), toMs };
  const test = makeRuleTest(rule, { ...options, span });
  try {
    await test.run();
    return test.read().totals;
  } catch (error) {
    if (!(error instanceof GivenUpError) || error.why !== 'time') throw error;
    if (!reasons.some(({ code }) => code === 'not_tested_in_time')) {
      reasons.push({ code: 'not_tested_in_time', params: {} });
    }
    return null;
  }
}

function typicalDays(profiles: readonly SeriesProfile[]): number {
  const spans = profiles.map(({ spanMs }) => spanMs).sort((a, b) => a - b);
  return Math.round((spans[Math.floor(spans.length / 2)] / DAY_MS) * 10) / 10;
}

function confidenceOf(days: number): Advice['confidence'] {
  if (days < LEAST_DAYS) return 'none';
  if (days < 7) return 'low';
  return days < 21 ? 'medium' : 'high';
}

/** So many of them at the most, from all over the list. */
function evenly<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_none, index) => items[Math.floor((index * items.length) / most)]);
}

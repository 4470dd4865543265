/*
 * What one rule would have done in a span of the past.
 *
 *   rule ─ watched series ─ resolution ─ history, targets after targets ─ evaluator ─ tally
 */
import type { QueryLimits } from '#collector/store/store.ts';
import { knownFeed, type MakeFeed, newestFeed, type Samples } from '#judging/history.ts';
import type { Note, Resolution, TestedRule } from '#protocol/back-test.ts';
import type { Rule } from '#protocol/rule.ts';
import { groupsOfRule } from './groups-of-rule.ts';
import { countsOf, type MemberHistory, mediansOf, weeksBefore } from './operands.ts';
import type { Pace } from './pace.ts';
import { type Prepared, prepareSeries } from './prepare.ts';
import { type AskStore, readHistory } from './read-history.ts';
import { type Kept, resolutionFor, type Span } from './resolution.ts';
import { testSeries } from './series-test.ts';
import { makeTally } from './tally.ts';
import { type Estate, type Watched, watchedSeries } from './watched.ts';

export interface RuleTestOptions {
  estate: Estate;
  query: AskStore;
  limits: QueryLimits;
  kept: Kept;
  pace: Pace;
  span: Span;
  nowMs: number;
}

/** A test that runs; it can be read at any time. */
export interface RuleTest {
  read(): TestedRule;
  progress(): { series: number; judged: number };
  /** Rejects with `GivenUpError`, or with what the store rejects with; what was judged by then stays. */
  run(): Promise<void>;
}

/** Prepares the test of a rule. */
export function makeRuleTest(rule: Rule, options: RuleTestOptions): RuleTest {
  const { estate, query, limits, kept, pace, span, nowMs } = options;
  const { condition } = rule;
  const tally = makeTally(span);
  const notes: Note[] = [];
  let watched: Watched[] = [];
  /** Series that were read. */
  let done = 0;
  let resolution: Resolution | null = null;
  /** Time of the oldest value that was judged. */
  let oldestMs = Number.POSITIVE_INFINITY;

  return {
    read: () => ({ ...tally.read(watched.length), resolution, notes }),
    progress: () => ({ series: watched.length, judged: done }),
    async run() {
      const { found, leftOut } = await watchedSeries(rule, estate);
      watched = found;
      if (leftOut > 0) note('series_left_out', { series: leftOut, judged: found.length });
      if (found.length === 0) note('no_series');
      else if (condition.kind === 'count' || condition.kind === 'group_median') await judgeGroups();
      else await judgeSeries();
      const lackingMs = oldestMs - span.fromMs;
      if (lackingMs > LACKING_PART * (span.toMs - span.fromMs) && lackingMs < Number.POSITIVE_INFINITY)
        note('history_begins', { atMs: oldestMs });
    },
  };

  async function judgeSeries(): Promise<void> {
    const isFolded = condition.kind === 'deviation';
    const whole = { fromMs: span.fromMs - leadMs(rule), toMs: span.toMs };
    resolution = choose(whole, { binsNeeded: isFolded });
    const { stepMs } = resolution;
    if (condition.kind === 'absent') {
      note('silence_by_sample_time');
      if (condition.afterMs < 2 * stepMs) {
        note('silence_shorter_than_bins', { afterMs: condition.afterMs, stepMs });
        return;
      }
    }
    const missing = new Map<string, { note: Note; series: number }>();
    for await (const { series, prepared } of history(whole)) {
      if ('missing' in prepared) countMissing(missing, prepared.missing);
      else
        await judge(
          series,
          series.rule,
          prepared.samples,
          Math.max(stepMs, series.intervalMs),
          prepared.feed,
        );
      done++;
      await pace.breathe();
    }
    for (const each of missing.values()) note(each.note.code, { ...each.note.params, series: each.series });
  }

  /** Many series at once where each stands for itself; one by one where it needs others. */
  async function* history(whole: Span): AsyncGenerator<{ series: Watched; prepared: Prepared }> {
    const chosen = resolution as Resolution;
    if (condition.kind !== 'ratio' && condition.kind !== 'deviation') {
      for await (const { series, columns } of readHistory(watched, {
        query,
        limits,
        span: whole,
        resolution: chosen,
      })) {
        const prepared =
          columns && columns.timesMs.length > 0 ? { samples: columns, feed: undefined } : NOTHING;
        yield { series, prepared };
      }
      return;
    }
    const inSpan = condition.kind === 'deviation' ? span : whole;
    for (const series of watched) {
      yield {
        series,
        prepared: await prepareSeries(series.rule, series, inSpan, chosen, {
          ...options,
          series: estate.series,
          breathe: pace.breathe,
        }),
      };
    }
  }

  async function judgeGroups(): Promise<void> {
    resolution = choose(span, { binsNeeded: true, pointsInAll: POINTS_OF_GROUPS });
    note('members_as_they_are_now');
    if (condition.kind === 'count' && condition.each.kind === 'absent') note('silence_by_sample_time');
    const groups = groupsOfRule(rule, watched, estate);
    for (const [group, series] of groups) await judgeGroup(group, series, resolution);
    if (groups.size === 0) note('no_groups');
  }

  async function judgeGroup(group: string, series: readonly Watched[], chosen: Resolution): Promise<void> {
    const members: (MemberHistory & { series: Watched })[] = [];
    for await (const { series: each, columns } of readHistory(series, {
      query,
      limits,
      span,
      resolution: chosen,
    })) {
      if (columns && columns.timesMs.length > 0) {
        members.push({
          series: each,
          samples: columns,
          intervalMs: Math.max(chosen.stepMs, each.intervalMs),
        });
      }
      await pace.breathe();
    }
    const stepMs = Math.max(chosen.stepMs, ...members.map(({ intervalMs }) => intervalMs));
    if (condition.kind === 'count') {
      const { samples, known } = await countsOf(members, condition, span, stepMs, pace.breathe);
      await judge({ target: group, labels: {} }, rule, samples, stepMs, knownFeed(known));
    } else if (condition.kind === 'group_median') {
      const medians = await mediansOf(members, condition, span, stepMs, pace.breathe);
      for (const { series: each, samples, intervalMs } of members) {
        await judge(each, each.rule, samples, intervalMs, newestFeed(samples, medians));
        await pace.breathe();
      }
    }
  }

  async function judge(
    subject: { target: string; labels: Readonly<Record<string, string>> },
    judged: Rule,
    samples: Samples,
    intervalMs: number,
    feed: MakeFeed | undefined,
  ): Promise<void> {
    oldestMs = Math.min(oldestMs, samples.timesMs[0] ?? oldestMs);
    tally.add(subject, await testSeries(judged, samples, intervalMs, span, pace.breathe, feed));
  }

  function choose(whole: Span, bounds: { binsNeeded: boolean; pointsInAll?: number }): Resolution {
    const weeksMs = condition.kind === 'deviation' ? weeksBefore(condition) : 0;
    const read = { fromMs: whole.fromMs - weeksMs, toMs: whole.toMs };
    const intervals = watched.map(({ intervalMs }) => intervalMs);
    return resolutionFor(condition, rule.holdMs, read, intervals, kept, nowMs, bounds);
  }

  function note(code: string, params: Note['params'] = {}): void {
    notes.push({ code, params });
  }
}

/** A span that lacks more than this part of its beginning is not what people asked for, and they are told. */
const LACKING_PART = 0.05;
/** Points of all members that are gathered at once: 64 MB. */
const POINTS_OF_GROUPS = 4_000_000;
const NOTHING: Prepared = { missing: { code: 'no_history', params: {} } };

function countMissing(missing: Map<string, { note: Note; series: number }>, note: Note): void {
  const known = missing.get(note.code);
  if (known) known.series++;
  else missing.set(note.code, { note, series: 1 });
}

/** What must have been seen before the span, so that its beginning is judged like all of it. */
function leadMs({ condition }: Rule): number {
  return condition.kind === 'forecast' ? condition.windowMs : 0;
}

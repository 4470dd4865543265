/*
 * What one rule would have done in a span of the past.
 *
 *   rule ─ watched series ─ resolution ─ history, targets after targets ─ evaluator ─ tally
 */
import type { QueryLimits } from '#collector/store/store.ts';
import type { Note, Resolution, TestedRule } from '#protocol/back-test.ts';
import type { Rule } from '#protocol/rule.ts';
import type { Pace } from './pace.ts';
import { type AskStore, readHistory } from './read-history.ts';
import { type Kept, resolutionFor, type Span } from './resolution.ts';
import { makeTally } from './tally.ts';
import { testSeries } from './test-series.ts';
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
  const tally = makeTally(span);
  const notes: Note[] = [];
  let watched: Watched[] = [];
  let resolution: Resolution | null = null;

  return {
    read: () => ({ ...tally.read(watched.length), resolution, notes }),
    progress: () => ({ series: watched.length, judged: tally.judged() }),
    async run() {
      const { found, leftOut } = await watchedSeries(rule, estate);
      watched = found;
      if (leftOut > 0) note('series_left_out', { series: leftOut, judged: found.length });
      const why = found.length === 0 ? { code: 'no_series', params: {} } : cannotTest(rule);
      if (why) notes.push(why);
      else await judge();
    },
  };

  async function judge(): Promise<void> {
    const { condition } = rule;
    const whole = { fromMs: span.fromMs - leadMs(rule), toMs: span.toMs };
    const intervals = watched.map(({ intervalMs }) => intervalMs);
    resolution = resolutionFor(condition, rule.holdMs, whole, intervals, kept, nowMs);
    const { stepMs } = resolution;
    if (condition.kind === 'absent') {
      note('silence_by_sample_time');
      if (condition.afterMs < 2 * stepMs) {
        note('silence_shorter_than_bins', { afterMs: condition.afterMs, stepMs });
        return;
      }
    }
    let withoutHistory = 0;
    for await (const { series, columns } of readHistory(watched, {
      query,
      limits,
      span: whole,
      resolution,
    })) {
      if (!columns || columns.timesMs.length === 0) withoutHistory++;
      else tally.add(series, testSeries(series.rule, columns, Math.max(stepMs, series.intervalMs), span));
      await pace.breathe();
    }
    if (withoutHistory > 0) note('no_history', { series: withoutHistory });
  }

  function note(code: string, params: Note['params'] = {}): void {
    notes.push({ code, params });
  }
}

/** What must have been seen before the span, so that its beginning is judged like all of it. */
function leadMs({ condition }: Rule): number {
  return condition.kind === 'forecast' ? condition.windowMs : 0;
}

/** Conditions whose past cannot be honestly said. */
function cannotTest({ condition }: Rule): Note | undefined {
  switch (condition.kind) {
    case 'ratio':
    case 'count':
    case 'group_median':
    case 'deviation':
      return { code: 'condition_not_tested', params: { kind: condition.kind } };
    default:
      return undefined;
  }
}

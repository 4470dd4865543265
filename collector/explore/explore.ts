import type { Groups } from '#collector/groups/groups.ts';
import type { Targets } from '#collector/inventory/targets.ts';
import type { Scope } from '#collector/people/caller.ts';
import type { VisibleTargets } from '#collector/people/visible-targets.ts';
import type {
  Query,
  QueryLimits,
  Selector,
  SeriesColumns,
  SeriesDescription,
} from '#collector/store/store.ts';
import { breathe, startSlice } from '#collector/threads/breathe.ts';
import type { Explored, ExploredLine, Question } from '#protocol/explore.ts';
import { LABEL_KEY, type TimeFold } from '#protocol/fold.ts';
import type { MetricKind } from '#protocol/metric.ts';
import { seriesKey } from '#protocol/sample.ts';
import { foldOf, unitAfter } from './choose-fold.ts';
import { definitionOf } from './describe.ts';
import { groupFolder, presentOf, rankLines } from './fold-groups.ts';
import { chooseStep, type Grid, gridOf } from './grid.ts';
import { narrow } from './label-filters.ts';
import { percentile95 } from './percentile.ts';
import { pickTargets } from './pick-targets.ts';
import { coarserStep, tooMuch } from './too-large.ts';

/** A series is as fresh as it can be for so many of its intervals. */
const FRESH_INTERVALS = 2.5;
const USUAL_INTERVAL_MS = 60_000;

/** A question and the span that it is asked of. */
export interface ExploreQuery {
  question: Question;
  fromMs: number;
  toMs: number;
  /** 0: chosen by the span. */
  stepMs: number;
  /** So many bins are wanted at most. */
  points: number;
}

export interface ExploreOptions {
  store: {
    query(query: Query, limits: QueryLimits): Promise<SeriesColumns[]>;
    series(selector: Partial<Selector>, limit: number): Promise<SeriesDescription[]>;
  };
  targets: Targets;
  groups: Groups;
  visible: VisibleTargets;
  limits: QueryLimits;
  /** The metric as it is being sent; undefined when nobody sends it. */
  sent(metric: string): Promise<{ kind: MetricKind; unit: string; intervalMs: number } | undefined>;
  /** How long the store keeps samples. */
  rawMs: number;
  nowMs(): number;
}

/**
 * Answers what somebody wants to see of a metric: the store folds each series in time, the groups are folded here.
 *
 *   targets and labels ─► store.query (a series a column) ─► fold-groups ─► rank ─► lines over common bins
 */
export function explorer(options: ExploreOptions) {
  const { store, targets, groups, visible, limits, rawMs, nowMs } = options;

  return async (
    scope: Scope,
    { question, fromMs, toMs, stepMs, points }: ExploreQuery,
  ): Promise<Explored> => {
    const { metric } = question;
    const described = await describe(metric);
    const over = foldOf(question.over, described.kind);
    const hasAll = toMs <= fromMs || over !== 'p95';
    const samplesFromMs = hasAll || fromMs >= nowMs() - rawMs ? null : nowMs() - rawMs;
    const picked = pickTargets(question.targets, scope, { targets, groups });
    const { equal, isMeant } = narrow(question.labels);
    const selectors = equal.map((labels) => visible.restrict(scope, { metric, targets: picked, labels }));

    let step = stepMs > 0 ? stepMs : chooseStep(toMs - fromMs, points, described.intervalMs);
    for (let tries = 0; ; tries++) {
      const grid = gridOf(fromMs, toMs, step, nowMs());
      try {
        const columns = grid.bins === 0 ? [] : await ask(selectors, grid, over, described.kind);
        return await fold(columns, grid);
      } catch (error) {
        const coarser = coarserStep(error, step, grid, over);
        if (stepMs > 0 || tries >= 3 || coarser === undefined) throw tooMuch(error, question);
        step = coarser;
      }
    }

    async function fold(columns: readonly SeriesColumns[], grid: Grid): Promise<Explored> {
      const folder = groupFolder({
        grid,
        across: question.across,
        carryBins:
          over === 'sum' || over === 'count'
            ? 0
            : Math.floor((described.intervalMs * FRESH_INTERVALS) / grid.stepMs),
      });
      const by = new Map<string, Record<string, string>>();
      let isDue = startSlice();
      let series = 0;
      for (const column of columns) {
        if (isDue()) {
          await breathe();
          isDue = startSlice();
        }
        if (!isMeant((name) => labelOf(column, name))) continue;
        series++;
        const facts = factsOf(column);
        const key = question.groupBy.includes('series')
          ? seriesKey(column)
          : JSON.stringify(Object.values(facts));
        if (!by.has(key)) by.set(key, facts);
        folder.add(key, over === 'p95' ? percentile95(column, grid) : column);
      }
      const lines = folder.lines();
      const ranked = rankLines(lines, question);
      const names: Record<string, string> = {};
      const shown = ranked.map((line): ExploredLine => {
        const facts = by.get(line.key) ?? {};
        if (facts.target !== undefined) names[facts.target] = targets.get(facts.target)?.name ?? facts.target;
        return {
          by: facts,
          series: line.series,
          values: [...line.values].map(toJson),
          present: presentOf(line),
        };
      });
      return {
        kind: described.kind,
        unit: unitAfter(described, over, question.across),
        over,
        ...grid,
        series,
        groups: lines.length,
        samplesFromMs,
        lines: shown,
        names,
      };
    }

    /** What a line is known by: the facts that it is grouped by, or all of them for a series by itself. */
    function factsOf(column: SeriesColumns): Record<string, string> {
      const keys = question.groupBy.includes('series')
        ? ['target', ...Object.keys(column.labels).map((label) => `${LABEL_KEY}${label}`)]
        : question.groupBy;
      return Object.fromEntries(keys.map((key) => [key, factOf(column, key)]));
    }
  };

  async function describe(metric: string): Promise<{ kind: MetricKind; unit: string; intervalMs: number }> {
    const sent = await options.sent(metric);
    if (sent) return sent;
    const [stored] = await store.series({ metric }, 1);
    if (stored) return stored;
    const defined = definitionOf(metric);
    return { kind: defined?.kind ?? 'gauge', unit: defined?.unit ?? '', intervalMs: USUAL_INTERVAL_MS };
  }

  async function ask(
    selectors: readonly Selector[],
    grid: Grid,
    over: TimeFold,
    kind: MetricKind,
  ): Promise<SeriesColumns[]> {
    const fromSamples = over === 'p95';
    const answers: SeriesColumns[] = [];
    for (const selector of selectors) {
      if (selector.targets?.length === 0) continue;
      const query: Query = {
        selector,
        fromMs: grid.firstMs,
        toMs: grid.firstMs + grid.bins * grid.stepMs,
        stepMs: fromSamples ? 0 : grid.stepMs,
        aggregation: over === 'auto' || over === 'p95' ? (kind === 'counter' ? 'rate' : 'avg') : over,
        ...(fromSamples && { onlySamples: true }),
      };
      // Several questions share what one may cost.
      const left = { ...limits, series: limits.series - answers.length };
      answers.push(...(await store.query(query, left)));
    }
    return answers;
  }

  function labelOf({ target, labels }: SeriesColumns, name: string): string | undefined {
    return labels[name] ?? (name === 'host' ? targets.get(target)?.host : undefined);
  }

  function factOf(column: SeriesColumns, key: string): string {
    if (key.startsWith(LABEL_KEY)) return labelOf(column, key.slice(LABEL_KEY.length)) ?? '';
    if (key === 'target') return column.target;
    const target = targets.get(column.target);
    return target?.[key as 'kind' | 'organisation' | 'room' | 'rack'] ?? '';
  }
}

/** Nine digits are more than any probe measures, and half of what a mean is written with. */
function toJson(value: number): number | null {
  if (!Number.isFinite(value)) return null;
  return Number.isInteger(value) ? value : Number(value.toPrecision(9));
}

import { useMemo } from 'preact/hooks';
import { METRIC_NAME } from '#protocol/metric.ts';
import type { Rule } from '#protocol/rule.ts';
import type { Paged } from '../../../api/shapes.ts';
import { watchesLabels } from '../../../charts/limits.ts';
import { useWard } from '../../../ui/context.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { useSettled } from '../../../ui/use-settled.ts';
import { namedMetrics } from '../../../words/metric-words.ts';

/** A series as the store lists it. */
export interface SeriesEntry {
  target: string;
  metric: string;
  labels: Record<string, string>;
  kind: 'gauge' | 'counter' | 'state';
  unit: string;
}
interface SeriesAnswer extends Paged {
  series: SeriesEntry[];
  truncated: boolean;
}

const LOOKED_AT = 1_000;
const SETTLED_MS = 400;
const NOTHING: readonly SeriesEntry[] = [];

/** The series that there are of a metric now, as far as one page of them goes; undefined until that is known. */
export function useSeriesOf(metric: string): { series: readonly SeriesEntry[]; isAll: boolean } | undefined {
  const { api } = useWard();
  const asked = useSettled(metric, SETTLED_MS);
  const { value } = useLoad(
    async (signal) => {
      // What is still being typed is no metric yet.
      if (!METRIC_NAME.test(asked)) return { asked, series: NOTHING, isAll: true };
      const answer = await api.get<SeriesAnswer>('series', { metric: asked, limit: LOOKED_AT }, signal);
      return { asked, series: answer.series, isAll: !answer.next };
    },
    [asked],
  );
  return value?.asked === metric ? value : undefined;
}

/** Names of metrics to choose from: what comes in, what rules watch, and what has a definition. */
export function useMetricNames(): readonly string[] {
  const { api, rules } = useWard();
  const { value } = useLoad((signal) => api.get<SeriesAnswer>('series', { limit: LOOKED_AT }, signal), []);
  const entries = rules.entries.value;
  return useMemo(() => {
    const seen = value?.series.map(({ metric }) => metric) ?? [];
    const watched = entries.map(({ rule }) => rule.watch.metric);
    return [...new Set([...seen, ...watched, ...namedMetrics()])].sort();
  }, [value, entries]);
}

/** Those that a rule watches, groups left aside. */
export function watchedOf(series: readonly SeriesEntry[], { watch }: Rule): SeriesEntry[] {
  const targets = new Set(watch.targets);
  return series.filter(
    ({ target, labels }) => (targets.size === 0 || targets.has(target)) && watchesLabels(watch, labels),
  );
}

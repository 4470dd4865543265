import { useEffect, useMemo } from 'preact/hooks';
import type { ChosenAggregation } from '../../../api/query.ts';
import { useWard } from '../../../ui/context.ts';
import type { MachineData } from '../machine-data.ts';
import type { Panel } from '../panels.ts';
import { Comparison, type Earlier } from './comparison.ts';

/** How the charts that are in view were the same time before; undefined while nothing is compared. */
export function useComparison(
  target: string,
  data: MachineData,
  panels: readonly Panel[],
  earlier: Earlier | undefined,
  aggregation: ChosenAggregation,
): Comparison | undefined {
  const { api } = useWard();
  const comparison = useMemo(() => new Comparison(target, api), [target, data]);
  useEffect(() => () => comparison.close(), [comparison]);
  const span = data.shown.value.data.shownSpan;
  const wanted = panels
    .flatMap(({ metrics }) => metrics.map(({ metric }) => metric))
    .filter((metric) => data.isInView(metric));
  const key = [...new Set(wanted)].join();
  useEffect(() => {
    if (!earlier) comparison.clear();
    else if (span)
      void comparison.want(key.split(',').filter(Boolean), data, { ...span, earlier, aggregation });
  }, [comparison, earlier, aggregation, key, span?.fromMs, span?.toMs]);
  return earlier ? comparison : undefined;
}

import type { MachineSeries } from '../machine-series.ts';
import { isListed } from './device-metrics.ts';

/** A line of the table of all values: one value, or so many of a kind that they are shown as one until asked for. */
export type ValueRow =
  | { kind: 'one'; series: MachineSeries; isOpened: boolean }
  | { kind: 'many'; metric: string; all: readonly MachineSeries[]; isOpen: boolean };

/** More values of a kind than this are folded into one line, if nothing else is wanted. */
const MOST_IN_A_ROW = 4;

/** The lines for these metrics, in their order; `opened` names the metrics whose values are shown one by one. */
export function valueRows(
  metrics: readonly string[],
  of: (metric: string) => readonly MachineSeries[],
  opened: ReadonlySet<string>,
  most = MOST_IN_A_ROW,
): ValueRow[] {
  return metrics.filter(isListed).flatMap((metric): ValueRow[] => {
    const all = of(metric);
    if (all.length <= most) return all.map((series) => ({ kind: 'one', series, isOpened: false }));
    const isOpen = opened.has(metric);
    const each = isOpen ? all.map((series) => ({ kind: 'one', series, isOpened: true }) as const) : [];
    return [{ kind: 'many', metric, all, isOpen }, ...each];
  });
}

/** Least and greatest of the newest values; undefined where none was read. */
export function rangeOfValues(
  all: readonly MachineSeries[],
): { least: MachineSeries; greatest: MachineSeries } | undefined {
  const read = all.filter(({ latest }) => !Number.isNaN(latest.value));
  if (read.length === 0) return undefined;
  const sorted = [...read].sort((a, b) => a.latest.value - b.latest.value);
  return { least: sorted[0], greatest: sorted[sorted.length - 1] };
}

/** How many series stand at each of their values, most first. */
export function countByValue(all: readonly MachineSeries[]): { value: number; count: number }[] {
  const counts = new Map<number, number>();
  for (const { latest } of all) counts.set(latest.value, (counts.get(latest.value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}

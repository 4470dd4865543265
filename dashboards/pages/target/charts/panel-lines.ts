import { type Aligned, align, type Line } from '../../../charts/align.ts';
import type { LineLook } from '../../../charts/plot-options.ts';
import { labelText } from '../../../words/alert-text.ts';
import { metricTitle, type Words } from '../../../words/words.ts';
import type { MachineData } from '../machine-data.ts';
import type { MachineSeries } from '../machine-series.ts';
import type { Panel, PanelMetric } from '../panels.ts';
import type { Comparison } from './comparison.ts';

/** What a panel draws. */
export interface PanelLines {
  data: Aligned;
  looks: LineLook[];
  /** Series behind the lines, for their thresholds. */
  series: MachineSeries[];
  /** Series beyond the readable number. */
  more: number;
  /** By the place of a line: the place of the line of how it was before. */
  earlier: ReadonlyMap<number, number>;
}

/** More lines than colours cannot be told apart. */
const MOST_LINES = 8;

interface Candidate {
  series: MachineSeries;
  metric: PanelMetric;
  line: Line;
}

/** The lines of a panel; undefined when the machine sends nothing for it. */
export function panelLines(
  panel: Panel,
  data: MachineData,
  words: Words,
  comparison?: Comparison,
): PanelLines | undefined {
  const found: Candidate[] = [];
  for (const metric of panel.metrics) {
    for (const series of data.of(metric.metric)) {
      if (!belongs(panel, series)) continue;
      const line = series.history.line(series.latest.intervalMs, metric.counter ?? false, metric.factor ?? 1);
      found.push({ series, metric, line });
    }
  }
  if (found.length === 0 || found.every(saysNothing)) return undefined;
  if (panel.quietWhenZero && found.every(({ line }) => line.values.every((value) => !(value > 0))))
    return undefined;
  const chosen = found.length > MOST_LINES ? highest(found, words) : found;
  const groups = [...new Set(chosen.map(({ series }) => labelText(series.labels, words)))];
  const manyMetrics = panel.metrics.length > 1;
  const looks = chosen.map(({ series, metric }, at) => {
    const group = labelText(series.labels, words);
    // Where several things have several metrics each, the thing has the colour and the metric the kind of line.
    const byGroup = groups.length > 1;
    return {
      name: nameOf(words, metric.metric, group, manyMetrics, byGroup),
      color: byGroup ? groups.indexOf(group) : at,
      dashed: byGroup && manyMetrics ? metric.dashed : false,
      // Light is below zero: an area down to the axis would say nothing.
      filled: at === 0 && !byGroup && panel.unit !== 'dBm',
    };
  });
  const before = linesBefore(chosen, comparison);
  const earlier = new Map(before.map(({ of }, at) => [of, chosen.length + at]));
  const pale = before.map(({ of }) => ({
    ...looks[of],
    name: `${looks[of].name} ‹`,
    pale: true,
    filled: false,
  }));
  return {
    data: align([...chosen, ...before].map(({ line }) => line)),
    looks: [...looks, ...pale],
    series: chosen.map(({ series }) => series),
    more: found.length - chosen.length,
    earlier,
  };
}

/** How the lines were the same time before, as far as that is known. */
function linesBefore(
  chosen: readonly Candidate[],
  comparison: Comparison | undefined,
): { of: number; line: Line }[] {
  if (!comparison) return [];
  return chosen.flatMap(({ series, metric }, of) => {
    const history = comparison.of(metric.metric, series.labels);
    if (!history || history.length === 0) return [];
    return [
      { of, line: history.line(series.latest.intervalMs, metric.counter ?? false, metric.factor ?? 1) },
    ];
  });
}

/** Asked for, and never read: what was measured once is drawn for as long as it is in the range. */
function saysNothing({ series, line }: Candidate): boolean {
  return Number.isNaN(series.latest.value) && !line.values.some((value) => Number.isFinite(value));
}

function belongs({ only, without }: Panel, { labels }: MachineSeries): boolean {
  if (only && labels[only.label] !== undefined && labels[only.label] !== only.value) return false;
  return !without?.(labels);
}

function nameOf(words: Words, metric: string, group: string, manyMetrics: boolean, byGroup: boolean): string {
  const title = metricTitle(words, metric);
  if (!group || (!byGroup && manyMetrics)) return title;
  return manyMetrics ? `${group} ${title}` : group;
}

/** All lines of the things with the highest newest values, as many as are readable; ordered by thing. */
function highest(candidates: readonly Candidate[], words: Words): Candidate[] {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const name = labelText(candidate.series.labels, words);
    groups.set(name, [...(groups.get(name) ?? []), candidate]);
  }
  const last = ({ line }: Candidate) => line.values[line.values.length - 1] ?? Number.NaN;
  const top = (those: readonly Candidate[]) =>
    Math.max(...those.map(last).map((value) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value)));
  const chosen: Candidate[] = [];
  for (const [, those] of [...groups].sort(([, a], [, b]) => compare(top(b), top(a)))) {
    if (chosen.length > 0 && chosen.length + those.length > MOST_LINES) break;
    chosen.push(...those.slice(0, MOST_LINES));
  }
  return chosen;
}

/** A difference of two infinities is no number, and no order. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { namedMetrics } from '../../words/metric-words.ts';
import { unitOfSeries } from '../../words/unit.ts';
import type { KeyFigure } from './kinds/key-figure.ts';
import type { Panel } from './panels.ts';

/** A metric that the collector has of a target. */
export interface NamedMetric {
  metric: string;
  unit: string;
  kind: string;
}

/** Bookkeeping of whoever sends, not of what is watched. */
const NOT_DRAWN = /^(probe|agent|trap|config|inventory|scrape)\./;
/** How programs name totals, also where what they push does not say what it is. */
const TOTAL = /_(total|count|sum)$/;
/** Lower bounds of histograms, which are no lines. */
const BUCKET = /_bucket$/;

/**
 * Charts for what nobody has planned a chart for: what exporters and people's own programs push, by its subject, the
 * first word of its name. What Ward itself defines and does not draw stands in the table of values.
 */
export function pushedPanels(named: readonly NamedMetric[], planned: readonly Panel[]): Panel[] {
  const known = new Set(planned.flatMap(({ metrics }) => metrics.map(({ metric }) => metric)));
  for (const metric of namedMetrics()) known.add(metric);
  const own = named.filter(
    ({ metric }) => !known.has(metric) && !NOT_DRAWN.test(metric) && !BUCKET.test(metric),
  );
  return own
    .map((each) => panelOf(each))
    .sort((a, b) => compare(a.group ?? '', b.group ?? '') || compare(a.id, b.id));
}

/** Figures of what only pushes: how things stand before how fast they go, one of each metric. */
export function pushedFigures(named: readonly NamedMetric[]): KeyFigure[] {
  const figures = pushedPanels(named, []).map(
    ({ unit, metrics: [{ metric, counter }] }): KeyFigure =>
      counter ? { metric, rate: { factor: 1, unit }, fold: 'most' } : { metric },
  );
  return figures.sort((a, b) => Number(a.rate !== undefined) - Number(b.rate !== undefined));
}

function panelOf({ metric, unit, kind }: NamedMetric): Panel {
  const counter = kind === 'counter' || TOTAL.test(metric);
  const own = unitOfSeries(unit, metric);
  return {
    id: `metric:${metric}`,
    group: metric.split('.', 1)[0],
    unit: counter ? rateUnit(own) : own,
    metrics: [{ metric, counter }],
  };
}

function rateUnit(unit: string): string {
  if (unit === 's' || unit === 'ms') return unit;
  return `${unit}/s`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { breathe, startSlice } from '#collector/threads/breathe.ts';
import type { MetricKind } from '#protocol/metric.ts';
import type { Column, Schema } from '#protocol/schema.ts';

/** What sends a metric: how it is described, and by whom. */
export interface SentMetric {
  metric: string;
  kind: MetricKind;
  unit: string;
  labels: string[];
  series: number;
  targets: number;
  /** The longest of those that send it. */
  intervalMs: number;
}

/** A label with its values and how many series have each. */
export interface SentLabel {
  label: string;
  values: Map<string, number>;
}

interface Shaped {
  kind: MetricKind;
  unit: string;
  labels: string[];
  series: number;
}

/** Schemas of a thousand hosts share one list of columns: it is gone through once, however many send it. */
const shapes = new WeakMap<readonly Column[], Map<string, Shaped>>();

/**
 * Every metric that is sent to one of these targets (undefined: to any), by name. A schema that took the place of
 * another one on the same target counts beside it: the numbers tell how much there is, and no more. Others go on
 * meanwhile, since a large site has 20,000 schemas.
 */
export async function sentMetrics(
  schemas: Iterable<Schema>,
  seen?: ReadonlySet<string>,
): Promise<SentMetric[]> {
  const found = new Map<string, SentMetric & { who: Set<string> }>();
  let isDue = startSlice();
  for (const { target, columns, intervalMs } of schemas) {
    if (seen && !seen.has(target)) continue;
    if (isDue()) {
      await breathe();
      isDue = startSlice();
    }
    for (const [metric, shaped] of shapeOf(columns)) {
      const known = found.get(metric);
      if (!known) {
        found.set(metric, {
          metric,
          ...shaped,
          labels: [...shaped.labels],
          targets: 0,
          intervalMs,
          who: new Set([target]),
        });
        continue;
      }
      known.series += shaped.series;
      known.who.add(target);
      known.intervalMs = Math.max(known.intervalMs, intervalMs);
      for (const label of shaped.labels) if (!known.labels.includes(label)) known.labels.push(label);
    }
  }
  return [...found.values()]
    .map(({ who, ...metric }) => ({ ...metric, targets: who.size, labels: metric.labels.sort() }))
    .sort((one, other) => (one.metric < other.metric ? -1 : 1));
}

/** Labels of one metric with all their values. */
export async function sentLabels(
  schemas: Iterable<Schema>,
  metric: string,
  seen?: ReadonlySet<string>,
): Promise<SentLabel[]> {
  const times = new Map<readonly Column[], number>();
  let isDue = startSlice();
  for (const { target, columns } of schemas) {
    if (seen && !seen.has(target)) continue;
    if (isDue()) {
      await breathe();
      isDue = startSlice();
    }
    if (shapeOf(columns).has(metric)) times.set(columns, (times.get(columns) ?? 0) + 1);
  }
  const found = new Map<string, Map<string, number>>();
  for (const [columns, count] of times) {
    if (isDue()) {
      await breathe();
      isDue = startSlice();
    }
    for (const column of columns) {
      if (column.metric !== metric) continue;
      for (const [label, value] of Object.entries(column.labels)) {
        const values = found.get(label) ?? new Map<string, number>();
        found.set(label, values.set(value, (values.get(value) ?? 0) + count));
      }
    }
  }
  return [...found]
    .map(([label, values]) => ({ label, values }))
    .sort((one, other) => (one.label < other.label ? -1 : 1));
}

function shapeOf(columns: readonly Column[]): Map<string, Shaped> {
  const known = shapes.get(columns);
  if (known) return known;
  const made = new Map<string, Shaped>();
  for (const { metric, kind, unit, labels } of columns) {
    const shaped = made.get(metric);
    if (!shaped) {
      made.set(metric, { kind, unit, labels: Object.keys(labels), series: 1 });
      continue;
    }
    shaped.series++;
    for (const label of Object.keys(labels)) if (!shaped.labels.includes(label)) shaped.labels.push(label);
  }
  shapes.set(columns, made);
  return made;
}

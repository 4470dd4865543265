import type { MetricDefinition, MetricKind, StateWord } from '#protocol/metric.ts';
import type { Column } from '#protocol/schema.ts';
import type { Reading } from './probe.ts';

/** Field, kind, unit, meaning in Chinese, meaning in English. */
type Row = readonly [
  field: string,
  kind: MetricKind,
  unit: string,
  chinese: string,
  english: string,
  states?: MetricDefinition['states'],
];

/** Metrics of one subject with the same labels, one line each. */
export function defineMetrics(
  subject: string,
  labels: readonly string[],
  rows: readonly Row[],
): readonly MetricDefinition[] {
  return rows.map(([field, kind, unit, chinese, english, states]) => ({
    name: `${subject}.${field}`,
    kind,
    unit,
    labels,
    meaning: { 'zh-CN': chinese, en: english },
    ...(states && { states }),
  }));
}

/** Words of a state, numbered in their order from 0. */
export function defineStates(
  ...words: readonly (readonly [word: string, chinese: string, english: string])[]
): Readonly<Record<string, StateWord>> {
  return Object.fromEntries(
    words.map(([word, chinese, english], code) => [word, { code, 'zh-CN': chinese, en: english }]),
  );
}

/** The series of a metric with these label values, in the order of the definition's label names. */
export function columnOf(metric: MetricDefinition, labelValues: readonly string[] = []): Column {
  const labels: Record<string, string> = {};
  for (const [i, name] of metric.labels.entries()) labels[name] = labelValues[i] ?? '';
  return { metric: metric.name, labels, kind: metric.kind, unit: metric.unit };
}

/** One column for each metric, all with the same label values. */
export function columnsOf(
  metrics: readonly MetricDefinition[],
  labelValues: readonly string[] = [],
): Column[] {
  return metrics.map((metric) => columnOf(metric, labelValues));
}

/** Adds one reading for each column; the values stand in the same order. */
export function pushReadings(into: Reading[], columns: readonly Column[], values: ArrayLike<number>): void {
  for (let i = 0; i < columns.length; i++)
    into.push({ column: columns[i] as Column, value: values[i] as number });
}

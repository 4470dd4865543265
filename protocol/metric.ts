/** What a value is: a level that goes up and down, a total that only grows, or a code for a condition. */
export type MetricKind = 'gauge' | 'counter' | 'state';

/**
 * One metric as a probe promises it. The name is `subject.field` in snake_case and is never renamed or re-meant.
 * Where Telegraf measures the same thing its measurement, field and tag names are used.
 */
export interface MetricDefinition {
  name: string;
  kind: MetricKind;
  /** Unit as printed: `%`, `B`, `B/s`, `°C`, `s`, `ms`, `1` for a plain number. */
  unit: string;
  /** Names of the labels that tell the series of one target apart; empty for a single series. */
  labels: readonly string[];
  meaning: { 'zh-CN': string; en: string };
  /** For a `state`: its words, each with the number under which it travels. Never renumbered. */
  states?: Readonly<Record<string, StateWord>>;
}

/** One condition that a `state` metric can tell. */
export interface StateWord {
  code: number;
  'zh-CN': string;
  en: string;
}

/** What Ward's own probes call a metric: lower-case words joined by underscores on both sides of one dot. */
export const OWN_METRIC_NAME = /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/;

/** What any sender may call a metric: a subject without dots, a dot, a field; nothing that needs quoting. */
export const METRIC_NAME = /^[^\s.,=\\"']+\.[^\s,=\\"']+$/;

/** The part before the dot: Telegraf's measurement, and the probe's subject. */
export function metricSubject(metric: string): string {
  return metric.slice(0, metric.indexOf('.'));
}

/** The part after the dot: Telegraf's field. */
export function metricField(metric: string): string {
  return metric.slice(metric.indexOf('.') + 1);
}

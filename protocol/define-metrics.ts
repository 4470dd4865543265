import type { MetricDefinition, MetricKind, StateWord } from './metric.ts';

/** Field, kind, unit, meaning in Chinese, meaning in English, and the words of a state. */
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

/** The words of a state that either holds or does not. */
export const yesOrNo = defineStates(['no', '否', 'no'], ['yes', '是', 'yes']);

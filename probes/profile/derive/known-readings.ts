import type { MetricDefinition } from '#protocol/metric.ts';
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';
import type { Reading } from '../../probe.ts';

/** The readings of one collection, found by metric; a value that was not read does not count. */
export interface KnownReadings {
  /** Of a metric without labels, or of the first of its series; undefined when there is none. */
  number(metric: string): number | undefined;
  numbers(metric: string): number[];
  /** The word of a state. */
  word(metric: string): string | undefined;
  all(metric: string): readonly Reading[];
}

const byName = new Map<string, MetricDefinition>(vocabulary.map((each) => [each.name, each]));
const wordsByCode = new Map(
  vocabulary.flatMap(({ name, states }) =>
    states ? [[name, new Map(Object.entries(states).map(([word, { code }]) => [code, word]))] as const] : [],
  ),
);

export function knownReadings(readings: readonly Reading[]): KnownReadings {
  const byMetric = new Map<string, Reading[]>();
  for (const reading of readings) {
    const { metric } = reading.column;
    const same = byMetric.get(metric);
    if (same) same.push(reading);
    else byMetric.set(metric, [reading]);
  }
  const all = (metric: string) => byMetric.get(metric) ?? [];
  const numbers = (metric: string) =>
    all(metric)
      .map(({ value }) => value)
      .filter((value) => !Number.isNaN(value));
  return {
    all,
    numbers,
    number: (metric) => numbers(metric)[0],
    word(metric) {
      const code = numbers(metric)[0];
      return code === undefined ? undefined : wordOf(metric, code);
    },
  };
}

/** The word of the vocabulary behind the number of a state; undefined when it has none. */
export function wordOf(metric: string, code: number): string | undefined {
  return wordsByCode.get(metric)?.get(code);
}

/** The number behind a word of the vocabulary. */
export function codeOf(metric: string, word: string): number {
  return definitionOf(metric).states?.[word]?.code as number;
}

export function definitionOf(metric: string): MetricDefinition {
  return byName.get(metric) as MetricDefinition;
}

import type { MetricDefinition } from '#protocol/metric.ts';
import probeWords from '#protocol/vocabulary/probe-words.json' with { type: 'json' };
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';
import type { Call } from './channel.ts';

type States = MetricDefinition['states'];

const statesOf = new Map<string, States>([
  ...Object.entries(probeWords.metrics as Record<string, { states?: States }>).map(
    ([name, { states }]) => [name, states] as const,
  ),
  ...vocabulary.map(({ name, states }) => [name, states] as const),
]);

/** The word of a state that travels as a number; undefined for numbers that are meant as such. */
export function stateWord(metric: string, value: number, language: Call['language']): string | undefined {
  const states = Object.values(statesOf.get(metric) ?? {});
  return states.find(({ code }) => code === value)?.[language];
}

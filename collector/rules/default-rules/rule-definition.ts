import type { z } from 'zod';
import type { MetricDefinition } from '#protocol/metric.ts';
import { type ProbeState, probeStateCode } from '#protocol/probe-state.ts';
import type { Condition, Rule } from '#protocol/rule.ts';
import probeWords from '#protocol/vocabulary/probe-words.json' with { type: 'json' };
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';

/** A shipped rule as it is written down; what it does not say has the default. */
export type RuleDefinition = z.input<typeof Rule>;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;

/** Violated while a state metric tells this word. */
export function is(metric: string, word: string): { watch: { metric: string }; condition: Condition } {
  return isOneOf(metric, word);
}

/** Violated while a state metric tells one of these words. */
export function isOneOf(
  metric: string,
  ...words: readonly string[]
): { watch: { metric: string }; condition: Condition } {
  return { watch: { metric }, condition: oneOf(words.map((word) => codeOf(metric, word))) };
}

/** Violated while a target cannot be read for one of these reasons. */
export function cannotBeRead(...why: readonly ProbeState[]): {
  watch: { metric: string };
  condition: Condition;
} {
  return { watch: { metric: 'probe.state' }, condition: oneOf(why.map(probeStateCode)) };
}

/** The vocabulary first; what a make of its own tells is known by the words that are made from the probes. */
function codeOf(metric: string, word: string): number {
  const ofMakes = probeWords.metrics as Record<string, { states?: MetricDefinition['states'] }>;
  const definition = vocabulary.find(({ name }) => name === metric) ?? ofMakes[metric];
  const state = definition?.states?.[word];
  if (!state) throw new Error(`${metric} has no word ${word}`);
  return state.code;
}

function oneOf(values: readonly number[]): Condition {
  const [value] = values;
  return values.length === 1 && value !== undefined
    ? { kind: 'equal', value }
    : { kind: 'one_of', values: [...values] };
}

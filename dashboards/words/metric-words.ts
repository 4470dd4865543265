import type { MetricDefinition } from '#protocol/metric.ts';
import probeWords from '#protocol/vocabulary/probe-words.json' with { type: 'json' };
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';
import type { Language } from './language.ts';

/*
 * What devices, databases and services tell, in words: names of metrics and of states come from their definitions, so that no page has a
 * list of its own.
 */
const byName = new Map<string, Pick<MetricDefinition, 'meaning' | 'states'>>([
  ...Object.entries(probeWords.metrics as Record<string, Pick<MetricDefinition, 'meaning' | 'states'>>),
  ...vocabulary.map((definition) => [definition.name, definition] as const),
]);

/** What a metric of a device is called: its meaning as far as the first comma; undefined where nobody defined it. */
export function titleOf(language: Language, metric: string): string | undefined {
  return byName
    .get(metric)
    ?.meaning[language].split(/[,;:，；：（(]/, 1)[0]
    ?.trim();
}

/** The condition that a value of a state metric stands for; undefined for numbers and for codes nobody knows. */
export function stateOf(
  language: Language,
  metric: string,
  value: number,
): { word: string; text: string } | undefined {
  for (const [word, state] of Object.entries(byName.get(metric)?.states ?? {})) {
    if (state.code === value) return { word, text: state[language] };
  }
  return undefined;
}

/** All conditions that a state metric can tell, with the number of each; empty for metrics that are numbers. */
export function statesOf(language: Language, metric: string): { code: number; text: string }[] {
  return Object.values(byName.get(metric)?.states ?? {}).map((state) => ({
    code: state.code,
    text: state[language],
  }));
}

/** Names of all metrics that anybody defined. */
export function namedMetrics(): IterableIterator<string> {
  return byName.keys();
}

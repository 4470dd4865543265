import type { MetricDefinition } from '#protocol/metric.ts';
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';
import type { Language } from './language.ts';

/*
 * What devices tell, in words: names of metrics and of states come from their definitions, so that no page has a
 * list of its own. Only pages of devices import this; the first page does without.
 */
const byName = new Map<string, MetricDefinition>(
  vocabulary.map((definition) => [definition.name, definition]),
);

/** What a metric of a device is called; its own name where nobody has defined it. */
export function meaningOf(language: Language, metric: string): string {
  return byName.get(metric)?.meaning[language] ?? metric;
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

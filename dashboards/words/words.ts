import probeWords from '#protocol/vocabulary/probe-words.json' with { type: 'json' };
import type { Language } from './language.ts';
import { titleOf } from './metric-words.ts';
import type { zhCN } from './zh-cn.ts';

/** All texts of one language; a text that a language lacks does not compile. */
export type Words = typeof zhCN;

type Named = Readonly<Record<string, string | undefined>>;

/** What people call a metric; its name where we have no word. */
export function metricTitle(words: Words, metric: string): string {
  const { metrics, figures }: { metrics: Named; figures: Named } = words;
  return metrics[metric] ?? figures[metric] ?? titleOf(words.language, metric) ?? metric;
}

/** What people call a metric where no page around it says of what it is. */
export function standingTitle(words: Words, metric: string): string {
  const { standingAlone }: { standingAlone: Named } = words;
  return standingAlone[metric] ?? metricTitle(words, metric);
}

/** What people call the way in which a device is asked; its code where we have no word. */
export function probeText(words: Words, probe: string): string {
  return (probeWords.titles as Record<string, Record<Language, string>>)[probe]?.[words.language] ?? probe;
}

/** What people call a kind of target; its code where we have no word. */
export function kindText(words: Words, kind: string): string {
  return (words.states.kind as Record<string, string>)[kind] ?? kind;
}

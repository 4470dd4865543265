import { titleOf } from '../../words/metric-words.ts';
import { metricTitle, type Words } from '../../words/words.ts';

/** What a metric is called where nothing around it says of what it is: “In” alone would help nobody. */
export function metricName(words: Words, metric: string): string {
  const { standingAlone }: { standingAlone: Readonly<Record<string, string | undefined>> } = words;
  return standingAlone[metric] ?? titleOf(words.language, metric) ?? metricTitle(words, metric);
}

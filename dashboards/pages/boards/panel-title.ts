import type { Panel } from '#protocol/board.ts';
import type { Words } from '../../words/words.ts';
import { metricName } from '../explore/metric-name.ts';

/** What a panel is called: what somebody wrote, or else what it shows. */
export function panelTitle(panel: Panel, words: Words): string {
  if (panel.title !== '') return panel.title;
  if (!('question' in panel)) return words.boards.kinds[panel.kind];
  const { metric, over, across, groupBy } = panel.question;
  if (metric === '') return words.boards.kinds[panel.kind];
  const title = metricName(words, metric);
  // A single line is of many: which of them it stands for belongs to what it is called.
  if (groupBy.length > 0) return title;
  const fold =
    over === 'max' || over === 'min' ? words.explore.folds[over] : words.explore.acrossFolds[across];
  return `${title} · ${fold}`;
}

import type { RuleEntry } from '../../../api/shapes.ts';
import type { RuleDraft } from './rule-draft.ts';

const MOST = 60;

/** An id that nobody has, by what the rule watches: `disk-used-percent-above`, `…-2`; empty without a metric. */
export function suggestedId({ metric, condition }: RuleDraft, taken: readonly RuleEntry[]): string {
  const base = `${metric}-${condition.kind}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, MOST);
  if (metric.trim() === '' || base === '') return '';
  const ids = new Set(taken.map(({ rule }) => rule.id));
  for (let count = 1; ; count++) {
    const id = count === 1 ? base : `${base}-${count}`;
    if (!ids.has(id)) return id;
  }
}

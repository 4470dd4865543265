import type { Rule } from '#protocol/rule.ts';
import type { RuleMemory } from './pipeline.ts';

/** Rules that are kept at hand; beyond it all of them are asked for again. */
const MOST_RULES = 5_000;

/** Asks for each rule once until `forget`: in a storm thousands of events are of a few rules. */
export function rememberRules(rules: RuleMemory): RuleMemory & { forget(): void } {
  const known = new Map<string, Rule | undefined>();
  return {
    async recall(id) {
      if (!known.has(id)) {
        if (known.size >= MOST_RULES) known.clear();
        known.set(id, await rules.recall(id));
      }
      return known.get(id);
    },
    forget() {
      known.clear();
    },
  };
}

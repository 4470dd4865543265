import type { Meaning, Rule } from '#protocol/rule.ts';

/** What alerts of the rules in force mean for others, from memory; learned with each change of them. */
export interface RuleMeanings {
  learn(rules: Iterable<Rule>): void;
  of(rule: string): Meaning | undefined;
}

export function ruleMeanings(): RuleMeanings {
  let known = new Map<string, Meaning | undefined>();
  return {
    learn(rules) {
      known = new Map([...rules].map(({ id, meaning }) => [id, meaning]));
    },
    of: (rule) => known.get(rule),
  };
}

import type { Alert } from '#protocol/alert.ts';
import type { Meaning, Rule } from '#protocol/rule.ts';
import type { AlertPlace } from './matches.ts';

/** What matches ask beside the alert itself, from memory. */
export interface Places {
  of(alert: Pick<Alert, 'rule' | 'target'>): AlertPlace;
  /** To be called with all rules whenever one of them has changed. */
  learnRules(rules: Iterable<Rule>): void;
}

export function openPlaces(groups: { of(target: string): readonly string[] }): Places {
  let meanings = new Map<string, Meaning | undefined>();
  return {
    of: ({ rule, target }) => ({ groups: groups.of(target), meaning: meanings.get(rule) }),
    learnRules(rules) {
      meanings = new Map([...rules].map(({ id, meaning }) => [id, meaning]));
    },
  };
}

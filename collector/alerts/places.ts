import type { Alert } from '#protocol/alert.ts';
import type { AlertPlace } from './matches.ts';
import type { RuleMeanings } from './rule-meanings.ts';

/** What matches ask beside the alert itself, from memory. */
export interface Places {
  of(alert: Pick<Alert, 'rule' | 'target'>): AlertPlace;
}

export function openPlaces(
  groups: { of(target: string): readonly string[] },
  meanings: Pick<RuleMeanings, 'of'>,
): Places {
  return { of: ({ rule, target }) => ({ groups: groups.of(target), meaning: meanings.of(rule) }) };
}

import type { Alert } from '#protocol/alert.ts';
import type { AlertMatch } from '#protocol/alert-match.ts';
import { isLike } from '#protocol/label-pattern.ts';
import type { Meaning } from '#protocol/rule.ts';

/** What the alert itself does not say and a match may ask for. */
export interface AlertPlace {
  /** Ids of the groups that its target belongs to now. */
  groups: readonly string[];
  /** Of its rule. */
  meaning: Meaning | undefined;
}

/**
 * Whether the alert is one of those: every field that is not empty must hold, and of each field one value will do.
 * The alert of a group is one of that group. Organisations are the caller's business.
 */
export function alertMatches(
  match: AlertMatch,
  { target, rule, severity, labels }: Pick<Alert, 'target' | 'rule' | 'severity' | 'labels'>,
  { groups, meaning }: AlertPlace,
): boolean {
  if (match.targets.length > 0 && !match.targets.includes(target)) return false;
  if (match.groups.length > 0 && !match.groups.some((id) => id === target || groups.includes(id)))
    return false;
  if (match.rules.length > 0 && !match.rules.includes(rule)) return false;
  if (match.severities.length > 0 && !match.severities.includes(severity)) return false;
  if (match.meanings.length > 0 && !(meaning && match.meanings.includes(meaning))) return false;
  return Object.entries(match.labels).every(([name, wanted]) => isLike(labels[name], wanted));
}

import type { Alert } from '#protocol/alert.ts';
import type { AlertMatch } from '#protocol/alert-match.ts';
import { EVERY_ALERT } from '../settings/contacts/match-text.ts';

/** What a match may name of each kind. */
export const MOST_NAMED = 500;

/** Alerts of one organisation and the match that means them: a silence is of one organisation. */
export interface QuickMatch {
  organisation: string;
  alerts: readonly Alert[];
  match: AlertMatch;
}

/** The targets and rules of these alerts, organisation by organisation. */
export function quickMatches(alerts: readonly Alert[]): QuickMatch[] {
  const byOrganisation = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const known = byOrganisation.get(alert.organisation);
    if (known) known.push(alert);
    else byOrganisation.set(alert.organisation, [alert]);
  }
  return [...byOrganisation].map(([organisation, own]) => ({
    organisation,
    alerts: own,
    match: {
      ...EVERY_ALERT,
      targets: [...new Set(own.map(({ target }) => target))],
      rules: [...new Set(own.map(({ rule }) => rule))],
    },
  }));
}

/** True when a match could not name all of them. */
export function isTooMuch(matches: readonly QuickMatch[]): boolean {
  return matches.some(({ match }) => match.targets.length > MOST_NAMED || match.rules.length > MOST_NAMED);
}

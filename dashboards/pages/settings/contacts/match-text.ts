import type { AlertMatch } from '#protocol/alert-match.ts';
import type { Formats } from '../../../words/format.ts';
import type { Words } from '../../../words/words.ts';

/** What is called what; each answers the id of what it does not know. */
export interface MatchNames {
  target(id: string): string;
  group(id: string): string;
  rule(id: string): string;
}

/** So many are named, the others are counted. */
const NAMED = 3;

/** A match that every alert fits. */
export const EVERY_ALERT: AlertMatch = {
  targets: [],
  groups: [],
  rules: [],
  severities: [],
  meanings: [],
  labels: {},
};

/** Which alerts, in one line; fields that are empty say nothing. */
export function matchText(match: AlertMatch, names: MatchNames, words: Words, formats: Formats): string {
  const text = words.contacts.match;
  const some = (ids: readonly string[], nameOf: (id: string) => string) => {
    const named = formats.list(ids.slice(0, NAMED).map(nameOf));
    return ids.length > NAMED ? text.andMore(named, formats.number(ids.length)) : named;
  };
  const { targets, groups, rules, severities, meanings, labels } = match;
  const parts = [
    some(severities, (severity) => words.states.severity[severity as AlertMatch['severities'][number]]),
    // Of targets and groups one is enough, each in its own field.
    some(targets, names.target),
    some(groups, names.group),
    some(rules, names.rule),
    some(meanings, (meaning) => text.meaningNames[meaning as AlertMatch['meanings'][number]]),
    some(
      Object.entries(labels).map(([name, value]) => `${name}=${value}`),
      (each) => each,
    ),
  ].filter(Boolean);
  return parts.length === 0 ? text.every : parts.join(' · ');
}

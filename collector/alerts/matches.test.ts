import { expect, test } from 'vitest';
import { AlertMatch } from '#protocol/alert-match.ts';
import { alertMatches } from './matches.ts';

const alert = {
  target: 'switch-1',
  rule: 'port-down',
  severity: 'warning' as const,
  labels: { port: 'GE0/0/1', site: 'east' },
};
const place = { groups: ['group-core', 'group-room-1'], meaning: 'unreachable' as const };
const matches = (match: object, of: object = {}) =>
  alertMatches(AlertMatch.parse(match), { ...alert, ...of }, place);

test('an empty match is every alert', () => {
  expect(matches({})).toBe(true);
  expect(alertMatches(AlertMatch.parse({}), alert, { groups: [], meaning: undefined })).toBe(true);
});

test.each([
  [{ targets: ['other', 'switch-1'] }, true],
  [{ targets: ['other'] }, false],
  [{ groups: ['group-room-1'] }, true],
  [{ groups: ['group-room-2'] }, false],
  [{ rules: ['port-down', 'other'] }, true],
  [{ rules: ['other'] }, false],
  [{ severities: ['warning', 'critical'] }, true],
  [{ severities: ['critical'] }, false],
  [{ meanings: ['power', 'unreachable'] }, true],
  [{ meanings: ['power'] }, false],
  [{ labels: { port: 'GE*' } }, true],
  [{ labels: { port: 'GE0/0/1', site: 'west' } }, false],
  [{ labels: { floor: '*' } }, false],
  [{ labels: { constructor: '*' } }, false],
  [{ labels: { toString: 'x' } }, false],
  [{ targets: ['switch-1'], severities: ['critical'] }, false],
  [{ targets: ['switch-1'], groups: ['group-core'], labels: { site: '*' } }, true],
])('%j: %s', (match, expected) => {
  expect(matches(match)).toBe(expected);
});

test('the alert of a group is one of that group', () => {
  expect(
    alertMatches(
      AlertMatch.parse({ groups: ['group-db'] }),
      { ...alert, target: 'group-db' },
      { groups: [], meaning: undefined },
    ),
  ).toBe(true);
});

test('an alert of a rule without a meaning has none of those that are asked for', () => {
  expect(
    alertMatches(AlertMatch.parse({ meanings: ['power'] }), alert, { groups: [], meaning: undefined }),
  ).toBe(false);
});

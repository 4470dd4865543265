import { expect, test } from 'vitest';
import type { NewestValue } from '#collector/live/live-catalog.ts';
import { certificateStates } from '#protocol/vocabulary/web.ts';
import { mergeCertificates, worstState } from './merge-certificates.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2030, 0, 1);
const NONE = { daysLeft: [], chainDaysLeft: [], states: [], fingerprints: [] };

const told = (target: string, fingerprint: string, days: number, more: object = {}) => ({
  target,
  kind: 'certificate',
  key: '',
  timeMs: NOW_MS,
  data: {
    subject: `CN=${fingerprint}.example`,
    issuer: 'CN=CA',
    names: `${fingerprint}.example`,
    fingerprint,
    valid_to: new Date(NOW_MS + days * DAY_MS).toISOString(),
    chain: [],
    ...more,
  },
});
const value = (target: string, number: number): NewestValue => ({
  target,
  labels: {},
  timeMs: NOW_MS,
  value: number,
});

test('one certificate that several targets show is one with its places, and the first to end comes first', () => {
  const found = mergeCertificates([told('a', 'AA', 90), told('b', 'BB', 20), told('c', 'AA', 90)], {
    ...NONE,
    daysLeft: [value('a', 90), value('b', 20)],
    states: [value('a', 0), value('c', certificateStates.wrong_name.code)],
    fingerprints: [value('a', 1)],
  });

  expect(found.map(({ fingerprint }) => fingerprint)).toEqual(['BB', 'AA']);
  expect(found[1].places).toMatchObject([
    { target: 'a', probe: 'certificate', state: 'ok' },
    { target: 'c', probe: 'page', state: 'wrong_name' },
  ]);
  expect(worstState(found[1])).toBe('wrong_name');
  expect(worstState(found[0])).toBeNull();
});

test('it ends when the first certificate above it does', () => {
  const chain = [
    { subject: 'CN=Middle', valid_to: new Date(NOW_MS + 9 * DAY_MS).toISOString() },
    { subject: 'CN=Root', valid_to: new Date(NOW_MS + 900 * DAY_MS).toISOString() },
  ];

  const [found] = mergeCertificates([told('a', 'AA', 90, { chain })], NONE);

  expect(found).toMatchObject({ endsMs: NOW_MS + 9 * DAY_MS, endsBy: 'CN=Middle' });
});

test('a record of another certificate than is shown now is left out: only the end of the new one is known', () => {
  const found = mergeCertificates([told('a', 'AA', 90)], {
    ...NONE,
    daysLeft: [value('a', -2), value('b', 5)],
    chainDaysLeft: [value('b', 3)],
    states: [value('a', certificateStates.expired.code)],
  });

  expect(found).toMatchObject([
    { fingerprint: '', endsMs: NOW_MS - 2 * DAY_MS, places: [{ target: 'a', state: 'expired' }] },
    { fingerprint: '', validToMs: NOW_MS + 5 * DAY_MS, endsMs: NOW_MS + 3 * DAY_MS },
  ]);
});

test('a record that is none is passed over', () => {
  expect(mergeCertificates([{ ...told('a', 'AA', 1), data: 'nonsense' }], NONE)).toEqual([]);
});

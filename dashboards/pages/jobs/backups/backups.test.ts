import { expect, test } from 'vitest';
import type { BackupEntry, RestoreTestEntry } from '../../../api/services.ts';
import { backupMark, isFresh, lastRestore, sizeTrend } from './backup-text.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = 1_000 * HOUR_MS;
const system = { id: 'his', name: 'HIS' };

const backup = (more: Partial<BackupEntry> = {}): BackupEntry => ({
  target: 'b',
  targetName: 'nightly',
  organisation: 'a',
  systems: [system],
  source: 'database',
  part: '',
  jobState: null,
  result: 'ok',
  lastSuccessMs: NOW_MS - HOUR_MS,
  lastEndedMs: null,
  nextDueMs: null,
  bytes: null,
  files: null,
  sizes: [],
  proof: null,
  ...more,
});
const proof = (atMs: number): BackupEntry['proof'] => ({
  id: 'p',
  target: 'b',
  atMs,
  tester: 'Wang',
  outcome: 'passed',
  what: 'all',
  tookMs: null,
  recordedBy: 'wang',
  recordedAtMs: atMs,
});
const tested = (atMs: number, outcome = 'failed'): RestoreTestEntry => ({
  target: 't',
  targetName: 'quarterly',
  organisation: 'a',
  systems: [system],
  state: 'ok',
  lastSuccessMs: null,
  nextDueMs: null,
  newest: { atMs, outcome, note: 'whole machine', toldBy: 'person:Li' },
});

test.each([
  ['a database whose last backup is young', {}, 'ok'],
  ['one that is older than a day and two hours', { lastSuccessMs: NOW_MS - 27 * HOUR_MS }, 'warning'],
  ['one that says it failed', { result: 'failed' }, 'critical'],
  ['one that was never saved', { result: 'never', lastSuccessMs: null }, 'critical'],
  ['a job, by its own schedule', { jobState: 'ok', lastSuccessMs: NOW_MS - 900 * HOUR_MS }, 'ok'],
  ['a job that did not run', { jobState: 'missing' }, 'critical'],
  ['a job of which nothing was seen', { jobState: 'waiting', lastSuccessMs: null }, 'none'],
] as const)('%s', (_what, more, mark) => {
  const one = backup(more as Partial<BackupEntry>);

  expect(backupMark(one, NOW_MS)).toBe(mark);
  expect(isFresh(one, NOW_MS)).toBe(mark === 'ok');
});

test('the last restore is the newer of its own proof and a test of the same system', () => {
  expect(lastRestore(backup(), [])).toBeNull();
  expect(lastRestore(backup({ proof: proof(5) }), [tested(3)])).toMatchObject({ who: 'Wang', test: '' });
  expect(lastRestore(backup({ proof: proof(5) }), [tested(9)])).toMatchObject({
    who: 'Li',
    passed: false,
    test: 'quarterly',
  });
  expect(lastRestore(backup({ systems: [] }), [tested(9)])).toBeNull();
});

test('a size far from the median of those before it is odd, and a few say nothing', () => {
  const sizes = (...bytes: (number | null)[]) => ({
    sizes: bytes.map((each, atMs) => ({ atMs, bytes: each })),
  });

  expect(sizeTrend(sizes(10, 10, 3))).toBeNull();
  expect(sizeTrend(sizes(10, null, 10, 10, 3))).toMatchObject({ isOdd: true });
  expect(sizeTrend(sizes(10, 11, 12, 12))?.isOdd).toBe(false);
});

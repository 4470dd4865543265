import { backupResults } from '#protocol/vocabulary/database.ts';
import type { BackupEntry, BackupListAnswer, RestoreTestEntry } from '../../../api/services.ts';
import type { Mark } from '../../../ui/state-mark.tsx';
import type { Formats } from '../../../words/format.ts';
import type { Words } from '../../../words/words.ts';
import { stateMark, stateText } from '../job-words.ts';

/** As the rule of databases has it: a full backup a day, and two hours for it to end. */
const STALE_MS = 26 * 3_600_000;
/** A size so far from those before it is worth a look. */
const ODD_SHARE = 0.3;
const LEAST_SIZES = 4;

/** How fresh a backup is: a job as it is judged by its own schedule, a database by the age of its last one. */
export function backupMark({ jobState, result, lastSuccessMs }: BackupEntry, nowMs: number): Mark {
  if (jobState !== null)
    return lastSuccessMs === null && jobState === 'waiting' ? 'none' : stateMark(jobState);
  if (result === 'failed' || result === 'never') return 'critical';
  if (lastSuccessMs === null) return 'none';
  return nowMs - lastSuccessMs > STALE_MS ? 'warning' : 'ok';
}

export function backupWord(backup: BackupEntry, words: Words, formats: Formats, nowMs: number): string {
  const { jobState, result, lastSuccessMs } = backup;
  const text = words.jobs.backups;
  if (jobState !== null) return stateText(words, jobState);
  const isOld = lastSuccessMs !== null && nowMs - lastSuccessMs > STALE_MS;
  if (isOld && (result === null || result === 'ok')) return text.stale(formats.duration(STALE_MS));
  return result === null ? text.fresh : (backupResults[result]?.[formats.language] ?? result);
}

/** Whether the newest one counts as there: nothing is overdue or wrong. */
export function isFresh(backup: BackupEntry, nowMs: number): boolean {
  const mark = backupMark(backup, nowMs);
  return backup.lastSuccessMs !== null && (mark === 'ok' || mark === 'info');
}

/** The newest size against the median of those before it, as a share; null while there are too few. */
export function sizeTrend({ sizes }: Pick<BackupEntry, 'sizes'>): { share: number; isOdd: boolean } | null {
  const known = sizes.flatMap(({ bytes }) => (bytes === null ? [] : [bytes]));
  const newest = known[known.length - 1];
  const before = known.slice(0, -1).sort((one, other) => one - other);
  const median = before[before.length >> 1];
  if (known.length < LEAST_SIZES || newest === undefined || !median) return null;
  const share = newest / median - 1;
  return { share, isOdd: Math.abs(share) > ODD_SHARE };
}

/** The last restore of a backup: one that was recorded for it, or a restore test of the same system, the newer one. */
export interface LastRestore {
  atMs: number;
  who: string;
  passed: boolean;
  what: string;
  /** The restore test that it comes from; empty for one of this very backup. */
  test: string;
}

export function lastRestore(backup: BackupEntry, tests: readonly RestoreTestEntry[]): LastRestore | null {
  const { proof } = backup;
  let last: LastRestore | null = proof && {
    atMs: proof.atMs,
    who: proof.tester,
    passed: proof.outcome === 'passed',
    what: proof.what,
    test: '',
  };
  const own = new Set(backup.systems.map(({ id }) => id));
  for (const { newest, systems, targetName } of tests) {
    if (!newest || !systems.some(({ id }) => own.has(id)) || newest.atMs <= (last?.atMs ?? 0)) continue;
    last = {
      atMs: newest.atMs,
      who: newest.toldBy.replace(/^person:/, ''),
      passed: newest.outcome !== 'failed',
      what: newest.note,
      test: targetName,
    };
  }
  return last;
}

/** How many are fresh, and how many of them were ever restored with success. */
export function backupCounts({ backups, tests }: BackupListAnswer, nowMs: number) {
  return {
    all: backups.length,
    fresh: backups.filter((backup) => isFresh(backup, nowMs)).length,
    proven: backups.filter((backup) => lastRestore(backup, tests)?.passed === true).length,
  };
}

const RANK: Readonly<Record<Mark, number>> = { critical: 0, warning: 1, stale: 2, none: 3, info: 4, ok: 5 };

export function backupRank(backup: BackupEntry, nowMs: number): number {
  return RANK[backupMark(backup, nowMs)];
}

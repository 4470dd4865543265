/** When the next backup and the next test are due, and how late they are. Pure: time is an argument. */
import type { BackupSamples } from '#collector/health/own-samples.ts';

const MINUTE_MS = 60_000;
/** A start is busy enough by itself. */
const SETTLE_MS = 5 * MINUTE_MS;
/** Beyond that, collectors that were started together begin apart. */
const SPREAD_MS = 10 * MINUTE_MS;
const RETRY_MS = 15 * MINUTE_MS;
const LONGEST_RETRY_MS = 6 * 3_600_000;
const DAY_MS = 86_400_000;

export interface BackupPlan {
  everyMs: number;
  /** Of this collector, 0 to 1: where in the interval its backups lie. */
  phase: number;
  /** When the collector was started. */
  startedMs: number;
  /** Begin of the newest that was made; undefined when there is none. */
  lastMs: number | undefined;
  /** Tries that failed since then, and when the last of them began. */
  failures: number;
  triedMs: number;
}

/** When the next backup is due; what was missed while nothing ran is due soon after the start. */
export function nextBackup({ everyMs, phase, startedMs, lastMs, failures, triedMs }: BackupPlan): number {
  const earliestMs = startedMs + Math.min(SETTLE_MS + phase * SPREAD_MS, everyMs);
  if (failures > 0) {
    const retryMs = Math.min(RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS, everyMs);
    return Math.max(earliestMs, triedMs + retryMs);
  }
  if (lastMs === undefined) return earliestMs;
  // One that was made by hand in between takes the place of the next only when that is close.
  const after = lastMs + everyMs / 2;
  const slotMs = (Math.ceil(after / everyMs - phase) + phase) * everyMs;
  return Math.max(earliestMs, Math.round(slotMs));
}

export interface TestPlan {
  everyMs: number;
  phase: number;
  startedMs: number;
  /** Begin of the newest backup that was made; undefined when there is none. */
  backupMs: number | undefined;
  /** The newest that came to an end. */
  last: { atMs: number; passed: boolean } | undefined;
  /** When the newest was tried, whatever came of it. */
  triedMs: number | undefined;
}

/** When the next test is due; null while there is nothing to test. One that failed is made again with the next backup, one that did not end a day later. */
export function nextTest(plan: TestPlan): number | null {
  const { everyMs, phase, startedMs, backupMs, last, triedMs } = plan;
  if (backupMs === undefined) return null;
  const isOpen = triedMs !== undefined && triedMs !== last?.atMs;
  const againMs = isOpen ? triedMs + Math.min(everyMs, DAY_MS) : 0;
  const earliestMs = Math.max(startedMs + SETTLE_MS + phase * SPREAD_MS, againMs);
  if (!last) return Math.max(earliestMs, backupMs);
  const dueMs = last.passed || backupMs <= last.atMs ? last.atMs + everyMs : backupMs;
  return Math.max(earliestMs, dueMs);
}

/** What a manual site is held to: a test twice a year. */
const MANUAL_TEST_MS = 184 * 86_400_000;

export interface BackupStanding {
  /** 0: nothing is scheduled. */
  everyMs: number;
  testEveryMs: number;
  /** When backups were first wanted or made: the age of what has never been. */
  sinceMs: number;
  lastMs: number | undefined;
  failures: number;
  lastTest: { atMs: number; passed: boolean } | undefined;
  nowMs: number;
}

/** The figures; what never was is as old as the wish for it. */
export function backupFigures(standing: BackupStanding): BackupSamples {
  const { everyMs, testEveryMs, sinceMs, lastMs, failures, lastTest, nowMs } = standing;
  const ageMs = Math.max(0, nowMs - (lastMs ?? sinceMs));
  const testAgeMs = Math.max(0, nowMs - (lastTest?.atMs ?? sinceMs));
  const testDueMs = everyMs > 0 ? testEveryMs : MANUAL_TEST_MS;
  return {
    'ward.backup_age_seconds': Math.round(ageMs / 1000),
    'ward.backup_overdue_seconds': everyMs > 0 ? Math.max(0, Math.round((ageMs - everyMs) / 1000)) : 0,
    'ward.backup_failures': failures,
    'ward.restore_test_age_seconds': Math.round(testAgeMs / 1000),
    'ward.restore_test_overdue_seconds': Math.max(0, Math.round((testAgeMs - testDueMs) / 1000)),
    'ward.restore_test_failed': lastTest && !lastTest.passed ? 1 : 0,
  };
}

import { describe, expect, it } from 'vitest';
import { backupFigures, nextBackup, nextTest } from './schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A midnight in UTC. */
const NIGHT = Date.UTC(2026, 10, 21);
const plan = { everyMs: DAY, phase: 0.25, startedMs: NIGHT, lastMs: undefined, failures: 0, triedMs: 0 };

describe('the next backup', () => {
  it('is soon after the start where there is none yet, and not at once', () => {
    expect(nextBackup(plan)).toBe(NIGHT + 7.5 * MINUTE);
    expect(nextBackup({ ...plan, phase: 0.75 })).toBe(NIGHT + 12.5 * MINUTE);
  });

  it('is at the same time each day, which is this collector’s own', () => {
    expect(nextBackup({ ...plan, lastMs: NIGHT + 6 * HOUR })).toBe(NIGHT + DAY + 6 * HOUR);
    expect(nextBackup({ ...plan, lastMs: NIGHT + 6 * HOUR + 3 * MINUTE })).toBe(NIGHT + DAY + 6 * HOUR);
    expect(nextBackup({ ...plan, lastMs: NIGHT + 5 * HOUR })).toBe(NIGHT + DAY + 6 * HOUR);
  });

  it('takes the place of one that was made by hand long before it, not shortly before', () => {
    expect(nextBackup({ ...plan, lastMs: NIGHT + 17 * HOUR })).toBe(NIGHT + DAY + 6 * HOUR);
    expect(nextBackup({ ...plan, lastMs: NIGHT + 19 * HOUR })).toBe(NIGHT + 2 * DAY + 6 * HOUR);
  });

  it('that was missed while nothing ran is made soon after the start', () => {
    expect(nextBackup({ ...plan, lastMs: NIGHT - 10 * DAY })).toBe(NIGHT + 7.5 * MINUTE);
  });

  it('is tried again after a failure, less and less often', () => {
    const tried = { ...plan, startedMs: NIGHT - DAY, lastMs: NIGHT - DAY, triedMs: NIGHT };
    const waits = [1, 2, 3, 4, 5, 6, 20].map((failures) => nextBackup({ ...tried, failures }) - NIGHT);

    expect(waits.map((wait) => wait / MINUTE)).toEqual([15, 30, 60, 120, 240, 360, 360]);
    expect(nextBackup({ ...tried, everyMs: 10 * MINUTE, failures: 9 }) - NIGHT).toBe(10 * MINUTE);
  });
});

describe('the next test', () => {
  const test = {
    everyMs: 30 * DAY,
    phase: 0,
    startedMs: NIGHT,
    backupMs: NIGHT + HOUR,
    last: undefined,
    triedMs: undefined,
  };

  it('waits for a backup, and follows the first one at once', () => {
    expect(nextTest({ ...test, backupMs: undefined })).toBeNull();
    expect(nextTest(test)).toBe(NIGHT + HOUR);
  });

  it('is a month after the last that passed, and with the next backup after one that failed', () => {
    const passed = { atMs: NIGHT - 2 * DAY, passed: true };
    expect(nextTest({ ...test, last: passed })).toBe(NIGHT + 28 * DAY);
    expect(nextTest({ ...test, last: { ...passed, passed: false } })).toBe(NIGHT + HOUR);
    expect(nextTest({ ...test, backupMs: NIGHT - 3 * DAY, last: { ...passed, passed: false } })).toBe(
      NIGHT + 28 * DAY,
    );
  });
});

describe('a test that did not come to an end', () => {
  it('is tried again a day later', () => {
    const plan = {
      everyMs: 30 * DAY,
      phase: 0,
      startedMs: NIGHT - DAY,
      backupMs: NIGHT - HOUR,
      last: undefined,
    };
    const last = { atMs: NIGHT - 40 * DAY, passed: true };

    expect(nextTest({ ...plan, triedMs: NIGHT })).toBe(NIGHT + DAY);
    expect(nextTest({ ...plan, last, triedMs: NIGHT })).toBe(NIGHT + DAY);
    expect(nextTest({ ...plan, last, triedMs: last.atMs })).toBe(NIGHT - DAY + 5 * MINUTE);
  });
});

describe('what is told of backups', () => {
  const standing = {
    everyMs: DAY,
    testEveryMs: 30 * DAY,
    sinceMs: NIGHT,
    lastMs: undefined,
    failures: 2,
    lastTest: undefined,
    nowMs: NIGHT + 27 * HOUR,
  };

  it('counts from when it was wanted where there was none yet', () => {
    expect(backupFigures(standing)).toEqual({
      'ward.backup_age_seconds': 27 * 3_600,
      'ward.backup_overdue_seconds': 3 * 3_600,
      'ward.backup_failures': 2,
      'ward.restore_test_age_seconds': 27 * 3_600,
      'ward.restore_test_overdue_seconds': 0,
      'ward.restore_test_failed': 0,
    });
  });

  it('holds who backs up by hand to a test in half a year, and to no schedule', () => {
    const lastTest = { atMs: NIGHT - 200 * DAY, passed: false };
    const told = backupFigures({ ...standing, everyMs: 0, lastMs: NIGHT - 90 * DAY, lastTest, nowMs: NIGHT });

    expect(told).toMatchObject({
      'ward.backup_overdue_seconds': 0,
      'ward.restore_test_overdue_seconds': (16 * DAY) / 1000,
      'ward.restore_test_failed': 1,
    });
  });
});

import { describe, expect, test } from 'vitest';
import { TestJob } from '#judging/job/test-job.ts';
import { type Span, windowsOfDay } from './day-line.ts';

const at = (text: string) => Date.parse(`2026-03-${text}+08:00`);
const span: Span = { fromMs: at('04T00:00:00'), toMs: at('05T00:00:00') };
const MOST = 200;

/** How the windows of the day stand, as `09:00-16:00 met`, in the zone of the job. */
function day(job: TestJob, nowMs: number, most = MOST): string[] {
  const { pending } = job.judge(nowMs);
  const time = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(11, 16);
  return windowsOfDay(job.settled, { known: job.known(nowMs), pending }, span, nowMs, most).map(
    ({ opensMs, dueMs, outcome }) => `${time(opensMs)}-${time(dueMs)} ${outcome}`,
  );
}

describe('the windows of a day', () => {
  const reports = () =>
    new TestJob({ schedule: { kind: 'daily', from: '09:00', by: '16:00' } }, at('01T00:00:00'));

  test('are expected, open, overdue, and then what became of them', () => {
    expect(day(reports(), at('03T20:00:00'))).toEqual(['09:00-16:00 expected']);
    expect(day(reports(), at('04T10:00:00'))).toEqual(['09:00-16:00 open']);
    expect(day(reports(), at('04T17:00:00'))).toEqual(['09:00-16:00 overdue']);
    expect(day(reports().happens({ atMs: at('04T12:00:00'), outcome: 'good' }), at('04T17:00:00'))).toEqual([
      '09:00-16:00 met',
    ]);
    expect(day(reports(), at('06T17:00:00'))).toEqual(['09:00-16:00 missing']);
  });

  test('that reach over midnight stand on both days', () => {
    const nightly = new TestJob(
      { schedule: { kind: 'daily', from: '18:00', by: '08:00' } },
      at('01T00:00:00'),
    );
    nightly.happens({ atMs: at('04T02:00:00'), outcome: 'good' });

    expect(day(nightly, at('04T12:00:00'))).toEqual(['18:00-08:00 met', '18:00-08:00 expected']);
  });

  test('of a whole month are shown on the day of their deadline alone', () => {
    const monthly = (date: number) =>
      new TestJob({ schedule: { kind: 'monthly', on: { day: date }, by: '16:00' } }, at('01T00:00:00'));

    expect(day(monthly(25), at('04T12:00:00'))).toEqual([]);
    expect(day(monthly(4), at('04T12:00:00'))).toEqual(['00:00-16:00 open']);
  });

  test('are many for a job that runs often, and no more than wanted', () => {
    const often = () =>
      new TestJob(
        { schedule: { kind: 'cron', expression: '0 * * * *', withinMs: 1_200_000 } },
        at('03T00:00:00'),
      );

    expect(day(often(), at('04T12:30:00'))).toHaveLength(25);
    expect(day(often(), at('04T12:30:00'), 7)).toHaveLength(7);
  });

  test('of a job that is paused are those that were judged before', () => {
    const job = reports().happens({ atMs: at('04T10:00:00'), outcome: 'good' });
    job.judge(at('04T11:00:00'));
    job.pausedAtMs = at('04T11:30:00');

    expect(day(job, at('04T12:00:00'))).toEqual(['09:00-16:00 met']);
  });
});

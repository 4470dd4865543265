import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JOB_STATES } from '#protocol/job.ts';
import { jobMetrics } from '#protocol/vocabulary/job.ts';
import { jobFigures } from './judge-job.ts';
import { TestJob } from './test-job.ts';

const at = (text: string) => Date.parse(`2024-${text}+08:00`);
const reports = { schedule: { kind: 'daily', days: 'working', by: '16:00' } };
/** A Sunday evening; the Saturday before was a make-up workday. */
const MADE = at('05-12T18:00:00');

/** States at these times, one after the other. */
function states(job: TestJob, ...times: string[]): string[] {
  return times.map((time) => `${time} ${job.judge(at(time)).state}`);
}

test('the states and figures are those of the vocabulary', () => {
  const [state] = jobMetrics;
  const job = new TestJob(reports, MADE);
  const judged = job.judge(MADE);

  expect(Object.keys(state.states ?? {})).toEqual([...JOB_STATES]);
  expect(jobFigures(job.known(MADE), judged, MADE)).toHaveLength(jobMetrics.length);
});

describe('reports by 16:00 on every working day', () => {
  test('are in time at the very second, and late after it', () => {
    const punctual = new TestJob(reports, MADE).happens({ atMs: at('05-13T16:00:00'), outcome: 'good' });
    const tardy = new TestJob(reports, MADE).happens({ atMs: at('05-13T16:00:00') + 1, outcome: 'good' });

    expect(states(punctual, '05-13T15:59:59', '05-13T16:00:00', '05-13T16:00:01')).toEqual([
      '05-13T15:59:59 waiting',
      '05-13T16:00:00 ok',
      '05-13T16:00:01 ok',
    ]);
    expect(states(tardy, '05-13T16:00:00', '05-13T16:00:01')).toEqual([
      '05-13T16:00:00 waiting',
      '05-13T16:00:01 ok',
    ]);
    expect([...punctual.settled, ...tardy.settled].map(({ outcome }) => outcome)).toEqual(['met', 'late']);
  });

  test('that do not come are late, then missing until the next success, and late for ever', () => {
    const job = new TestJob(reports, MADE).happens({ atMs: at('05-15T10:00:00'), outcome: 'good' });

    expect(
      states(
        job,
        '05-13T16:00:01',
        '05-13T23:59:59',
        '05-14T00:00:01',
        '05-14T16:00:01',
        '05-15T09:59:59',
        '05-15T10:00:00',
      ),
    ).toEqual([
      '05-13T16:00:01 late',
      '05-13T23:59:59 late',
      '05-14T00:00:01 missing',
      '05-14T16:00:01 missing',
      '05-15T09:59:59 missing',
      '05-15T10:00:00 ok',
    ]);
    expect(job.settled.map(({ outcome }) => outcome)).toEqual(['missing', 'missing', 'met']);
  });

  test('are expected on a Sunday that is worked, and on no holiday', () => {
    const job = new TestJob(reports, at('09-28T12:00:00'));

    expect(states(job, '09-29T16:00:01', '10-01T12:00:00').map((line) => line.split(' ')[1])).toEqual([
      'late',
      'missing',
    ]);
    job.happens({ atMs: at('10-01T13:00:00'), outcome: 'good' });
    expect(states(job, '10-01T13:00:00', '10-08T15:00:00', '10-08T16:00:01')).toEqual([
      '10-01T13:00:00 ok',
      '10-08T15:00:00 ok',
      '10-08T16:00:01 late',
    ]);
  });

  test('have their grace', () => {
    const job = new TestJob({ ...reports, graceMs: 600_000 }, MADE).happens({
      atMs: at('05-13T16:09:00'),
      outcome: 'good',
    });

    expect(states(job, '05-13T16:05:00', '05-13T16:09:00')).toEqual([
      '05-13T16:05:00 waiting',
      '05-13T16:09:00 ok',
    ]);
    expect(job.settled[0].outcome).toBe('met');
  });

  test('say how long they are overdue, counted from the first deadline that was not met', () => {
    const job = new TestJob(reports, MADE);
    const overdueS = (time: string) => jobFigures(job.known(at(time)), job.judge(at(time)), at(time))[2];

    expect(overdueS('05-13T16:00:00')).toBe(0);
    expect(overdueS('05-13T17:00:00')).toBe(3_600);
    expect(overdueS('05-14T16:00:00')).toBe(86_400);
    expect(overdueS('05-15T16:00:00')).toBe(2 * 86_400);
  });
});

describe('a failure', () => {
  test('stays one until a success, whatever starts meanwhile', () => {
    const job = new TestJob(reports, MADE).happens(
      { atMs: at('05-13T10:00:00'), outcome: 'failed' },
      { atMs: at('05-13T11:00:00'), outcome: 'started' },
      { atMs: at('05-13T17:00:00'), outcome: 'good' },
    );

    expect(
      states(job, '05-13T10:00:00', '05-13T11:30:00', '05-13T16:30:00', '05-13T17:00:00').map(
        (line) => line.split(' ')[1],
      ),
    ).toEqual(['failed', 'failed', 'failed', 'ok']);
    expect(job.settled[0].outcome).toBe('late');
  });

  test('after a success of the same window is told, and the window stays met', () => {
    const job = new TestJob(reports, MADE).happens(
      { atMs: at('05-13T10:00:00'), outcome: 'good' },
      { atMs: at('05-13T11:00:00'), outcome: 'failed' },
    );

    expect(states(job, '05-13T10:00:00', '05-13T16:30:00').map((line) => line.split(' ')[1])).toEqual([
      'ok',
      'failed',
    ]);
    expect(job.settled.map(({ outcome }) => outcome)).toEqual(['met']);
  });

  test('makes a window of failures, and the next one without a run is missing', () => {
    const job = new TestJob(reports, MADE).happens({ atMs: at('05-13T10:00:00'), outcome: 'failed' });

    expect(states(job, '05-14T00:00:01', '05-15T00:00:01').map((line) => line.split(' ')[1])).toEqual([
      'failed',
      'missing',
    ]);
    expect(job.settled.map(({ outcome }) => outcome)).toEqual(['failed', 'missing']);
  });

  test('says with which code it ended', () => {
    const job = new TestJob(reports, MADE).happens({ atMs: at('05-13T10:00:00'), outcome: 'failed' });
    const known = job.known(at('05-13T10:00:00'));

    expect(job.judge(at('05-13T10:00:00'))).toMatchObject({
      code: 'failed',
      params: { atMs: at('05-13T10:00:00') },
    });
    expect(known.newest?.outcome).toBe('failed');
  });
});

describe('a success that is poor', () => {
  const poor = { atMs: at('05-13T10:00:00'), outcome: 'poor' as const };

  test('is not late, is not met, and ends with a good one', () => {
    const job = new TestJob(reports, MADE).happens(poor, { atMs: at('05-14T10:00:00'), outcome: 'good' });

    expect(
      states(job, '05-13T10:00:00', '05-13T17:00:00', '05-14T09:00:00', '05-14T10:00:00').map(
        (line) => line.split(' ')[1],
      ),
    ).toEqual(['too_small', 'too_small', 'too_small', 'ok']);
    expect(job.settled.map(({ outcome }) => outcome)).toEqual(['poor', 'met']);
  });

  test('does not hide that the next one did not come', () => {
    const job = new TestJob(reports, MADE).happens(poor);

    expect(states(job, '05-14T15:00:00', '05-14T16:00:01').map((line) => line.split(' ')[1])).toEqual([
      'too_small',
      'late',
    ]);
  });
});

describe('a run under way', () => {
  const started = { atMs: at('05-13T10:00:00'), outcome: 'started' as const };

  test('is told, and does not keep the deadline from passing', () => {
    const job = new TestJob(reports, MADE).happens(started);

    expect(job.judge(at('05-13T12:00:00'))).toMatchObject({
      state: 'running',
      params: { startedMs: started.atMs },
    });
    expect(job.judge(at('05-13T16:00:01'))).toMatchObject({ state: 'late', code: 'late_running' });
  });

  test('that goes on for longer than it may is told at that moment', () => {
    const job = new TestJob(reports, MADE).happens(started);
    job.longestMs = 3_600_000;

    const judged = job.judge(at('05-13T10:30:00'));

    expect(judged.changesAtMs).toBe(at('05-13T11:00:00') + 1);
    expect(job.judge(judged.changesAtMs as number).state).toBe('too_long');
  });
});

test('a heartbeat is expected so long after the last one', () => {
  const T0 = at('05-13T00:00:00');
  const job = new TestJob({ schedule: { kind: 'every', everyMs: 60_000 }, graceMs: 10_000 }, T0).happens(
    { atMs: T0 + 55_000, outcome: 'good' },
    { atMs: T0 + 120_000, outcome: 'good' },
    { atMs: T0 + 200_000, outcome: 'good' },
    { atMs: T0 + 500_000, outcome: 'good' },
  );
  const stateAt = (seconds: number) => job.judge(T0 + seconds * 1_000).state;

  expect([0, 55, 115, 124, 190, 191, 200, 270, 271, 320, 321, 499, 500].map(stateAt)).toEqual([
    'waiting',
    'ok',
    'ok',
    'ok',
    'ok',
    'late',
    'ok',
    'ok',
    'late',
    'late',
    'missing',
    'missing',
    'ok',
  ]);
  expect(job.settled.map(({ outcome }) => outcome)).toEqual([
    'met',
    'met',
    'late',
    'missing',
    'missing',
    'met',
  ]);
});

describe('a step after another job', () => {
  const T0 = at('05-13T00:00:00');
  const minutes = (count: number) => T0 + count * 60_000;
  const afterOther = { schedule: { kind: 'after', job: 'other', withinMs: 30 * 60_000 } };

  test('is expected when the other one has succeeded, and never before', () => {
    const job = new TestJob(afterOther, T0);
    expect(job.judge(minutes(600))).toMatchObject({ state: 'waiting', changesAtMs: undefined });

    job.triggers = [minutes(600)];
    job.happens({ atMs: minutes(631), outcome: 'good' });

    expect([620, 630, 631].map((minute) => job.judge(minutes(minute)).state)).toEqual([
      'waiting',
      'waiting',
      'ok',
    ]);
    expect(job.settled[0]).toMatchObject({ dueMs: minutes(630), outcome: 'late' });
  });

  test('that does not come before the other one succeeds again is missing', () => {
    const job = new TestJob(afterOther, T0);
    job.triggers = [minutes(0), minutes(60)];

    expect([31, 61].map((minute) => job.judge(minutes(minute)).state)).toEqual(['late', 'missing']);
  });
});

test('a restore test of the quarter is late before its end and missing after it', () => {
  const job = new TestJob({ schedule: { kind: 'quarterly', daysBeforeEnd: 14 } }, at('02-01T12:00:00'));

  expect(states(job, '03-17T23:59:59', '03-18T00:00:01', '03-31T23:59:59', '04-01T00:00:01')).toEqual([
    '03-17T23:59:59 waiting',
    '03-18T00:00:01 late',
    '03-31T23:59:59 late',
    '04-01T00:00:01 missing',
  ]);
  job.happens({ atMs: at('04-02T10:00:00'), outcome: 'good' });
  expect(job.judge(at('04-02T10:00:00')).state).toBe('ok');
  expect(job.settled.map(({ outcome }) => outcome)).toEqual(['missing', 'met']);
});

describe('a time in which nobody listened', () => {
  const night = { fromMs: at('05-13T15:00:00'), toMs: at('05-14T01:00:00') };

  test('makes no window missing whose deadline lies in it, and leaves the others as they are', () => {
    const job = new TestJob(reports, MADE);
    job.gaps = [night];

    expect(states(job, '05-14T01:00:00', '05-14T16:00:01', '05-15T00:00:01').map(word)).toEqual([
      'waiting',
      'late',
      'missing',
    ]);
    expect(job.settled.map(({ outcome }) => outcome)).toEqual(['unseen', 'missing']);
  });

  test('ends nothing that was missing before', () => {
    const job = new TestJob(reports, at('05-09T12:00:00'));
    job.gaps = [night];

    expect(states(job, '05-13T12:00:00', '05-14T01:00:00').map(word)).toEqual(['missing', 'missing']);
  });

  test('hides no run that was told of later', () => {
    const job = new TestJob(reports, MADE).happens({ atMs: at('05-13T15:30:00'), outcome: 'good' });
    job.gaps = [night];

    expect(states(job, '05-14T01:00:00').map(word)).toEqual(['ok']);
    expect(job.settled.map(({ outcome }) => outcome)).toEqual(['met']);
  });
});

const word = (line: string) => line.split(' ')[1];

test('while it is paused nothing is expected, and what was before is no longer held against it', () => {
  const job = new TestJob(reports, MADE);
  job.judge(at('05-14T12:00:00'));
  job.pausedAtMs = at('05-14T12:00:00');

  expect(job.judge(at('05-20T12:00:00'))).toMatchObject({
    state: 'paused',
    settled: [],
    changesAtMs: undefined,
  });
});

const HOUR_MS = 3_600_000;
const HALF_HOUR_MS = HOUR_MS / 2;
const schedules = fc.constantFrom(
  { kind: 'daily', by: '16:00' },
  { kind: 'daily', days: 'working', from: '18:00', by: '08:00' },
  { kind: 'cron', expression: '30 2 * * *', withinMs: HOUR_MS },
  { kind: 'cron', expression: '0 */3 * * *', withinMs: 2 * HOUR_MS },
  { kind: 'every', everyMs: 5 * HOUR_MS },
  { kind: 'weekly', weekdays: [1, 4], by: '12:00' },
);
const happenings = fc.array(
  fc.record({
    hour: fc.integer({ min: 0, max: 240 }),
    minute: fc.integer({ min: 0, max: 59 }),
    outcome: fc.constantFrom('good', 'good', 'poor', 'failed', 'started'),
  }),
  { maxLength: 20 },
);

describe('whatever happens', () => {
  const T0 = at('05-06T00:00:00');
  const build = (
    schedule: unknown,
    happened: { hour: number; minute: number; outcome: string }[],
    zone: string,
  ) =>
    new TestJob({ schedule, graceMs: 600_000 }, T0, zone).happens(
      ...happened.map(({ hour, minute, outcome }) => ({
        atMs: T0 + hour * HOUR_MS + minute * 60_000,
        outcome: outcome as 'good',
      })),
    );
  const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin');

  test('looking often and looking once at the end come to the same', () => {
    fc.assert(
      fc.property(schedules, happenings, zones, (schedule, happened, zone) => {
        const [often, once] = [build(schedule, happened, zone), build(schedule, happened, zone)];
        for (let hour = 0; hour < 240; hour++) often.judge(T0 + hour * HOUR_MS);

        const [one, other] = [often.judge(T0 + 240 * HOUR_MS), once.judge(T0 + 240 * HOUR_MS)];

        expect(often.settled).toEqual(once.settled);
        expect({ ...one, settled: [] }).toEqual({ ...other, settled: [] });
      }),
      { numRuns: 30 },
    );
  });

  test('a state changes by a run or when it said that it would, and never otherwise', () => {
    fc.assert(
      fc.property(schedules, happenings, zones, (schedule, happened, zone) => {
        const job = build(schedule, happened, zone);
        const runs = happened.map(({ hour, minute }) => T0 + hour * HOUR_MS + minute * 60_000);
        let said = job.judge(T0);
        for (let atMs = T0; atMs < T0 + 240 * HOUR_MS; atMs += HALF_HOUR_MS) {
          const isQuiet =
            (said.changesAtMs ?? Infinity) > atMs &&
            !runs.some((run) => run > atMs - HALF_HOUR_MS && run <= atMs);
          const now = job.judge(atMs);
          if (isQuiet) expect(now.state).toBe(said.state);
          if (isQuiet) expect(now.settled).toEqual([]);
          said = now;
        }
      }),
      { numRuns: 20 },
    );
  });

  test('without a run nothing gets better, and each good success meets at most one window', () => {
    const badness = { waiting: 0, ok: 0, running: 0, too_small: 1, late: 2, failed: 3, missing: 4 } as Record<
      string,
      number
    >;
    fc.assert(
      fc.property(schedules, happenings, (schedule, happened) => {
        const job = build(schedule, happened, 'Asia/Shanghai');
        const runs = new Set(happened.map(({ hour, minute }) => T0 + hour * HOUR_MS + minute * 60_000));
        let before = 0;
        for (let atMs = T0; atMs < T0 + 260 * HOUR_MS; atMs += HALF_HOUR_MS) {
          const hadRun = [...runs].some((run) => run > atMs - HALF_HOUR_MS && run <= atMs);
          const bad = badness[job.judge(atMs).state];
          if (!hadRun) expect(bad).toBeGreaterThanOrEqual(before);
          before = bad;
        }
        const met = job.settled.filter(({ unmetSinceMs }) => unmetSinceMs === null).map(({ metMs }) => metMs);
        expect(new Set(met).size).toBe(met.length);
      }),
      { numRuns: 20 },
    );
  });
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { JobExpectations } from '#protocol/job.ts';
import { type JobRuns, jobRunsIn } from './job-runs.ts';
import type { ToldRun } from './run-row.ts';
import { RUNS_PER_JOB } from './take-run.ts';

const ANY = JobExpectations.parse({});
const T0 = 1_700_000_000_000;

let ledger: TemporaryLedger;
let runs: JobRuns;
let last: number;
beforeEach(async () => {
  ledger = await temporaryLedger();
  runs = jobRunsIn(ledger.sql);
  last = 0;
});
afterEach(() => ledger.remove());

type Word = [
  phase: 'started' | 'succeeded' | 'failed',
  seconds: number,
  run?: string,
  more?: Partial<ToldRun>,
];

/** Takes words in this order; true for each that was news. */
async function take(...words: Word[]): Promise<boolean[]> {
  const news: boolean[] = [];
  for (const [phase, seconds, run, more] of words) {
    const told = { phase, atMs: T0 + seconds * 1_000, toldBy: 'beat', ...(run && { run }), ...more };
    const taken = await runs.take('job', told, ANY, last);
    last = taken?.number ?? last;
    news.push(taken !== undefined);
  }
  return news;
}

/** Runs in the order of their start or end: name, start and end in seconds, and what became of them. */
async function kept() {
  const seconds = (atMs: number | null) => (atMs === null ? null : (atMs - T0) / 1_000);
  const all = await runs.list('job', undefined, 1_000);
  return all
    .reverse()
    .map(({ run, startedAtMs, endedAtMs, outcome }) => [
      run,
      seconds(startedAtMs),
      seconds(endedAtMs),
      outcome,
    ]);
}

describe('words about runs with a name', () => {
  test('become one run each, also when runs overlap', async () => {
    await take(['started', 0, 'a'], ['started', 5, 'b'], ['succeeded', 9, 'b'], ['failed', 10, 'a']);

    expect(await kept()).toEqual([
      ['a', 0, 10, 'failed'],
      ['b', 5, 9, 'good'],
    ]);
  });

  test('are news once', async () => {
    const words: Word[] = [
      ['started', 0, 'a'],
      ['succeeded', 9, 'a'],
    ];

    expect(await take(...words)).toEqual([true, true]);
    expect(await take(...words)).toEqual([false, false]);
  });

  test('come to the same in any order, however often each comes', async () => {
    const words: Word[] = [
      ['started', 0, 'a'],
      ['succeeded', 9, 'a'],
      ['started', 3, 'b'],
      ['failed', 4, 'b'],
      ['started', 20, 'c'],
    ];
    const expected = [
      ['a', 0, 9, 'good'],
      ['b', 3, 4, 'failed'],
      ['c', 20, null, 'running'],
    ];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...words, ...words], { minLength: 10 }), async (shuffled) => {
        await ledger.sql.run('DELETE FROM job_runs');
        last = 0;
        await take(...shuffled);
        const found = (await kept()).sort(([one], [other]) => (String(one) < String(other) ? -1 : 1));
        expect(found).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  test('that say otherwise later are believed', async () => {
    await take(['succeeded', 5, 'a']);
    const news = await runs.take(
      'job',
      { phase: 'failed', atMs: T0 + 9_000, run: 'a', toldBy: 'beat' },
      ANY,
      last,
    );

    expect(news).toMatchObject({ ended: { outcome: 'failed' }, before: 'good' });
    expect(await kept()).toEqual([['a', null, 9, 'failed']]);
  });
});

describe('words about runs without a name', () => {
  test('are one run at a time', async () => {
    await take(['started', 0], ['succeeded', 5], ['succeeded', 8], ['started', 10], ['failed', 12]);

    expect(await kept()).toEqual([
      ['', 0, 5, 'good'],
      ['', null, 8, 'good'],
      ['', 10, 12, 'failed'],
    ]);
  });

  test('that a probe tells of again are no news', async () => {
    expect(await take(['succeeded', 5], ['succeeded', 5], ['started', 20], ['started', 20])).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  test('a start that comes after its end belongs to it', async () => {
    await take(['succeeded', 5], ['started', 2]);

    expect(await kept()).toEqual([['', 2, 5, 'good']]);
    expect((await runs.newest('job'))?.durationMs).toBe(3_000);
  });

  test('a duration says when it began', async () => {
    await take(['succeeded', 60, undefined, { durationMs: 10_000 }]);

    expect(await kept()).toEqual([['', 50, 60, 'good']]);
  });
});

test('a run is under way until it ends, or one that started later has ended', async () => {
  const since = async () => ((await runs.runningSince('job')) ?? T0 - 1_000) - T0;
  await take(['started', 0, 'killed']);
  expect(await since()).toBe(0);
  await take(['started', 10, 'next']);
  expect(await since()).toBe(10_000);
  await take(['succeeded', 15, 'next']);
  expect(await since()).toBe(-1_000);
});

test('so many are kept and no more, the newest', async () => {
  for (let count = 1; count <= RUNS_PER_JOB + 120; count++) await take(['succeeded', count]);

  const all = await runs.list('job', undefined, 10_000);
  expect(all.length).toBeGreaterThanOrEqual(RUNS_PER_JOB);
  expect(all.length).toBeLessThanOrEqual(RUNS_PER_JOB + 50);
  expect(all[0].number).toBe(RUNS_PER_JOB + 120);
});

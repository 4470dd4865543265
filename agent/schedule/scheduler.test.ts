import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createScheduler, type Job, type Scheduler } from './scheduler.ts';

const BASE = 1_000_000;

let ran: string[];
let busy: Set<string>;
let scheduler: Scheduler<Job>;
/** What a stopped machine adds to the time that timers saw. */
let asleepMs: number;
let startedAt: number;

beforeEach(() => {
  vi.useFakeTimers();
  ran = [];
  busy = new Set();
  asleepMs = 0;
  startedAt = Date.now();
  scheduler = createScheduler({
    baseMs: BASE,
    monotonicMs,
    run: (jobs) => ran.push(`${monotonicMs() - BASE}: ${jobs.map(({ name }) => name).join(' ')}`),
  });
});

afterEach(() => {
  scheduler.stop();
  vi.useRealTimers();
});

test('everything runs at once, then on the grid, what is due together in one go', () => {
  scheduler.setJobs([job('fast', 10_000), job('slow', 30_000)]);

  vi.advanceTimersByTime(65_000);

  expect(ran).toEqual([
    '3: fast slow',
    '10000: fast',
    '20000: fast',
    '30000: fast slow',
    '40000: fast',
    '50000: fast',
    '60000: fast slow',
  ]);
});

test('a job is not started on top of itself, and the run that did not take place is counted', () => {
  scheduler.setJobs([job('stuck', 10_000), job('well', 10_000)]);
  vi.advanceTimersByTime(1);
  busy.add('stuck');

  vi.advanceTimersByTime(20_000);
  busy.delete('stuck');
  vi.advanceTimersByTime(10_000);

  expect(ran).toEqual(['3: stuck well', '10000: well', '20000: well', '30000: stuck well']);
  expect(scheduler.takeFigures().skippedRuns).toBe(2);
});

test('after a sleep it goes on along the same grid, without making up for what was missed', () => {
  scheduler.setJobs([job('a', 10_000)]);
  vi.advanceTimersByTime(12_000);

  asleepMs += 35_500;
  vi.advanceTimersByTime(20_000);

  expect(ran).toEqual(['3: a', '10000: a', '55500: a', '60000: a']);
  expect(scheduler.takeFigures()).toMatchObject({ latestMs: 35_500, skippedRuns: 3 });
  expect(scheduler.takeFigures().latestMs).toBe(0);
});

test('a job that stays keeps its due time when others come and go; a new one runs at once', () => {
  const staying = job('staying', 10_000);
  scheduler.setJobs([staying, job('leaving', 10_000)]);
  vi.advanceTimersByTime(14_000);

  scheduler.setJobs([staying, job('new', 10_000)]);
  vi.advanceTimersByTime(7_000);

  expect(ran).toEqual(['3: staying leaving', '10000: staying leaving', '14003: new', '20000: staying new']);
});

test('a wall clock that is set does not matter', () => {
  scheduler.setJobs([job('a', 10_000)]);
  vi.advanceTimersByTime(11_000);

  const offset = monotonicMs();
  vi.setSystemTime(0);
  startedAt = -(offset - BASE - 3);
  vi.advanceTimersByTime(10_000);

  expect(ran).toEqual(['3: a', '10000: a', '20000: a']);
});

test('jobs with phases are spread over the period, and new ones start one after the other', () => {
  scheduler.stop();
  scheduler = createScheduler({
    baseMs: BASE,
    monotonicMs,
    newcomerMs: 1_000,
    run: (jobs) => ran.push(`${monotonicMs() - BASE}: ${jobs.map(({ name }) => name).join(' ')}`),
  });
  scheduler.setJobs([job('a', 10_000, 2_000), job('b', 10_000, 5_000), job('c', 10_000, 7_000)]);

  vi.advanceTimersByTime(29_000);

  expect(ran).toEqual([
    ...['3: a', '1003: b', '2003: c'],
    ...['12000: a', '15000: b', '17000: c'],
    ...['22000: a', '25000: b', '27000: c'],
  ]);
});

test('a thousand jobs each run once a period, in the order of their phases', () => {
  const jobs = Array.from({ length: 1_000 }, (_, index) => job(`${index}`, 60_000, (index * 7_919) % 60_000));
  scheduler.setJobs(jobs);
  vi.advanceTimersByTime(60_000);
  ran = [];

  vi.advanceTimersByTime(60_000);

  const names = ran.flatMap((line) => (line.split(': ')[1] ?? '').split(' '));
  expect(new Set(names).size).toBe(1_000);
  expect(names).toHaveLength(1_000);
});

function job(name: string, periodMs: number, phaseMs?: number): Job {
  return { name, periodMs, phaseMs, isBusy: () => busy.has(name) };
}

function monotonicMs(): number {
  return BASE + 3 + asleepMs + (Date.now() - startedAt);
}

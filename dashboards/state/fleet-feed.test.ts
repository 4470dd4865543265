import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FleetAnswer, FleetChange, FleetNews } from '#protocol/fleet.ts';
import type { Caller } from '../api/call.ts';
import { FleetFeed } from './fleet-feed.ts';

const SECOND = 1_000;

let askedAtMs: number[];
let answerAfterMs: number;
let fails: boolean;
let stamp: { revision: number; version: number };
let taken: string[];
let feed: FleetFeed;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  askedAtMs = [];
  answerAfterMs = 0;
  fails = false;
  stamp = { revision: 1, version: 1 };
  taken = [];
  const get = async () => {
    askedAtMs.push(Date.now());
    const answer = { ...stamp, targets: { id: [] }, subjects: [], systems: [] } as unknown as FleetAnswer;
    await new Promise((resolve) => setTimeout(resolve, answerAfterMs));
    if (fails) throw new Error('away');
    return answer;
  };
  feed = new FleetFeed({
    api: { get } as unknown as Caller,
    takeList: ({ revision }) => taken.push(`list ${revision}`),
    takeChanges: (changes) => taken.push(...changes.map(({ id }) => id)),
  });
});

afterEach(() => {
  feed.stop();
  vi.useRealTimers();
});

const news = (changes: string[] = []): FleetNews => ({
  type: 'fleet',
  ...stamp,
  changes: changes.map((id) => ({ id }) as FleetChange),
});

test('the list is asked for at the start, and not again while it is the newest', async () => {
  feed.start();
  await vi.advanceTimersByTimeAsync(SECOND);

  feed.take(news());
  stamp.version = 2;
  feed.take(news(['t']));
  feed.take(news());
  await vi.advanceTimersByTimeAsync(60 * SECOND);

  expect(askedAtMs).toEqual([0]);
  expect(taken).toEqual(['list 1', 't']);
});

test('a list of another revision is asked for at once, and not again and again', async () => {
  feed.start();
  await vi.advanceTimersByTimeAsync(20 * SECOND);

  for (let change = 0; change < 40; change++) {
    stamp.revision++;
    feed.take(news());
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(60 * SECOND);

  expect(askedAtMs).toEqual([0, 20 * SECOND, 23 * SECOND, 26 * SECOND]);
});

test('what happened while the line was cut is asked for', async () => {
  feed.start();
  await vi.advanceTimersByTimeAsync(10 * SECOND);

  stamp.version = 9;
  feed.take(news());
  await vi.advanceTimersByTimeAsync(SECOND);

  expect(askedAtMs).toEqual([0, 10 * SECOND]);
});

test('what is told while the list is on its way holds on top of it', async () => {
  answerAfterMs = SECOND;
  feed.start();
  await vi.advanceTimersByTimeAsync(100);

  feed.take(news(['fell']));
  await vi.advanceTimersByTimeAsync(SECOND);

  expect(taken).toEqual(['fell', 'list 1', 'fell']);
});

test('a collector that is away is asked again soon, and nobody who has signed out asks', async () => {
  fails = true;
  feed.start();
  await vi.advanceTimersByTimeAsync(6 * SECOND);
  expect(askedAtMs).toEqual([0, 5 * SECOND]);

  feed.stop();
  feed.hurry();
  await vi.advanceTimersByTimeAsync(600 * SECOND);

  expect(askedAtMs).toHaveLength(2);
  expect(taken).toEqual([]);
});

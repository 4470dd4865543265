import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Caller } from '../api/call.ts';
import { TargetList } from './target-list.ts';

const SECOND = 1_000;

let askedAtMs: number[];
let answerAfterMs: number;
let fails: boolean;
let taken: number;
let list: TargetList;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  askedAtMs = [];
  answerAfterMs = 0;
  fails = false;
  taken = 0;
  const get = async () => {
    askedAtMs.push(Date.now());
    await new Promise((resolve) => setTimeout(resolve, answerAfterMs));
    if (fails) throw new Error('away');
    return { targets: [], next: null };
  };
  list = new TargetList({ get } as unknown as Caller, () => taken++);
});

afterEach(() => {
  list.stop();
  vi.useRealTimers();
});

test('it is asked for at the start, and again after five minutes', async () => {
  list.start();
  await vi.advanceTimersByTimeAsync(301 * SECOND);

  expect(askedAtMs).toEqual([0, 300 * SECOND]);
  expect(taken).toBe(2);
});

test('values of an unknown target have it asked for at once, and not again and again', async () => {
  list.start();
  await vi.advanceTimersByTimeAsync(20 * SECOND);

  for (let value = 0; value < 40; value++) {
    list.hurry();
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(60 * SECOND);

  expect(askedAtMs).toEqual([0, 20 * SECOND, 25 * SECOND]);
});

test('a target whose only value comes right after the list is not forgotten for five minutes', async () => {
  list.start();
  await vi.advanceTimersByTimeAsync(SECOND);

  list.hurry();
  await vi.advanceTimersByTimeAsync(10 * SECOND);

  expect(askedAtMs).toEqual([0, 5 * SECOND]);
});

test('neither is one whose value comes while the list is on its way', async () => {
  answerAfterMs = 2 * SECOND;
  list.start();
  await vi.advanceTimersByTimeAsync(SECOND);

  list.hurry();
  await vi.advanceTimersByTimeAsync(10 * SECOND);

  expect(askedAtMs).toHaveLength(2);
});

test('a collector that is away is asked again soon, and nobody who has signed out asks', async () => {
  fails = true;
  list.start();
  await vi.advanceTimersByTimeAsync(6 * SECOND);
  expect(askedAtMs).toEqual([0, 5 * SECOND]);

  list.stop();
  list.hurry();
  await vi.advanceTimersByTimeAsync(600 * SECOND);

  expect(askedAtMs).toHaveLength(2);
  expect(taken).toBe(0);
});

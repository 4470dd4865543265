import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createGatherer } from './gatherer.ts';

let handed: (readonly number[])[];

beforeEach(() => {
  vi.useFakeTimers();
  handed = [];
});

afterEach(() => vi.useRealTimers());

test('what comes within a quarter of a second leaves together, however long it goes on', () => {
  const gatherer = createGatherer<number>((items) => handed.push(items));

  for (let at = 0; at < 10; at++) {
    gatherer.add([at]);
    vi.advanceTimersByTime(100);
  }

  expect(handed).toEqual([
    [0, 1, 2],
    [3, 4, 5],
    [6, 7, 8],
  ]);
});

test('very much leaves at once, and nothing is handed over when nothing came', () => {
  const gatherer = createGatherer<number>((items) => handed.push(items));

  gatherer.add([]);
  gatherer.flush();
  gatherer.add(Array.from({ length: 600 }, (_, index) => index));
  vi.advanceTimersByTime(1_000);

  expect(handed.map(({ length }) => length)).toEqual([600]);
});

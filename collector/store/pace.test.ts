import { expect, it } from 'vitest';
import { Pace } from './pace.ts';

it('is entries a second, and time of the journal in the same time', () => {
  const pace = new Pace();
  for (let second = 0; second <= 40; second++) pace.note(second * 1_000, second * 500, second * 20_000);

  expect(pace.at(40_500)).toEqual({ entriesPerSecond: 500, speed: 20 });
});

it('is that of the last half minute', () => {
  const pace = new Pace();
  for (let second = 0; second <= 100; second++) {
    const fast = Math.max(0, second - 50);
    pace.note(second * 1_000, second + fast * 99, second * 1_000);
  }

  expect(pace.at(100_000).entriesPerSecond).toBe(100);
});

it('is unknown before there is progress, long after it, and after a new beginning', () => {
  const pace = new Pace();
  const none = { entriesPerSecond: 0, speed: null };
  expect(pace.at(0)).toEqual(none);
  pace.note(1_000, 10, 5_000);
  expect(pace.at(1_500)).toEqual(none);
  pace.note(3_000, 20, 9_000);
  expect(pace.at(3_000)).toEqual({ entriesPerSecond: 5, speed: 2 });
  expect(pace.at(60_000)).toEqual(none);
  pace.restart();
  expect(pace.at(3_000)).toEqual(none);
});

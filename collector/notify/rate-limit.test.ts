import { expect, test } from 'vitest';
import { RateLimit } from './rate-limit.ts';

/** Times in seconds at which calls are let through when somebody asks every second. */
function madeBy(limit: RateLimit, seconds: number): number[] {
  const made: number[] = [];
  for (let second = 0; second < seconds; second++) {
    while (limit.take(second * 1000)) made.push(second);
  }
  return made;
}

test('in no minute more calls are made than the limit, and after a quiet time five at once', () => {
  for (const perMinute of [1, 6, 20, 60]) {
    const made = madeBy(new RateLimit(perMinute, 0), 600);

    expect(made.filter((second) => second === 0)).toHaveLength(Math.min(5, perMinute));
    for (const start of made) {
      const inMinute = made.filter((second) => second >= start && second < start + 60);
      expect(inMinute.length).toBeLessThanOrEqual(perMinute);
    }
    expect(made.length).toBeGreaterThan(perMinute * 9);
  }
});

test('a pause lets nothing through', () => {
  const limit = new RateLimit(60, 0);
  limit.pause(30_000);

  expect(madeBy(limit, 31)[0]).toBe(30);
});

test('a clock that is set back gives nothing away and keeps nothing back', () => {
  const limit = new RateLimit(5, 0);
  while (limit.take(1_000_000));

  expect(limit.take(500_000)).toBe(false);
  expect(limit.take(512_000)).toBe(true);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLateness } from './lateness.ts';

test('nothing that started was late by nothing', () => {
  expect(createLateness().take()).toEqual({ latestMs: 0, p99Ms: 0 });
});

test('one of a hundred may be later than the 99th of them', () => {
  const lateness = createLateness();
  for (let run = 0; run < 99; run++) lateness.add(2);
  lateness.add(30_000);

  const { latestMs, p99Ms } = lateness.take();

  expect(latestMs).toBe(30_000);
  expect(p99Ms).toBeGreaterThanOrEqual(2);
  expect(p99Ms).toBeLessThan(2.5);
  expect(lateness.take()).toEqual({ latestMs: 0, p99Ms: 0 });
});

test('whatever the times, the figure lies between the true one and a fifth above it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3_600_000), { minLength: 1, maxLength: 500 }), (times) => {
      const lateness = createLateness();
      for (const time of times) lateness.add(time);
      const sorted = [...times].sort((a, b) => a - b);
      const exact = sorted[times.length - Math.floor(times.length / 100) - 1] as number;

      const { p99Ms } = lateness.take();

      expect(p99Ms).toBeGreaterThanOrEqual(exact);
      expect(p99Ms).toBeLessThanOrEqual(Math.max(1, exact * 1.2000001));
    }),
  );
});

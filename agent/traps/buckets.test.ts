import { expect, test } from 'vitest';
import { createBuckets } from './buckets.ts';

const taken = (
  buckets: ReturnType<typeof createBuckets>,
  source: string,
  nowMs: number,
  tries: number,
): number => Array.from({ length: tries }, () => buckets.take(source, nowMs)).filter(Boolean).length;

test('a source has its share, and again a second later', () => {
  const buckets = createBuckets({ perSource: 100, total: 1_000, maxSources: 10 });

  expect(taken(buckets, 'a', 0, 500)).toBe(100);
  expect(taken(buckets, 'b', 0, 50)).toBe(50);
  expect(taken(buckets, 'a', 500, 500)).toBe(50);
  expect(taken(buckets, 'a', 60_000, 500)).toBe(100);
});

test('all together have theirs', () => {
  const buckets = createBuckets({ perSource: 100, total: 150, maxSources: 10 });

  expect(taken(buckets, 'a', 0, 100)).toBe(100);
  expect(taken(buckets, 'b', 0, 100)).toBe(50);
});

test('a flood of made-up sources takes no more than the share of all, and no memory', () => {
  const buckets = createBuckets({ perSource: 10, total: 200, maxSources: 50 });

  let through = 0;
  for (let source = 0; source < 10_000; source++) through += taken(buckets, `${source}`, 0, 1);

  expect(through).toBe(200);
  expect(taken(buckets, 'a', 5_000, 100)).toBe(10);
});

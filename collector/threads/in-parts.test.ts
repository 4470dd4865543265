import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inParts } from './in-parts.ts';

test('what is short goes at once, what is long in parts and in its order', async () => {
  const parts: number[][] = [];
  const post = inParts<number>((items) => parts.push(items));

  post([1]);
  post([]);
  post([2]);
  expect(parts).toEqual([[1], [2]]);
  parts.length = 0;
  post(Array.from({ length: 250 }, (_, index) => index));
  post([250]);
  expect(parts).toHaveLength(1);

  for (let tries = 0; parts.length < 3 && tries < 5_000; tries++) await sleep(2);
  expect(parts.map((part) => part.length)).toEqual([100, 100, 51]);
  expect(parts.flat()).toEqual(Array.from({ length: 251 }, (_, index) => index));
});

import { expect, test } from 'vitest';
import { seldom } from './seldom.ts';

test('what fails again and again is told at first, and then once in a while, each by its name', () => {
  let nowMs = 0;
  const isTimeToTell = seldom(1_000, () => nowMs);
  const at = (atMs: number, name: string) => {
    nowMs = atMs;
    return isTimeToTell(name);
  };

  expect([at(0, 'a'), at(1, 'a'), at(2, 'b'), at(999, 'a'), at(1_000, 'a'), at(1_001, 'b')]).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
  ]);
});

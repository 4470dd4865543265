import { describe, expect, it } from 'vitest';
import { keyedNumbers } from './keyed-numbers.ts';

const file = Buffer.from('First: 1 kB\nSecond:    22 kB\nSecondHalf: 3 kB\nLast: 4\n');

describe('keyed numbers', () => {
  it('finds each key, the first and the last line included', () => {
    expect([...keyedNumbers(['First:', 'Second:', 'Last:'])(file)]).toEqual([1, 22, 4]);
  });

  it('finds keys that stand in another order than asked', () => {
    expect([...keyedNumbers(['Last:', 'SecondHalf:', 'Second:', 'First:'])(file)]).toEqual([4, 3, 22, 1]);
  });

  it('answers NaN for a missing key and goes on', () => {
    expect([...keyedNumbers(['Third:', 'Second:'])(file)]).toEqual([Number.NaN, 22]);
    expect([...keyedNumbers(['Third:'])(Buffer.alloc(0))]).toEqual([Number.NaN]);
  });
});

import { describe, expect, it } from 'vitest';
import { columnsIn } from '../pages/targets/tile-columns.ts';
import { sparkPath } from './spark-path.ts';
import { visibleRange } from './visible-range.ts';

describe('the rows of a long list that are drawn', () => {
  const at = (scrolled: number, count = 1_000) =>
    visibleRange({ count, rowHeight: 50, scrolled, windowHeight: 800, margin: 5 });

  it('are those in the window with some more on both sides', () => {
    expect(at(0)).toEqual({ first: 0, end: 21 });
    expect(at(10_000)).toEqual({ first: 195, end: 221 });
  });

  it('never lie outside of the list', () => {
    expect(at(-5_000)).toEqual({ first: 0, end: 0 });
    expect(at(49_900)).toEqual({ first: 993, end: 1_000 });
    expect(at(1e9)).toEqual({ first: 1_000, end: 1_000 });
    expect(at(0, 0)).toEqual({ first: 0, end: 0 });
  });

  it('are few, however long the list is', () => {
    const { first, end } = at(500_000, 1_000_000);

    expect(end - first).toBeLessThan(30);
  });
});

describe('a sparkline', () => {
  it('goes through its values from bottom to top', () => {
    expect(sparkPath([0, 50, 100], 100, 20, 0, 100)).toBe('M0 20L50 10L100 0');
  });

  it('breaks where values are missing, and shows a lone one', () => {
    const gone = Number.NaN;

    expect(sparkPath([0, 0, gone, 0, gone], 80, 10, 0, 1)).toBe('M0 10L20 10M60 10h0.1');
    expect(sparkPath([gone, gone], 80, 10, 0, 1)).toBe('');
  });

  it('stays inside of its box', () => {
    expect(sparkPath([-10, 500], 10, 10, 0, 100)).toBe('M0 10L10 0');
    expect(sparkPath([5, 5], 10, 10, 5, 5)).not.toContain('NaN');
  });
});

it('puts as many tiles into a line as fit, and at least one', () => {
  expect(columnsIn(1_000, 176, 8)).toBe(5);
  expect(columnsIn(176, 176, 8)).toBe(1);
  expect(columnsIn(0, 176, 8)).toBe(1);
});

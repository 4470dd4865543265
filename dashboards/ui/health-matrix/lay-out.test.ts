import { expect, test } from 'vitest';
import type { MachineState } from '../../state/machine-state.ts';
import { drawings, gridFor, moved, placeAt } from './lay-out.ts';

const LIMITS = { least: 10, most: 28, height: 320 };

test('squares are as large as fits, and never too small to be told apart', () => {
  expect(gridFor(20, 1_200, LIMITS)).toEqual({ columns: 42, rows: 1, cell: 28 });
  const many = gridFor(2_000, 1_200, LIMITS);
  expect(many.rows * many.cell).toBeLessThanOrEqual(320);
  expect(many.columns * many.cell).toBeLessThanOrEqual(1_200);
  expect(gridFor(2_000, 340, LIMITS)).toEqual({ columns: 34, rows: 59, cell: 10 });
  expect(gridFor(0, 0, LIMITS).columns).toBe(1);
});

test('a point and a key find their square, and none beyond the last', () => {
  const grid = { columns: 4, rows: 3, cell: 10 };

  expect(placeAt(grid, 10, 15, 25)).toBe(9);
  expect(placeAt(grid, 10, 35, 25)).toBeUndefined();
  expect(placeAt(grid, 10, 45, 5)).toBeUndefined();
  expect(['ArrowRight', 'ArrowDown', 'End', 'ArrowLeft'].map((key) => moved(grid, 10, 5, key))).toEqual([
    6, 9, 9, 4,
  ]);
  expect(moved(grid, 10, 9, 'ArrowRight')).toBe(9);
  expect(moved(grid, 10, 1, 'ArrowUp')).toBe(1);
  expect(moved(grid, 10, 1, 'a')).toBeUndefined();
});

test('each state is one drawing, and each bad one has a shape that the others have not', () => {
  const states: MachineState[] = ['ok', 'critical', 'ok', 'warning', 'stale', 'none'];

  const found = drawings(states, { columns: 3, rows: 2, cell: 12 });

  expect([...found.keys()]).toEqual(['critical', 'warning', 'stale', 'none', 'ok']);
  expect(found.get('ok')?.match(/M/g)).toHaveLength(2);
  const shapes = [...found.values()].map((path) => path.replace(/[\d.\s-]/g, '').slice(0, 8));
  expect(new Set(shapes).size).toBe(5);
});

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { meaningOf } from '#collector/explore/describe.ts';
import { boardMetrics } from './board-metrics.ts';
import { shippedBoards } from './shipped-boards.ts';

test('every file of the folder is brought along under its name', () => {
  const files = readdirSync(join(import.meta.dirname, 'shipped')).map((file) => file.replace('.json', ''));

  expect(shippedBoards.map(({ id }) => id).sort()).toEqual(files.sort());
});

test.each(shippedBoards)(
  '$id asks only for metrics that are defined, and its panels stand beside each other',
  ({ board }) => {
    const cells = board.panels.flatMap(({ at: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
    );

    expect(boardMetrics(board).filter((metric) => !meaningOf(metric))).toEqual([]);
    expect(cells).toHaveLength(new Set(cells).size);
  },
);

test.each(shippedBoards)('$id names only variables that it has', ({ board }) => {
  const names = board.variables.map(({ name }) => `$${name}`);
  const used = JSON.stringify(board.panels).match(/\$[a-z0-9_]+/g) ?? [];

  expect(used.filter((name) => !names.includes(name))).toEqual([]);
});

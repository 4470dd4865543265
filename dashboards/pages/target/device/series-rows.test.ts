import { expect, it } from 'vitest';
import type { MachineSeries } from '../machine-series.ts';
import { groupRows } from './series-rows.ts';

function series(metric: string, value: number, labels: Record<string, string>): MachineSeries {
  const latest = { value, timeMs: 0, intervalMs: 10_000 };
  return {
    metric,
    labels,
    unit: '1',
    latest,
    rate: undefined,
    limits: undefined,
    history: undefined as never,
  };
}

const all = [
  series('space.used', 20, { space: 'b', type: 't' }),
  series('space.used', 90, { space: 'c', type: 't' }),
  series('space.limit', 100, { space: 'c', type: 't' }),
  series('space.used', Number.NaN, { space: 'a', type: 't' }),
];
const rows = (by?: 'greatest' | 'least') =>
  groupRows(
    'space',
    ['space', 'type'],
    ['used', 'limit'],
    (metric) => all.filter((each) => each.metric === metric),
    by && { field: 'used', by },
  );

it('has a row for each combination of labels with what is told of it', () => {
  expect(rows().map(({ names, cells }) => [names, [...cells.keys()]])).toEqual([
    [['a', 't'], ['used']],
    [['b', 't'], ['used']],
    [
      ['c', 't'],
      ['used', 'limit'],
    ],
  ]);
});

it('has the worst first, and what was not read last', () => {
  expect(rows('greatest').map(({ names }) => names[0])).toEqual(['c', 'b', 'a']);
  expect(rows('least').map(({ names }) => names[0])).toEqual(['b', 'c', 'a']);
});

it('counts as people do where none is worse', () => {
  const disks = ['Disk 10', 'Disk 9', 'Disk 1'].map((disk) => series('disk.heat', 1, { disk }));
  const named = groupRows('disk', ['disk'], ['heat'], () => disks).map(({ names }) => names[0]);
  expect(named).toEqual(['Disk 1', 'Disk 9', 'Disk 10']);
});

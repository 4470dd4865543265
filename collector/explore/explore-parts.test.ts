import { describe, expect, test } from 'vitest';
import { sentLabels, sentMetrics } from './catalogue.ts';
import { foldOf } from './choose-fold.ts';
import { chooseStep, gridOf } from './grid.ts';
import { narrow, pattern } from './label-filters.ts';
import { percentile95 } from './percentile.ts';
import { remember } from './remember.ts';

describe('the step', () => {
  test('is one that people read, wide enough for the points and for a sample of each series', () => {
    expect(chooseStep(900_000, 300, 10_000)).toBe(10_000);
    expect(chooseStep(3_600_000, 300, 10_000)).toBe(15_000);
    expect(chooseStep(7 * 86_400_000, 300, 10_000)).toBe(3_600_000);
    expect(chooseStep(900_000, 300, 300_000)).toBe(300_000);
  });

  test('leaves out a bin that is not over, and keeps whole what is asked of the past', () => {
    expect(gridOf(1_050, 2_000, 100, 1_999)).toEqual({ firstMs: 1_000, stepMs: 100, bins: 9 });
    expect(gridOf(1_050, 1_950, 100, 9_000)).toEqual({ firstMs: 1_000, stepMs: 100, bins: 10 });
    expect(gridOf(5_000, 6_000, 100, 4_000).bins).toBe(0);
  });
});

describe('filters of labels', () => {
  test('let the store compare what is equal, one question for each of a few values', () => {
    const { equal } = narrow([
      { label: 'cpu', is: 'one_of', values: ['cpu0', 'cpu1', 'cpu0'] },
      { label: 'mode', is: 'one_of', values: ['user'] },
      { label: 'path', is: 'one_of', values: ['/data*'] },
      { label: 'host', is: 'none_of', values: ['a'] },
    ]);

    expect(equal).toEqual([
      { cpu: 'cpu0', mode: 'user' },
      { cpu: 'cpu1', mode: 'user' },
    ]);
  });

  test('look at patterns and exclusions afterwards, a missing label being an empty text', () => {
    const { isMeant } = narrow([
      { label: 'path', is: 'one_of', values: ['/data*', '/'] },
      { label: 'fstype', is: 'none_of', values: ['nfs*', 'tmpfs'] },
    ]);
    const means = (labels: Record<string, string>) => isMeant((name) => labels[name]);

    expect(means({ path: '/data/1', fstype: 'ext4' })).toBe(true);
    expect(means({ path: '/' })).toBe(true);
    expect(means({ path: '/home', fstype: 'ext4' })).toBe(false);
    expect(means({ path: '/data', fstype: 'nfs4' })).toBe(false);
  });

  test('too many values are one question and a look at the answer', () => {
    const values = Array.from({ length: 17 }, (_, at) => `eth${at}`);

    expect(narrow([{ label: 'name', is: 'one_of', values }]).equal).toEqual([{}]);
  });

  test.each([
    ['*', '', true],
    ['a*c', 'abbc', true],
    ['a*c', 'ac', true],
    ['ab*bc', 'abc', false],
    ['*b*', 'abc', true],
    ['a*b*b', 'ab', false],
    ['a.c', 'abc', false],
  ])('the pattern %s on %j: %s', (wanted, text, is) => {
    expect(pattern(wanted)(text)).toBe(is);
  });
});

test('a percentile is a value that was measured, of each bin by itself', () => {
  const values = [...Array.from({ length: 20 }, (_, at) => 20 - at), 7, Number.NaN];
  const timesMs = values.map((_, at) => (at < 20 ? 100 + at : 200 + at));

  expect(percentile95({ timesMs, values }, { firstMs: 100, stepMs: 100, bins: 2 })).toEqual({
    timesMs: [100, 200],
    values: [19, 7],
  });
});

test('totals of counters are rated before anything else', () => {
  expect((['auto', 'avg', 'sum', 'max'] as const).map((over) => foldOf(over, 'counter'))).toEqual(
    Array(4).fill('rate'),
  );
  expect(foldOf('last', 'counter')).toBe('last');
  expect([foldOf('auto', 'gauge'), foldOf('auto', 'state'), foldOf('max', 'gauge')]).toEqual([
    'avg',
    'last',
    'max',
  ]);
});

test('the catalogue counts series, targets and values of labels, within the targets that are seen', async () => {
  const column = (cpu: string) => ({
    metric: 'cpu.usage_active',
    labels: { cpu },
    kind: 'gauge' as const,
    unit: '%',
  });
  const columns = [column('cpu0'), column('cpu1')];
  const schemas = [
    { probe: 'cpu', target: 'a', intervalMs: 10_000, columns },
    { probe: 'cpu', target: 'b', intervalMs: 60_000, columns },
    { probe: 'cpu', target: 'c', intervalMs: 10_000, columns: [column('cpu0')] },
  ];

  expect(await sentMetrics(schemas)).toEqual([
    {
      metric: 'cpu.usage_active',
      kind: 'gauge',
      unit: '%',
      labels: ['cpu'],
      series: 5,
      targets: 3,
      intervalMs: 60_000,
    },
  ]);
  expect(await sentLabels(schemas, 'cpu.usage_active', new Set(['a', 'c']))).toEqual([
    {
      label: 'cpu',
      values: new Map([
        ['cpu0', 2],
        ['cpu1', 1],
      ]),
    },
  ]);
});

test('what was asked lately is not made anew, and the oldest is forgotten', () => {
  const clock = { nowMs: 0 };
  let made = 0;
  const ask = remember<number>({ most: 2, forMs: 100, nowMs: () => clock.nowMs });
  const make = () => ++made;

  expect([ask('a', make), ask('a', make), ask('b', make), ask('c', make), ask('a', make)]).toEqual([
    1, 1, 2, 3, 4,
  ]);
  clock.nowMs = 101;
  expect(ask('a', make)).toBe(5);
});

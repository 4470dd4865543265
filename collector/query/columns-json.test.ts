import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SeriesColumns } from '#collector/store/store.ts';
import { columnsToJson } from './columns-json.ts';

function seriesOf(values: number[], target = 't1'): SeriesColumns {
  return {
    target,
    metric: 'cpu.usage_active',
    labels: { cpu: 'cpu0' },
    timesMs: Float64Array.from(values, (_, index) => 1_700_000_000_000 + index * 10_000),
    values: Float64Array.from(values),
  };
}

const jsonOf = (series: SeriesColumns[]) => columnsToJson(series, () => 'web1').toString();

describe('an answer as JSON', () => {
  test('names each series and gives its columns', () => {
    expect(JSON.parse(jsonOf([seriesOf([1.5, 2]), seriesOf([], '机房')]))).toEqual({
      series: [
        {
          target: 't1',
          metric: 'cpu.usage_active',
          labels: { host: 'web1', cpu: 'cpu0' },
          timesMs: [1_700_000_000_000, 1_700_000_010_000],
          values: [1.5, 2],
        },
        {
          target: '机房',
          metric: 'cpu.usage_active',
          labels: { host: 'web1', cpu: 'cpu0' },
          timesMs: [],
          values: [],
        },
      ],
    });
  });

  test('says null for what was not read', () => {
    expect(jsonOf([seriesOf([Number.NaN, Number.POSITIVE_INFINITY, 1])])).toContain('"values":[null,null,1]');
  });

  test('grows with its numbers', () => {
    const many = Array.from({ length: 50_000 }, (_, index) => index / 7);

    expect(JSON.parse(jsonOf([seriesOf([1]), seriesOf(many)])).series[1].values).toEqual(many);
  });

  test('writes every number as JSON.stringify does', () => {
    const decimal = fc
      .tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 9 }))
      .map(([digits, places]) => digits / 10 ** places);
    const anyNumber = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger(),
      fc.integer({ min: -100_000, max: 100_000 }).map((hundredths) => hundredths / 100),
      decimal,
      fc.constantFrom(0, -0, 0.1 + 0.2, 1e21, 5e-324, 99_999_999, 1e8, 1e15, 123_456_789.25, 1e-6, 1e-7),
    );
    fc.assert(
      fc.property(fc.array(anyNumber), (values) => {
        expect(jsonOf([seriesOf(values)])).toContain(`"values":${JSON.stringify(values)}}`);
      }),
      { numRuns: 2_000 },
    );
  });
});

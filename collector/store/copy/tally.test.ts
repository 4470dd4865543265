import { expect, it } from 'vitest';
import { keptBetween } from './keeps.ts';
import { addPair, emptyTally, isEqual, type Pair } from './tally.ts';

const samples = (...pairs: [number, number][]) => ({
  timesMs: Float64Array.from(pairs, ([time]) => time),
  values: Float64Array.from(pairs, ([, value]) => value),
});

function areEqual(
  source: ReturnType<typeof samples>,
  found: ReturnType<typeof samples>,
  to: 'embedded' | 'influxdb' | 'victoriametrics',
): boolean {
  const pair: Pair = { source: emptyTally(), found: emptyTally() };
  const keeps = keptBetween('embedded', to);
  addPair(pair, source, found, keeps);
  return isEqual(pair, keeps);
}

it('is equal only to the last bit, where the store keeps every bit', () => {
  const source = samples([0, 0.1], [1, 0.2], [2, 0.3]);

  expect(areEqual(source, source, 'embedded')).toBe(true);
  expect(areEqual(source, samples([0, 0.1], [1, 0.2], [2, 0.300_000_000_000_001]), 'embedded')).toBe(false);
  expect(areEqual(source, samples([0, 0.1], [1, 0.2], [2, 0.300_000_000_000_1]), 'victoriametrics')).toBe(
    true,
  );
  expect(areEqual(source, samples([0, 0.1], [1, 0.2], [2, 0.300_01]), 'victoriametrics')).toBe(false);
});

it('looks for samples at the times of the source, and leaves out what the other side has besides', () => {
  const source = samples([0, 1], [20, 3]);

  expect(areEqual(source, samples([0, 1], [10, 2], [20, 3], [30, 4]), 'embedded')).toBe(true);
  expect(areEqual(source, samples([0, 1], [10, 3]), 'embedded')).toBe(false);
  expect(areEqual(samples([0.000_4, 1], [20.6, 3]), samples([0, 1], [20.6, 3]), 'influxdb')).toBe(true);
  expect(areEqual(samples([0.4, 1], [20.6, 3]), samples([0, 1], [21, 3]), 'victoriametrics')).toBe(true);
});

it('does not miss what the store cannot keep', () => {
  const source = samples([0, 1], [1, Number.NaN], [2, Number.POSITIVE_INFINITY], [3, 2.5]);

  expect(areEqual(source, samples([0, 1], [3, 2.5]), 'embedded')).toBe(false);
  expect(areEqual(source, samples([0, 1], [1, 7], [3, 2.5]), 'influxdb')).toBe(true);
});

it('forgives rounding only where all became whole numbers', () => {
  const source = samples([0, 1.25], [1, 2], [2, 3.5]);

  expect(areEqual(source, samples([0, 1], [1, 2], [2, 4]), 'influxdb')).toBe(true);
  expect(areEqual(source, samples([0, 1], [1, 2], [2, 5]), 'influxdb')).toBe(false);
  expect(areEqual(source, samples([0, 1.25], [1, 2], [2, 4]), 'influxdb')).toBe(false);
  expect(areEqual(source, samples([0, 1], [1, 2], [2, 4]), 'embedded')).toBe(false);
});

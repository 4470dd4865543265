import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bins, type Summary } from '../bins.ts';
import { largestBlock, readColumn, summarizeColumn, writeColumn } from './column.ts';
import { cursor } from './varint.ts';

const SLACK = 8;

function write(values: readonly number[], hint = 0): Uint8Array {
  const bytes = new Uint8Array(largestBlock(values.length));
  cursor.at = 0;
  writeColumn(bytes, Float64Array.from(values), values.length, Uint8Array.of(hint), 0);
  expect(cursor.at).toBeLessThanOrEqual(bytes.length);
  return bytes.slice(0, cursor.at + SLACK);
}

function read(bytes: Uint8Array, rows: number): number[] {
  const out = new Float64Array(rows);
  readColumn(bytes, new DataView(bytes.buffer), 0, out, rows);
  return [...out];
}

function summarize(bytes: Uint8Array, rows: number): Summary {
  const summary = {
    rows: 0,
    count: 0,
    min: 0,
    max: 0,
    sum: 0,
    last: 0,
    first: 0,
    climbs: false,
    firstMs: 0,
    lastMs: 0,
  };
  summarizeColumn(bytes, 0, rows, summary);
  return summary;
}

const bytesPerValue = (values: readonly number[]) => (write(values).length - SLACK) / values.length;

/** Runs of values of one nature, as columns are. */
const column = fc.oneof(
  fc.array(
    fc.integer({ min: -5_000, max: 5_000 }).map((cents) => cents / 100),
    { minLength: 1, maxLength: 300, size: 'max' },
  ),
  fc.array(
    fc.nat(2 ** 31 - 1).map((pages) => pages * 4096),
    { minLength: 1, maxLength: 300, size: 'max' },
  ),
  fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 300, size: 'max' }),
  fc.array(fc.maxSafeInteger(), { minLength: 1, maxLength: 300, size: 'max' }),
  fc.array(fc.double(), { minLength: 1, maxLength: 300, size: 'max' }),
  fc.array(fc.oneof(fc.constant(Number.NaN), fc.constant(-0), fc.constant(0), fc.nat(9)), {
    minLength: 1,
    maxLength: 300,
    size: 'max',
  }),
  fc
    .array(fc.oneof({ weight: 20, arbitrary: fc.nat(1000) }, { weight: 1, arbitrary: fc.maxSafeNat() }), {
      minLength: 1,
      maxLength: 300,
      size: 'max',
    })
    .map((steps) => {
      let total = 0;
      return steps.map((step) => (total = (total + step) % 2 ** 52));
    }),
);

describe('a column', () => {
  it('comes back bit for bit, whatever it holds', () => {
    fc.assert(
      fc.property(column, fc.nat(12), (values, hint) => {
        expect(read(write(values, hint), values.length)).toEqual(values);
      }),
      { numRuns: 700 },
    );
  });

  it('says what it comes down to without its values', () => {
    fc.assert(
      fc.property(column, (values) => {
        const summary = summarize(write(values), values.length);

        const bins = new Bins(0, values.length, 0);
        bins.addSamples(Float64Array.from(values.keys()), Float64Array.from(values), 0, values.length);
        expect(summary.rows).toBe(values.length);
        expect(summary.count).toBe(bins.value(0, 'count'));
        if (summary.count === 0) return;
        expect(summary.min + 0).toBe(bins.value(0, 'min') + 0);
        expect(summary.max + 0).toBe(bins.value(0, 'max') + 0);
        expect(summary.last).toBe(bins.value(0, 'last'));
        const magnitude = values.reduce((sum, value) => sum + (Math.abs(value) || 0), 1);
        if (Number.isFinite(magnitude)) {
          expect(Math.abs(summary.sum - bins.value(0, 'sum')) / magnitude).toBeLessThan(1e-12);
        }
        const climbs = values.every(
          (value, at) => !Number.isNaN(value) && (at === 0 || value >= values[at - 1]),
        );
        expect(summary.climbs).toBe(climbs);
      }),
      { numRuns: 700 },
    );
  });

  it('keeps a counter exactly as far as a double does', () => {
    const values = [2 ** 53 - 3, 2 ** 53 - 2, 2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, 2 ** 60, 2 ** 63, 1.8e19];

    expect(read(write(values), values.length)).toEqual(values);
  });

  it('spends next to nothing on what does not change, grows evenly or is not read', () => {
    const rows = [...Array(120).keys()];

    expect(bytesPerValue(rows.map(() => 42.5))).toBeLessThan(0.05);
    expect(bytesPerValue(rows.map(() => Number.NaN))).toBeLessThan(0.05);
    expect(bytesPerValue(rows.map((row) => 1_790_000_000_000 + row * 10_000))).toBeLessThan(0.3);
    expect(bytesPerValue(rows.map((row) => 4096 * (10_000 + (row % 3))))).toBeLessThan(0.5);
    expect(bytesPerValue(rows.map((row) => (row === 60 ? 1e12 : 20 + (row % 2))))).toBeLessThan(0.7);
  });

  it('never hangs on garbage', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 400 }),
        fc.integer({ min: 1, max: 200 }),
        (bytes, rows) => {
          const copy = bytes.slice();
          try {
            read(copy, rows);
            summarize(copy, rows);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

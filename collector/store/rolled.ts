import type { SeriesIdentity } from '#protocol/sample.ts';
import type { Schema } from '#protocol/schema.ts';
import type { BinField } from './bins.ts';
import type { Selector } from './store.ts';

/** Widths of the bins that a roll-up may have. */
export const ROLLED_STEPS_MS = { '1m': 60_000, '1h': 3_600_000 } as const;
export type RolledTier = keyof typeof ROLLED_STEPS_MS;

/**
 * What is kept of bins: count, min, max, sum and last of a gauge or state, count, last, increase and increaseMs of a
 * counter. NaN where a bin has no such thing.
 */
export type RolledFields = Readonly<Partial<Record<BinField, Float64Array>>>;

/** Bins of one series, by their starts, ascending. */
export interface RolledColumns extends SeriesIdentity {
  timesMs: Float64Array;
  fields: RolledFields;
}

/** Bins of one schema, whose columns share their times. */
export interface RolledRows {
  schemaId: string;
  schema: Schema;
  timesMs: Float64Array;
  /** One for each column. */
  columns: readonly RolledFields[];
}

/** Roll-ups as a store keeps them, for who carries them from one store to another. */
export interface RolledHistory {
  read(selector: Selector, tier: RolledTier, fromMs: number, toMs: number): Promise<RolledColumns[]>;
  /**
   * Puts bins where nobody has samples any more. They take the place of what is kept of the same schema in the span of
   * 120 bins, aligned to multiples of it, that each lies in: such a span comes whole.
   */
  write(rows: readonly RolledRows[], tier: RolledTier): Promise<void>;
}

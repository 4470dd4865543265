import type { BinField } from '../bins.ts';
import type { Retention } from '../embedded/tiers.ts';
import type { RollupPolicy } from './flavour.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A roll-up in a place of its own; a field becomes one field for each part of a bin. */
export interface InfluxTier {
  /** In the catalog of pending windows. */
  number: number;
  policy: RollupPolicy;
  stepMs: number;
  /** This much is computed at a time. */
  windowMs: number;
  /** A span that is shorter is answered from something finer, as long as there is any. */
  worthMs: number;
  keptFor(retention: Retention): number;
}

export const MINUTES: InfluxTier = {
  number: 1,
  policy: 'ward_1m',
  stepMs: MINUTE,
  windowMs: HOUR,
  worthMs: 6 * HOUR,
  keptFor: ({ minuteMs }) => minuteMs,
};
export const HOURS: InfluxTier = {
  number: 2,
  policy: 'ward_1h',
  stepMs: HOUR,
  windowMs: DAY,
  worthMs: 5 * DAY,
  keptFor: ({ hourMs }) => hourMs,
};

const NAMES: Record<BinField, string> = {
  count: 'count',
  min: 'min',
  max: 'max',
  sum: 'sum',
  last: 'last',
  increase: 'increase',
  increaseMs: 'increase_ms',
};

/** The field that one part of the bins of a field is kept in. */
export function rolledName(part: BinField, field: string): string {
  return `${NAMES[part]}_${field}`;
}

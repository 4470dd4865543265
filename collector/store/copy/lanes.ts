import { ROLLED_STEPS_MS, type RolledTier } from '../rolled.ts';

/** What goes from one store to another: samples, and roll-ups of times whose samples are gone. */
export type Lane = 'raw' | RolledTier;

const DAY_MS = 86_400_000;

/** How the history of a lane is cut. */
export interface LaneShape {
  /** One unit of a target, aligned to multiples of it. */
  unitMs: number;
  /** A unit may be cut into pieces of multiples of this. */
  pieceMs: number;
  /** Values of one bin; 1 for samples. */
  parts: number;
}

export const LANES: Readonly<Record<Lane, LaneShape>> = {
  raw: { unitMs: DAY_MS, pieceMs: 60_000, parts: 1 },
  // Pieces hold whole windows of 120 bins.
  '1m': { unitMs: 10 * DAY_MS, pieceMs: DAY_MS, parts: 5 },
  '1h': { unitMs: 100 * DAY_MS, pieceMs: 5 * DAY_MS, parts: 5 },
};

/** About how many values roll-ups of a series have in a span. */
export function rolledValues(tier: RolledTier, spanMs: number): number {
  return (spanMs / ROLLED_STEPS_MS[tier]) * LANES[tier].parts;
}

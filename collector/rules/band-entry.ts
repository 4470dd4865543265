import type { Labels } from '#protocol/sample.ts';
import type { Band } from './usual-band.ts';

/** What is usual for one series by one rule, for samples of a span of time. */
export interface SeriesBand {
  rule: string;
  target: string;
  metric: string;
  labels: Labels;
  /** Null on a side that the rule does not judge: JSON has no infinite numbers. */
  low: number | null;
  high: number | null;
  fromMs: number;
  /** Not included. */
  untilMs: number;
}

/** Body of a `CONTROL.bands` entry. */
export interface BandsBody {
  bands: readonly SeriesBand[];
}

/** A band as an entry has it. */
export function toSeriesBand(
  place: Pick<SeriesBand, 'rule' | 'target' | 'metric' | 'labels' | 'fromMs' | 'untilMs'>,
  { low, high }: Band,
): SeriesBand {
  return {
    ...place,
    low: Number.isFinite(low) ? low : null,
    high: Number.isFinite(high) ? high : null,
  };
}

import type { Folded } from './fold-groups.ts';
import type { Grid } from './grid.ts';

/**
 * The 95th of a hundred of the samples in each bin, by the nearest rank: a value that was really measured. From
 * samples only; a percentile of averages would be a number that nobody measured.
 */
export function percentile95({ timesMs, values }: Folded, { firstMs, stepMs }: Grid): Folded {
  const times: number[] = [];
  const found: number[] = [];
  let bin = Number.NaN;
  let inBin: number[] = [];
  for (let at = 0; at <= timesMs.length; at++) {
    const next = at < timesMs.length ? Math.floor((timesMs[at] - firstMs) / stepMs) : Number.NaN;
    if (next !== bin && inBin.length > 0) {
      times.push(firstMs + bin * stepMs);
      found.push(nearestRank(inBin, 0.95));
      inBin = [];
    }
    bin = next;
    if (at < timesMs.length && !Number.isNaN(values[at])) inBin.push(values[at]);
  }
  return { timesMs: times, values: found };
}

function nearestRank(values: number[], share: number): number {
  values.sort((one, other) => one - other);
  return values[Math.ceil(share * values.length) - 1];
}

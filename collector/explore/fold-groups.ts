import type { GroupFold, Rank } from '#protocol/fold.ts';
import type { Grid } from './grid.ts';

/** The times and values of one series, already folded in time. */
export interface Folded {
  timesMs: ArrayLike<number>;
  values: ArrayLike<number>;
}

/** One group: its value in each bin (NaN: none of its series has one), and how many of its series had a value there. */
export interface GroupLine {
  key: string;
  series: number;
  values: Float64Array;
  present: Uint32Array;
}

export interface FoldOptions {
  grid: Grid;
  across: GroupFold;
  /**
   * Bins without a value between two that have one, up to so many, are no gap: the series just did not sample there.
   * More than that stays a gap as a whole.
   */
  carryBins: number;
}

/** Folds series after series into the lines of their groups; nothing is kept of a series but what its group needs. */
export function groupFolder({ grid, across, carryBins }: FoldOptions) {
  const lines = new Map<string, GroupLine>();

  function lineOf(key: string): GroupLine {
    const known = lines.get(key);
    if (known) return known;
    const made: GroupLine = {
      key,
      series: 0,
      values: new Float64Array(grid.bins).fill(Number.NaN),
      present: new Uint32Array(grid.bins),
    };
    lines.set(key, made);
    return made;
  }

  function put({ values, present }: GroupLine, bin: number, value: number): void {
    const first = present[bin]++ === 0;
    if (across === 'count') values[bin] = present[bin];
    else if (first) values[bin] = value;
    else if (across === 'max') values[bin] = Math.max(values[bin], value);
    else if (across === 'min') values[bin] = Math.min(values[bin], value);
    else values[bin] += value;
  }

  return {
    /** A series that has samples in the span belongs to its group also where it has none. */
    add(key: string, { timesMs, values }: Folded): void {
      const line = lineOf(key);
      line.series++;
      let lastBin = Number.NEGATIVE_INFINITY;
      let last = Number.NaN;
      for (let at = 0; at < timesMs.length; at++) {
        const bin = Math.floor((timesMs[at] - grid.firstMs) / grid.stepMs);
        if (bin < 0 || bin >= grid.bins) continue;
        const value = values[at];
        // What was asked and not read is a gap, however short.
        if (Number.isNaN(value)) {
          last = Number.NaN;
          continue;
        }
        if (!Number.isNaN(last) && bin - lastBin - 1 <= carryBins)
          for (let hole = lastBin + 1; hole < bin; hole++) put(line, hole, last);
        put(line, bin, value);
        lastBin = bin;
        last = value;
      }
      // At its end it is as fresh as it can be for so long.
      if (!Number.isNaN(last) && grid.bins - lastBin - 1 <= carryBins)
        for (let hole = lastBin + 1; hole < grid.bins; hole++) put(line, hole, last);
    },

    /** All groups; an average is one only now. */
    lines(): GroupLine[] {
      const all = [...lines.values()];
      if (across !== 'avg') return all;
      for (const { values, present } of all)
        for (let bin = 0; bin < values.length; bin++) if (present[bin] > 1) values[bin] /= present[bin];
      return all;
    },
  };
}

/** The first so many by rank; those without any value come last in either order. */
export function rankLines(
  lines: readonly GroupLine[],
  how: { top: number; order: 'highest' | 'lowest'; rank: Rank },
): GroupLine[] {
  const sign = how.order === 'highest' ? -1 : 1;
  return lines
    .map((line) => ({ line, rank: rankOf(line.values, how.rank) }))
    .sort((one, other) => {
      const gone = Number(Number.isNaN(one.rank)) - Number(Number.isNaN(other.rank));
      return gone || sign * (one.rank - other.rank || 0) || one.line.key.localeCompare(other.line.key, 'en');
    })
    .slice(0, how.top)
    .map(({ line }) => line);
}

/** What a line comes down to over its whole span; NaN without a value. */
export function rankOf(values: Float64Array, rank: Rank): number {
  let count = 0;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let last = Number.NaN;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
    last = value;
  }
  if (count === 0) return Number.NaN;
  return { avg: sum / count, min, max, last }[rank];
}

/** How many series had a value in each bin; null where they all had one wherever there is a value. */
export function presentOf({ series, present }: GroupLine): number[] | null {
  const partial = present.some((count) => count > 0 && count < series);
  return partial ? [...present] : null;
}

/** One line: ascending times and a value for each; NaN where one was asked for and not read. */
export interface Line {
  timesMs: readonly number[];
  values: readonly number[];
  /** Further apart than this, two points are not joined. */
  gapMs: number;
}

/** `undefined`: this line has no point here and goes on; `null`: it is interrupted here. */
export type Cell = number | null | undefined;

/** Columns as uPlot wants them: times first, then a column a line. */
export type Aligned = [number[], ...Cell[][]];

/** Puts lines with times of their own on common times, with interruptions where a line has a gap. */
export function align(lines: readonly Line[]): Aligned {
  const times = commonTimes(lines);
  return [times, ...lines.map((line) => column(line, times))];
}

function commonTimes(lines: readonly Line[]): number[] {
  const found = new Set<number>();
  for (const { timesMs, gapMs } of lines) {
    for (let at = 0; at < timesMs.length; at++) {
      found.add(timesMs[at]);
      // A gap must be somewhere for a null to stand in it.
      if (at > 0 && timesMs[at] - timesMs[at - 1] > gapMs) found.add(timesMs[at - 1] + 1);
    }
  }
  return [...found].sort((a, b) => a - b);
}

function column({ timesMs, values, gapMs }: Line, times: readonly number[]): Cell[] {
  const cells: Cell[] = new Array(times.length);
  let at = 0;
  for (let row = 0; row < times.length; row++) {
    if (at < timesMs.length && timesMs[at] === times[row]) {
      const value = values[at++];
      cells[row] = Number.isNaN(value) ? null : value;
      continue;
    }
    const inside = at > 0 && at < timesMs.length;
    cells[row] = inside && timesMs[at] - timesMs[at - 1] > gapMs ? null : undefined;
  }
  return cells;
}

/** The value a reader sees at a row: the line's newest one up to there; undefined in a gap and before the first. */
export function valueAt(cells: readonly Cell[], row: number): number | undefined {
  for (let at = Math.min(row, cells.length - 1); at >= 0; at--) {
    const cell = cells[at];
    if (cell === null) return undefined;
    if (cell !== undefined) return cell;
  }
  return undefined;
}

/** Growth a second between neighbours, as a line that is one shorter; a counter that falls leaves a gap. */
export function ratesOf({ timesMs, values, gapMs }: Line): Line {
  const times: number[] = [];
  const rates: number[] = [];
  for (let at = 1; at < timesMs.length; at++) {
    const spanMs = timesMs[at] - timesMs[at - 1];
    const growth = values[at] - values[at - 1];
    times.push(timesMs[at]);
    rates.push(spanMs > gapMs || !(growth >= 0) ? Number.NaN : (growth * 1_000) / spanMs);
  }
  return { timesMs: times, values: rates, gapMs };
}

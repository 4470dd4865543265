import { type Aligned, type Cell, valueAt } from './align.ts';

/** One line of a chart in figures. */
export interface LineSummary {
  least: number;
  greatest: number;
  mean: number;
  newest: number;
}

/** A time and the value of each line then; null where nothing was measured. */
export interface TimeRow {
  timeMs: number;
  values: (number | null)[];
}

/** Rows of a chart's table, newest first: as many as are wanted at even distances, the newest and oldest among them. */
export function thinRows([times, ...columns]: Aligned, most: number): TimeRow[] {
  const rows: TimeRow[] = [];
  const count = Math.min(most, times.length);
  for (let at = 0; at < count; at++) {
    const row = count === 1 ? times.length - 1 : Math.round((at * (times.length - 1)) / (count - 1));
    rows.push({ timeMs: times[row], values: columns.map((column) => valueAt(column, row) ?? null) });
  }
  return rows.reverse();
}

/** The whole of a line, whatever the table shows of it; NaN for a line without a value. */
export function summaryOf(column: readonly Cell[]): LineSummary {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let count = 0;
  let newest = Number.NaN;
  for (const cell of column) {
    if (cell === null || cell === undefined) continue;
    if (cell < least) least = cell;
    if (cell > greatest) greatest = cell;
    sum += cell;
    count++;
    newest = cell;
  }
  if (count === 0) return { least: Number.NaN, greatest: Number.NaN, mean: Number.NaN, newest };
  return { least, greatest, mean: sum / count, newest };
}

/** One line of a benchmark's table. */
export interface Row {
  case: string;
  figure: number;
  unit: string;
  /** Name and version of the program beside us; absent for our own rows. */
  peer?: string;
  /** Median over the rounds of our figure divided by the peer's, in this run. */
  ratio?: number;
}

/** A benchmark by name. */
export interface Benchmark {
  /** One sentence for `--help`. */
  about: string;
  run(options: BenchOptions): Promise<Row[]>;
}

export interface BenchOptions {
  /** Also run the programs beside us. */
  peers: boolean;
  /** Shortens the run to this share of its full length, for tests; 1 is full. */
  scale: number;
  /** Progress for the person who waits. */
  say(text: string): void;
}

/** Middle value; of an even count the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value that `share` of all values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** The rows as a table for a terminal. */
export function formatRows(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.case,
    row.peer ?? 'ward',
    formatFigure(row.figure),
    row.unit,
    row.ratio === undefined ? '' : `${row.ratio.toFixed(2)}×`,
  ]);
  const header = ['case', 'program', 'figure', 'unit', 'ward/peer'];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...cells.map((cell) => cell[column].length)),
  );
  const line = (cell: readonly string[]) =>
    cell
      .map((text, column) => (column === 2 ? text.padStart(widths[column]) : text.padEnd(widths[column])))
      .join('  ')
      .trimEnd();
  return [header, ...cells].map(line).join('\n');
}

function formatFigure(figure: number): string {
  if (figure >= 1e6) return `${(figure / 1e6).toFixed(2)} M`;
  if (figure >= 1e4) return `${(figure / 1e3).toFixed(1)} k`;
  return figure >= 100 ? figure.toFixed(0) : figure.toPrecision(3);
}

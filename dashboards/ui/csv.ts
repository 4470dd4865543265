/** Cells that begin so would be run as formulas by the programs that people open a CSV with. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** A mark of its own makes Excel read UTF-8 as what it is. */
const MARK = '\uFEFF';

/** Rows as a file that spreadsheets open with its characters right. */
export function csvFile(rows: Parameters<typeof toCsv>[0]): string {
  return MARK + toCsv(rows);
}

/** Rows as CSV: quoted where needed, with lines that end as the standard wants it. */
export function toCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((row) => row.map(cellText).join(',')).join('\r\n');
}

function cellText(cell: string | number | null): string {
  if (cell === null || (typeof cell === 'number' && Number.isNaN(cell))) return '';
  const text = String(cell);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

import { decodeText, parseCsv } from './csv.ts';
import { SheetError } from './sheet-error.ts';
import { parseXlsx } from './xlsx.ts';

export const SHEET_BYTES = 5 * 1024 * 1024;
const SHEET_ROWS = 5_000;

/** Rows of a file that people made: a workbook by its first bytes, or else CSV. Throws a `SheetError`. */
export function readSheet(bytes: Buffer): string[][] {
  if (bytes.length === 0) throw new SheetError('empty', 'the file is empty');
  if (bytes.length > SHEET_BYTES)
    throw new SheetError('too_large', `${bytes.length} bytes; at most ${SHEET_BYTES} are taken`);
  // What Excel wrote until 2003, and what a password protects now.
  if (bytes.readUIntBE(0, Math.min(4, bytes.length)) === 0xd0cf11e0)
    throw new SheetError(
      'old_workbook',
      'an .xls or a workbook with a password: save it as .xlsx without one',
    );
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] ?? 0) <= 8;
  const rows = isZip ? parseXlsx(bytes) : parseCsv(decodeText(bytes));
  while (rows.length > 0 && isBlank(rows.at(-1) as string[])) rows.pop();
  if (rows.length === 0) throw new SheetError('empty', 'the file is empty');
  if (rows.length - 1 > SHEET_ROWS)
    throw new SheetError(
      'too_many_rows',
      `${rows.length - 1} rows; at most ${SHEET_ROWS} are taken at once`,
      {
        rows: rows.length - 1,
        most: SHEET_ROWS,
      },
    );
  return rows;
}

/** True for a row without anything in it. */
export function isBlank(row: readonly string[]): boolean {
  return row.every((cell) => cell.trim() === '');
}

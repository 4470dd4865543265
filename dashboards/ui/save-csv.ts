import { csvFile } from './csv.ts';
import { saveFile } from './save-file.ts';

/** Gives rows to the person as a file for spreadsheets. */
export function saveCsv(name: string, rows: Parameters<typeof csvFile>[0]): void {
  saveFile(name, 'text/csv;charset=utf-8', csvFile(rows));
}

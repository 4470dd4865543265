import { SheetError } from './sheet-error.ts';

/** What programs of Excel's kind put between cells, the usual one first. */
const DELIMITERS = [',', ';', '\t'] as const;
type Delimiter = (typeof DELIMITERS)[number];

/** Cells that begin so would be run as formulas by the programs that people open a CSV with. */
const FORMULA = /^'*[=+\-@\t\r]/;
const DEFUSED = /^'+[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** A mark of its own makes Excel read UTF-8 as what it is. */
const MARK = '\uFEFF';

/** Text of a file: UTF-8 with or without a mark, UTF-16 with one, or else GB18030, which Excel in China writes. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not this one.
    }
  }
  throw new SheetError(
    'encoding',
    'neither UTF-8 nor GB18030: save it again as “CSV UTF-8” or as an Excel workbook',
  );
}

/** Rows of a CSV, blank ones too, so that their places are those that people see; what was defused is as it was. */
export function parseCsv(text: string): string[][] {
  const delimiter = delimiterOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith(MARK) ? 1 : 0;
  while (at < text.length) {
    const cell = text[at] === '"' ? quoted(text, at, rows.length + 1) : plain(text, at, delimiter);
    row.push(DEFUSED.test(cell.text) ? cell.text.slice(1) : cell.text);
    at = cell.end;
    if (text[at] === delimiter) {
      at++;
      if (at === text.length) row.push('');
      else continue;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    at++;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** A CSV that Excel opens rightly: with a mark, quoted where needed, and nothing in it that would be run. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return MARK + rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

function cellText(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",;\t\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

interface Cell {
  text: string;
  /** Where what ends it stands. */
  end: number;
}

function plain(text: string, from: number, delimiter: Delimiter): Cell {
  let end = from;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return { text: text.slice(from, end), end };
}

function quoted(text: string, from: number, row: number): Cell {
  let found = '';
  let at = from + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close < 0)
      throw new SheetError('open_quote', `row ${row}: a quote is opened and never closed`, { row });
    found += text.slice(at, close);
    if (text[close + 1] !== '"') {
      at = close + 1;
      break;
    }
    found += '"';
    at = close + 2;
  }
  // What stands between the quote and the end of the cell belongs to it, as Excel has it.
  let end = at;
  while (
    end < text.length &&
    !DELIMITERS.includes(text[end] as Delimiter) &&
    !/[\r\n]/.test(text[end] as string)
  )
    end++;
  return { text: found + text.slice(at, end).trimEnd(), end };
}

/** The one that stands most often outside quotes in the first line. */
function delimiterOf(text: string): Delimiter {
  const counts: Record<string, number> = {};
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === '\n') break;
    else if (!isQuoted) counts[character] = (counts[character] ?? 0) + 1;
  }
  return [...DELIMITERS].sort((one, other) => (counts[other] ?? 0) - (counts[one] ?? 0))[0] as Delimiter;
}

/** One row of a table, by the words of its head in lower case. */
export type Row = Readonly<Record<string, string>>;

interface Column {
  name: string;
  from: number;
  to: number;
}

/**
 * Rows of every table in a text whose head has all these words. Widths differ between releases, cells may be wider
 * than their head or hold blanks, and a cell may be empty: a word belongs to the column that it stands under most,
 * unless there are as many words as columns. Blank lines mean nothing; a line of words without a digit below the
 * first row is the head of another table. What else is no row the caller sees by its cells.
 */
export function readTables(text: string, head: readonly RegExp[]): Row[] {
  const rows: Row[] = [];
  let columns: readonly Column[] | undefined;
  let count = 0;
  for (const line of text.split('\n')) {
    if (head.every((word) => word.test(line))) {
      columns = columnsOf(line);
      count = 0;
    } else if (columns === undefined || line.trim() === '' || isRule(line)) {
    } else if (isHeadLike(line)) {
      if (count > 0) columns = undefined;
    } else {
      rows.push(readRow(line, columns));
      count++;
    }
  }
  return rows;
}

function isHeadLike(line: string): boolean {
  return !/\d/.test(line) && line.trim().split(/\s+/).length > 1;
}

/** Words of a head with where they stand; a word and its unit in brackets are one. */
function columnsOf(head: string): Column[] {
  const columns: Column[] = [];
  for (const match of head.matchAll(/\S+/g)) {
    const name = match[0].toLowerCase();
    columns.push({ name: unused(name, columns), from: match.index, to: match.index + match[0].length });
  }
  return columns;
}

/** Heads repeat a word where a second line below tells them apart: the second of them is `name2`. */
function unused(name: string, columns: readonly Column[]): string {
  let free = name;
  for (let count = 2; columns.some((one) => one.name === free); count++) free = `${name}${count}`;
  return free;
}

function readRow(line: string, columns: readonly Column[]): Row {
  // Blanks around a slash are no border of a cell: `235   /11.978`.
  const words = [...line.matchAll(/\S+(?:\s+\/\S+)?/g)];
  const cells: Record<string, string> = {};
  for (const [index, { 0: word, index: from }] of words.entries()) {
    const column =
      words.length === columns.length ? columns[index] : under(columns, from, from + word.length);
    if (column === undefined) continue;
    const before = cells[column.name];
    cells[column.name] = before === undefined ? word : `${before} ${word}`;
  }
  return cells;
}

/** The column whose place, up to where the next one begins, covers most of the word. */
function under(columns: readonly Column[], from: number, to: number): Column | undefined {
  let best: Column | undefined;
  let most = 0;
  for (const [index, column] of columns.entries()) {
    const end = columns[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    const start = index === 0 ? 0 : column.from;
    const shared = Math.min(to, end) - Math.max(from, start);
    if (shared > most) {
      most = shared;
      best = column;
    }
  }
  return best;
}

function isRule(line: string): boolean {
  return /^[\s\-=+]*[-=]{3}[\s\-=+]*$/.test(line) || /^\s*(?:- ){3}/.test(line);
}

/** The first cell among several possible heads that holds something. */
export function cell(row: Row, ...names: readonly (string | RegExp)[]): string {
  for (const name of names) {
    for (const [head, value] of Object.entries(row)) {
      if (typeof name === 'string' ? head === name : name.test(head)) return value;
    }
  }
  return '';
}

/** The first number of a cell; undefined for `NA`, `--` and the like. */
export function numberIn(text: string): number | undefined {
  const [found] = /-?\d+(?:\.\d+)?/.exec(text) ?? [];
  return found === undefined ? undefined : Number(found);
}

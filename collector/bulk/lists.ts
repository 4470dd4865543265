/*
 * Several values in one cell: `a; b`. Names that hold a semicolon themselves are written with a backslash before it.
 */

/** One cell of these values. */
export function joinList(values: readonly string[]): string {
  return values.map((value) => value.replace(/[\\;；]/g, '\\$&')).join('; ');
}

/** The values of a cell; of an empty one none. */
export function splitList(cell: string): string[] {
  if (cell.trim() === '') return [];
  const values: string[] = [];
  let value = '';
  for (let at = 0; at < cell.length; at++) {
    const character = cell[at] as string;
    if (character === '\\' && at + 1 < cell.length) value += cell[++at];
    else if (character === ';' || character === '；') {
      values.push(value.trim());
      value = '';
    } else value += character;
  }
  return [...values, value.trim()];
}

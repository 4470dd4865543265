import type { CellTypes, ValueType } from './expression/expression.ts';
import type { Cell, Section } from './profile.ts';

/** What a cell comes to, once it was read and converted. */
export function cellType({ words, otherwise, as }: Cell): ValueType {
  if (words !== undefined) return [...new Set([...Object.values(words), ...(otherwise ? [otherwise] : [])])];
  return isNumber(as) ? 'number' : 'text';
}

/** Whether a cell read in this way comes to a number. */
export function isNumber(as: Cell['as']): boolean {
  return as === 'number' || as === 'octets';
}

/** In the rows of a table: their index where it is one number, missing where it is more. */
export const INDEX = 'index';

/**
 * The cells of a section in the order in which they are read, which is that of their slots in a row. The index
 * stands behind them.
 */
export function cellTypes({ read, kind }: Section): CellTypes {
  const cells = Object.entries(read).map(
    ([name, cell], slot) => [name, { slot, type: cellType(cell) }] as const,
  );
  return new Map([
    ...cells,
    ...(kind === 'table' ? [[INDEX, { slot: cells.length, type: 'number' }] as const] : []),
  ]);
}

import type { CellTypes, ValueType } from './expression/expression.ts';
import type { Cell, Section } from './profile.ts';

/** What a cell comes to, once it was read and converted. */
export function cellType({ words, otherwise, as }: Cell): ValueType {
  if (words !== undefined) return [...new Set([...Object.values(words), ...(otherwise ? [otherwise] : [])])];
  return as === 'number' ? 'number' : 'text';
}

/** The cells of a section in the order in which they are read, which is that of their slots in a row. */
export function cellTypes({ read }: Section): CellTypes {
  return new Map(Object.entries(read).map(([name, cell], slot) => [name, { slot, type: cellType(cell) }]));
}

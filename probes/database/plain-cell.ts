import type { Cell } from './session.ts';

/** What came with its row; what did not, such as a CLOB, is not fetched. */
export function plainCell(cell: unknown): Cell {
  if (cell === undefined || cell === null) return null;
  const isPlain = typeof cell !== 'object' || cell instanceof Date || cell instanceof Uint8Array;
  return isPlain ? (cell as Cell) : '(a large object)';
}

import type { ProfileProblem } from './check-profile.ts';
import { RESERVED } from './expression/parse.ts';
import type { Cell, Profile, Section } from './profile.ts';
import { INDEX, isNumber } from './section-cells.ts';

/** What is wrong with the cells of a section; paths begin at the section. */
export function checkCells({ kind, read }: Section, protocol: Profile['protocol']): ProfileProblem[] {
  const names = Object.keys(read);
  if (names.length === 0) return [{ path: ['read'], sentence: 'nothing is read.' }];
  return Object.entries(read).flatMap(([name, cell]) => {
    const sentences = cellMistakes(cell, protocol);
    if (RESERVED.has(name) || name === INDEX)
      sentences.push(`${name} is a word of the language; allowed is another name.`);
    if (kind === 'scalars' && (cell.key ?? cell.once) !== undefined)
      sentences.push('`key` and `once` belong to cells of a table.');
    for (const part of cell.key ?? [])
      if (typeof part === 'string' && !names.includes(part))
        sentences.push(`there is no cell ${part}; allowed is ${names.join(', ')}.`);
    if (kind === 'scalars' && cell.oid !== undefined && !looksLikeInstance(cell.oid))
      sentences.push(`${cell.oid} is no exact instance; most end with .0.`);
    return sentences.map((sentence) => ({ path: ['read', name], sentence }));
  });
}

/** What is wrong with one cell, whatever it belongs to. */
export function cellMistakes(cell: Cell, protocol: Profile['protocol']): string[] {
  const { words, otherwise, scale, scale_of, convert, within, as, register } = cell;
  const counts =
    scale !== undefined || scale_of !== undefined || convert !== undefined || within !== undefined;
  const mistakes: string[] = [];
  if ((register !== undefined) !== (protocol === 'modbus'))
    mistakes.push(`a profile for ${protocol} reads by ${protocol === 'modbus' ? '`register`' : '`oid`'}.`);
  if (words !== undefined && counts) mistakes.push('a cell with `words` has no scale, range or conversion.');
  if (otherwise !== undefined && words === undefined) mistakes.push('`otherwise` needs `words`.');
  if (!isNumber(as) && counts)
    mistakes.push(`a cell that is read as ${as} has no scale, range or conversion.`);
  if (Array.isArray(scale) && within === undefined)
    mistakes.push('of several scales one is chosen by `within`, which is missing.');
  if (within !== undefined && within[0] > within[1])
    mistakes.push('`within` is the lowest and then the highest.');
  return mistakes;
}

/** Scalars end with .0; rows that are read like scalars stand below a table's entry. */
function looksLikeInstance(oid: string): boolean {
  return oid.endsWith('.0') || oid.split('.').length > 8;
}

import { LIMITS } from '#protocol/limits.ts';
import type { Value } from './expression/expression.ts';

/** A label or a field of a fact as a profile writes it: fixed text and cells in braces. */
export interface Template {
  /** Cells that it names. */
  cells: readonly string[];
  /** Whether it says the same for every row. */
  fixed: boolean;
  /** `row` holds the value of each cell at its slot. Empty when nothing that it names is there. */
  fill(row: ArrayLike<Value>, index: string): string;
}

type Source = (row: ArrayLike<Value>, index: string) => string;

/**
 * Compiles `Slot {slot} fan {name|index}`. `slotOf` tells where a cell stands in a row; undefined for one that is not
 * there, which is thrown with what is allowed.
 */
export function compileTemplate(
  text: string,
  slotOf: (cell: string) => number | undefined,
  names: readonly string[],
): Template {
  const cells: string[] = [];
  const parts = text.split(/(\{[^{}]*\})/).filter((part) => part !== '');
  const sources = parts.map((part): Source => {
    if (!part.startsWith('{')) return () => part;
    const choices = part.slice(1, -1).split('|').map(choice);
    return (row, index) => firstText(choices, row, index);
  });
  const fixed = parts.every((part) => !part.startsWith('{'));
  return {
    cells,
    fixed,
    fill(row, index) {
      const filled = sources.map((source) => source(row, index));
      // "Fan " for a fan without a name would be a name.
      const isEmpty = !fixed && filled.every((each, i) => each === '' || !parts[i]?.startsWith('{'));
      return isEmpty ? '' : plainText(filled.join(''));
    },
  };

  function choice(written: string): Source {
    const name = written.trim();
    if (name === 'index') return (_row, index) => index;
    const slot = slotOf(name);
    if (slot !== undefined) {
      cells.push(name);
      return (row) => textOf(row[slot] as Value);
    }
    const [, position] = /^index\.(\d{1,2})$/.exec(name) ?? [];
    if (position !== undefined) return (_row, index) => index.split('.')[Number(position)] ?? '';
    throw new Error(
      `found {${name}} in "${text}"; allowed is ${[...new Set([...names, 'index', 'index.0'])].join(', ')}`,
    );
  }
}

function firstText(choices: readonly Source[], row: ArrayLike<Value>, index: string): string {
  for (const choice of choices) {
    const text = choice(row, index);
    if (text !== '') return text;
  }
  return '';
}

/** A value as a part of a label; empty when it is missing. */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  return Number.isNaN(value) ? '' : String(value);
}

/** Without control characters and spaces around, and no longer than a label may be. */
export function plainText(text: string): string {
  let plain = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  while (Buffer.byteLength(plain) > LIMITS.labelBytes) plain = [...plain].slice(0, -8).join('');
  return plain;
}

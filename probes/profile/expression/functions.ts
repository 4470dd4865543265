import type { Value } from './expression.ts';

/** One function of the language. Arguments are all numbers, or as `takes` says. */
export interface LanguageFunction {
  takes: 'numbers' | 'alike' | 'condition' | 'anything' | 'text and pattern';
  least: number;
  most: number;
  /** As it is written in the documentation. */
  form: string;
  does: string;
  /** For `numbers`. */
  compute?(values: readonly number[]): number;
}

/** Every function, in the order of the documentation. */
export const FUNCTIONS: Readonly<Record<string, LanguageFunction>> = {
  min: {
    takes: 'numbers',
    least: 2,
    most: 8,
    form: 'min(a, b, …)',
    does: 'the smallest',
    compute: (values) => Math.min(...values),
  },
  max: {
    takes: 'numbers',
    least: 2,
    most: 8,
    form: 'max(a, b, …)',
    does: 'the greatest',
    compute: (values) => Math.max(...values),
  },
  abs: {
    takes: 'numbers',
    least: 1,
    most: 1,
    form: 'abs(a)',
    does: 'without its sign',
    compute: ([value]) => Math.abs(value as number),
  },
  round: {
    takes: 'numbers',
    least: 1,
    most: 1,
    form: 'round(a)',
    does: 'the nearest whole number',
    compute: ([value]) => Math.round(value as number),
  },
  pow10: {
    takes: 'numbers',
    least: 1,
    most: 1,
    form: 'pow10(a)',
    does: '10 to the power of a',
    compute: ([value]) => powerOfTen(value as number),
  },
  bit: {
    takes: 'numbers',
    least: 2,
    most: 2,
    form: 'bit(a, n)',
    does: '1 when bit n of a is set (0 is the lowest), else 0',
    compute: ([value, bit]) => Math.floor((value as number) / 2 ** (bit as number)) % 2,
  },
  if: {
    takes: 'condition',
    least: 3,
    most: 3,
    form: 'if(condition, a, b)',
    does: 'a when the condition is true, b when it is not; nothing when it cannot be told',
  },
  first: {
    takes: 'alike',
    least: 2,
    most: 8,
    form: 'first(a, b, …)',
    does: 'the first that is there',
  },
  known: { takes: 'anything', least: 1, most: 1, form: 'known(a)', does: '1 when it is there, else 0' },
  matches: {
    takes: 'text and pattern',
    least: 2,
    most: 2,
    form: "matches(a, 'pattern')",
    does: '1 when the regular expression is found in the text, whatever the case, else 0',
  },
};

/** A power with a negative exponent loses a digit (10 ** -5), its text does not. */
function powerOfTen(exponent: number): number {
  return Number.isInteger(exponent) ? Number(`1e${exponent}`) : 10 ** exponent;
}

/** Whether a value is there. */
export function isKnown(value: Value): boolean {
  return typeof value === 'string' || !Number.isNaN(value);
}

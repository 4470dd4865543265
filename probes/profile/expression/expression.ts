/*
 * The language in which profiles say what a value is made of. Small on purpose: no loops, no names but cells, words
 * and the functions of `functions.ts`. An expression is checked and compiled once, when its profile is loaded.
 *
 *   used * 100 / total          present == 1 and state != failed          if(load > 90, warning, ok)
 *
 * A cell that was not read, or was ignored, is missing: so is what is computed from it. Only `and`, `or` take what is
 * missing for false, and `first` and `known` ask for it. Division by zero is missing as well.
 */
import { matchedText } from '../engine/raw-text.ts';
import { FUNCTIONS, isKnown } from './functions.ts';
import { type BinarySign, type Node, parseExpression } from './parse.ts';
import { ExpressionError } from './tokens.ts';

export { ExpressionError } from './tokens.ts';

/** A number, a word or a text; NaN is missing. */
export type Value = number | string;

/** What a cell, or an expression, comes to: a number, any text, or one of these words. */
export type ValueType = 'number' | 'text' | readonly string[];

/** The cells of a row by name, each with its place in the row. */
export type CellTypes = ReadonlyMap<string, { slot: number; type: ValueType }>;

/** An expression that is ready to be used. */
export interface Expression {
  type: ValueType;
  /** Names of the cells that it needs. */
  cells: readonly string[];
  /** `row` holds the value of each cell at its slot. */
  evaluate(row: ArrayLike<Value>): Value;
}

type Evaluate = Expression['evaluate'];
interface Compiled {
  type: ValueType;
  evaluate: Evaluate;
}

/**
 * Checks and compiles. `words`: those that the whole may come to, for the value of a state. Throws an
 * ExpressionError.
 */
export function compileExpression(text: string, cells: CellTypes, words?: readonly string[]): Expression {
  const used = new Set<string>();
  const { type, evaluate } = compile(parseExpression(text), words);
  return { type, cells: [...used], evaluate };

  /** `words`: what a bare name that is no cell may be here. */
  function compile(node: Node, words?: readonly string[]): Compiled {
    switch (node.kind) {
      case 'number':
        return { type: 'number', evaluate: () => node.value };
      case 'text':
        return literal(node.value, node, words);
      case 'name':
        return name(node, words);
      case 'not': {
        const of = numeric(node.of);
        return { type: 'number', evaluate: (row) => negated(of(row)) };
      }
      case 'minus': {
        const of = numeric(node.of);
        return { type: 'number', evaluate: (row) => -of(row) };
      }
      case 'binary':
        return node.sign === '==' || node.sign === '!=' ? equality(node) : arithmetic(node);
      case 'call':
        return call(node, words);
    }
  }

  function name(node: Extract<Node, { kind: 'name' }>, words?: readonly string[]): Compiled {
    const cell = cells.get(node.name);
    if (cell === undefined) {
      if (words !== undefined) return literal(node.name, node, words);
      throw fail(node, node.name, `a cell: ${[...cells.keys()].join(', ')}`);
    }
    used.add(node.name);
    const { slot, type } = cell;
    return { type, evaluate: (row) => row[slot] as Value };
  }

  function literal(value: string, node: Node, words: readonly string[] | undefined): Compiled {
    if (words === undefined || words === ANY_TEXT) return { type: 'text', evaluate: () => value };
    if (!words.includes(value)) throw fail(node, value, `a word: ${words.join(', ')}`);
    return { type: [value], evaluate: () => value };
  }

  function numeric(node: Node): (row: ArrayLike<Value>) => number {
    const { type, evaluate } = compile(node);
    if (type !== 'number') throw fail(node, 'a text', 'a number');
    return evaluate as (row: ArrayLike<Value>) => number;
  }

  function arithmetic({ sign, left, right }: Extract<Node, { kind: 'binary' }>): Compiled {
    return { type: 'number', evaluate: OPERATORS[sign as NumberSign](numeric(left), numeric(right)) };
  }

  function equality({ sign, left, right, at }: Extract<Node, { kind: 'binary' }>): Compiled {
    const leftType = typeOf(left);
    const rightType = typeOf(right);
    const a = compile(left, wordsOf(rightType));
    const b = compile(right, wordsOf(leftType));
    if ((a.type === 'number') !== (b.type === 'number'))
      throw new ExpressionError(text, at, `"${sign}" between a number and a text`, 'two of a kind');
    const equal = sign === '==' ? 1 : 0;
    const compare: Evaluate = (row) => {
      const x = a.evaluate(row);
      const y = b.evaluate(row);
      if (!isKnown(x) || !isKnown(y)) return Number.NaN;
      return x === y ? equal : 1 - equal;
    };
    return { type: 'number', evaluate: compare };
  }

  /** Of a side of a comparison, as far as it can be told without the other; undefined for a bare word. */
  function typeOf(node: Node): ValueType | undefined {
    if (node.kind === 'text' || (node.kind === 'name' && !cells.has(node.name))) return undefined;
    return compile(node).type;
  }

  function call(node: Extract<Node, { kind: 'call' }>, words?: readonly string[]): Compiled {
    const known = Object.hasOwn(FUNCTIONS, node.name) ? FUNCTIONS[node.name] : undefined;
    if (known === undefined)
      throw fail(node, `${node.name}(`, `a function: ${Object.keys(FUNCTIONS).join(', ')}`);
    const { takes, least, most, form, compute } = known;
    const { args } = node;
    if (args.length < least || args.length > most) throw fail(node, `${args.length} arguments`, form);
    if (takes === 'text and pattern') return matches(args[0] as Node, args[1] as Node);
    if (takes === 'anything') {
      const { evaluate } = compile(args[0] as Node);
      return { type: 'number', evaluate: (row) => (isKnown(evaluate(row)) ? 1 : 0) };
    }
    if (takes === 'condition') {
      const condition = numeric(args[0] as Node);
      const [then, otherwise] = alike(args.slice(1), words) as [Compiled, Compiled];
      return {
        type: joined([then, otherwise]),
        evaluate(row) {
          const truth = condition(row);
          if (Number.isNaN(truth)) return Number.NaN;
          return truth === 0 ? otherwise.evaluate(row) : then.evaluate(row);
        },
      };
    }
    if (takes === 'alike') {
      const choices = alike(args, words);
      return { type: joined(choices), evaluate: (row) => firstKnown(choices, row) };
    }
    const values = args.map(numeric);
    return { type: 'number', evaluate: (row) => compute?.(values.map((each) => each(row))) ?? Number.NaN };
  }

  function alike(nodes: readonly Node[], words?: readonly string[]): Compiled[] {
    const compiled = nodes.map((each) => compile(each, words));
    const odd = compiled.findIndex(({ type }) => (type === 'number') !== (compiled[0]?.type === 'number'));
    if (odd > 0) throw fail(nodes[odd] as Node, 'another kind of value than before it', 'all of one kind');
    return compiled;
  }

  function matches(value: Node, pattern: Node): Compiled {
    const { type, evaluate } = compile(value);
    if (type === 'number') throw fail(value, 'a number', 'a text');
    if (pattern.kind !== 'text') throw fail(pattern, 'no pattern', 'a regular expression in quotes');
    const search = patternOf(pattern.value);
    if (search === undefined) throw fail(pattern, pattern.value, 'a regular expression');
    return {
      type: 'number',
      evaluate(row) {
        const found = evaluate(row);
        return typeof found === 'string' ? Number(search.test(matchedText(found))) : Number.NaN;
      },
    };
  }

  function fail(node: Node, found: string, allowed: string): ExpressionError {
    return new ExpressionError(text, node.at, `"${found}"`, allowed);
  }
}

type NumberSign = Exclude<BinarySign, '==' | '!='>;
type NumberOf = (row: ArrayLike<Value>) => number;

const OPERATORS: Readonly<Record<NumberSign, (a: NumberOf, b: NumberOf) => NumberOf>> = {
  or: (a, b) => (row) => (isTrue(a(row)) || isTrue(b(row)) ? 1 : 0),
  and: (a, b) => (row) => (isTrue(a(row)) && isTrue(b(row)) ? 1 : 0),
  '<': (a, b) => (row) => compared(a(row), b(row), (x, y) => x < y),
  '<=': (a, b) => (row) => compared(a(row), b(row), (x, y) => x <= y),
  '>': (a, b) => (row) => compared(a(row), b(row), (x, y) => x > y),
  '>=': (a, b) => (row) => compared(a(row), b(row), (x, y) => x >= y),
  '+': (a, b) => (row) => a(row) + b(row),
  '-': (a, b) => (row) => a(row) - b(row),
  '*': (a, b) => (row) => a(row) * b(row),
  '/': (a, b) => (row) => divided(a(row), b(row)),
};

/** Stands for "any text", where a text cell is compared with a word. */
const ANY_TEXT: readonly string[] = [];

function wordsOf(type: ValueType | undefined): readonly string[] | undefined {
  if (type === undefined || type === 'number') return undefined;
  return type === 'text' ? ANY_TEXT : type;
}

/** Whether the outcome of a condition counts as true; what is missing does not. */
export function isTrue(value: Value): boolean {
  return typeof value === 'number' && value !== 0 && !Number.isNaN(value);
}

function negated(value: number): number {
  return Number.isNaN(value) ? value : Number(value === 0);
}

function compared(a: number, b: number, holds: (a: number, b: number) => boolean): number {
  return Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Number(holds(a, b));
}

function divided(a: number, b: number): number {
  return b === 0 ? Number.NaN : a / b;
}

function firstKnown(choices: readonly Compiled[], row: ArrayLike<Value>): Value {
  for (const { evaluate } of choices) {
    const value = evaluate(row);
    if (isKnown(value)) return value;
  }
  return Number.NaN;
}

function joined(compiled: readonly Compiled[]): ValueType {
  const types = compiled.map(({ type }) => type);
  if (types.some((type) => type === 'text')) return 'text';
  if (types[0] === 'number') return 'number';
  return [...new Set((types as (readonly string[])[]).flat())];
}

function patternOf(text: string): RegExp | undefined {
  try {
    return new RegExp(text, 'iu');
  } catch {
    return undefined;
  }
}

import { ExpressionError, type Token, tokensOf } from './tokens.ts';

/** An expression taken apart. `name` is a cell or a word: which one is decided where the cells are known. */
export type Node =
  | { kind: 'number'; value: number; at: number }
  | { kind: 'text'; value: string; at: number }
  | { kind: 'name'; name: string; at: number }
  | { kind: 'call'; name: string; args: Node[]; at: number }
  | { kind: 'binary'; sign: BinarySign; left: Node; right: Node; at: number }
  | { kind: 'not' | 'minus'; of: Node; at: number };

export type BinarySign = 'or' | 'and' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/';

/** From what binds least to what binds most; `not` stands between `and` and the comparisons. */
const LEVELS: readonly (readonly BinarySign[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
];
const NOT_LEVEL = 2;
const COMPARISONS = 2;

/** Nested deeper than this an expression is a mistake, or an attack. */
const DEEPEST = 60;

/** Throws an ExpressionError when the text follows no rule. */
export function parseExpression(expression: string): Node {
  const tokens = tokensOf(expression);
  let next = 0;
  let depth = 0;

  const node = binary(0);
  if (peek().kind !== 'end') fail('an operator or the end');
  return node;

  function binary(level: number): Node {
    if (level === NOT_LEVEL && isWord('not')) {
      const { at } = take();
      return deeper(() => ({ kind: 'not', of: binary(NOT_LEVEL), at }));
    }
    const signs = LEVELS[level];
    if (signs === undefined) return unary();
    let left = binary(level + 1);
    for (;;) {
      const sign = signs.find((each) => isWord(each));
      if (sign === undefined) return left;
      const { at } = take();
      left = { kind: 'binary', sign, left, right: binary(level + 1), at };
      // `1 < x < 3` would compare a truth with a number.
      if (level === COMPARISONS) return left;
    }
  }

  function unary(): Node {
    if (!isWord('-')) return primary();
    const { at } = take();
    return deeper(() => ({ kind: 'minus', of: unary(), at }));
  }

  function primary(): Node {
    const token = take();
    const { kind, text, at } = token;
    if (kind === 'number') return { kind: 'number', value: Number(text), at };
    if (kind === 'text') return { kind: 'text', value: text, at };
    if (kind === 'name' && !RESERVED.has(text)) {
      return isWord('(') ? { kind: 'call', name: text, args: args(), at } : { kind: 'name', name: text, at };
    }
    if (text !== '(' || kind !== 'sign') return fail('a number, a cell, a word or "("', token);
    const inside = deeper(() => binary(0));
    if (!isWord(')')) fail('an operator or ")"');
    take();
    return inside;
  }

  function args(): Node[] {
    take();
    const found: Node[] = [];
    while (!isWord(')')) {
      if (found.length > 0) {
        if (!isWord(',')) fail('"," or ")"');
        take();
      }
      found.push(deeper(() => binary(0)));
    }
    take();
    return found;
  }

  function deeper(inner: () => Node): Node {
    if (++depth > DEEPEST) throw new ExpressionError(expression, peek().at, 'more', `${DEEPEST} levels`);
    const node = inner();
    depth--;
    return node;
  }

  function peek(): Token {
    return tokens[next] as Token;
  }

  function take(): Token {
    const token = peek();
    if (token.kind !== 'end') next++;
    return token;
  }

  function isWord(text: string): boolean {
    const token = peek();
    return token.text === text && (token.kind === 'sign' || (token.kind === 'name' && RESERVED.has(text)));
  }

  function fail(allowed: string, { kind, text, at }: Token = peek()): never {
    throw new ExpressionError(expression, at, kind === 'end' ? 'the end' : `"${text}"`, allowed);
  }
}

/** Words that are no names. */
export const RESERVED: ReadonlySet<string> = new Set(['and', 'or', 'not']);

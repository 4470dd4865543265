/** A piece of an expression, with the place where it begins. */
export interface Token {
  kind: 'number' | 'name' | 'text' | 'sign' | 'end';
  /** As written; of a text what stands between its quotes. */
  text: string;
  /** 1 is the first character. */
  at: number;
}

/** Why an expression is not understood; the sentence names the expression, the place and what is allowed. */
export class ExpressionError extends Error {
  constructor(expression: string, at: number, found: string, allowed: string) {
    super(`found ${found} at character ${at} of "${expression}"; allowed is ${allowed}`);
    this.name = 'ExpressionError';
  }
}

const PIECE =
  /\s*(?:(?<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?![\w.])|(?<name>[a-z_]\w*)|'(?<single>[^']*)'|"(?<double>[^"]*)"|(?<sign>==|!=|<=|>=|[-<>+*/(),]))/iuy;

/** Takes an expression apart; the last token is of kind `end`. */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  const piece = new RegExp(PIECE);
  let from = 0;
  for (;;) {
    piece.lastIndex = from;
    const groups = piece.exec(expression)?.groups;
    if (groups === undefined) break;
    const { number, name, single, double, sign } = groups;
    const text = number ?? name ?? single ?? double ?? sign ?? '';
    const quotes = single === undefined && double === undefined ? 0 : 2;
    const at = piece.lastIndex - text.length - quotes + 1;
    tokens.push({ kind: kindOf(groups), text, at });
    from = piece.lastIndex;
  }
  const rest = expression.slice(from).trimStart();
  const at = expression.length - rest.length + 1;
  if (rest !== '') throw new ExpressionError(expression, at, `"${rest.slice(0, 20)}"`, ALLOWED_PIECES);
  return [...tokens, { kind: 'end', text: '', at }];
}

const ALLOWED_PIECES =
  'a number, the name of a cell, a word, a text in quotes, + - * / ( ) , == != < <= > >= and or not';

function kindOf({ number, name, sign }: Record<string, string | undefined>): Token['kind'] {
  if (number !== undefined) return 'number';
  if (name !== undefined) return 'name';
  return sign === undefined ? 'text' : 'sign';
}

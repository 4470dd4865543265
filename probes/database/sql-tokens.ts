/** What a statement is written in; it decides what quotes and signs mean. */
export type Dialect = 'postgres' | 'mysql' | 'oracle' | 'sqlserver' | 'db2' | 'dameng';

/** A piece of a statement. Comments and blanks are none. */
export interface Token {
  kind: 'word' | 'quoted' | 'string' | 'number' | 'sign';
  /** A word in lower case; of something quoted what stands inside; a sign as it is. */
  text: string;
  /** Where it begins and ends in the text. */
  from: number;
  to: number;
}

/** Thrown for what two databases would read in two ways: where it hides, nobody can tell what a statement does. */
export class AmbiguousSqlError extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.name = 'AmbiguousSqlError';
    this.at = at;
  }
}

const WORD = /[\p{L}_@][\p{L}\p{N}_$#@]*/uy;
/** Without letters behind: to some servers `1INTO` is a number and a word. */
const NUMBER = /\d[\d.]*(?:e[+-]?\d+)?/iy;
const BLANK = /\s+/y;

/** Takes a statement apart. Throws an AmbiguousSqlError. */
export function sqlTokens(sql: string, dialect: Dialect): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < sql.length) {
    const blank = match(BLANK);
    if (blank !== undefined) at += blank.length;
    else if (sql.startsWith('--', at)) skipLine();
    else if (sql.startsWith('/*', at)) skipComment();
    else {
      const token = tokenHere();
      tokens.push(token);
      at = token.to;
    }
  }
  return tokens;

  function tokenHere(): Token {
    const sign = sql[at] as string;
    if (sign === "'") return token('string', quotedEnd("'"));
    if (sign === '"') return token('quoted', quotedEnd('"'));
    if (sign === '`') {
      if (dialect !== 'mysql') throw new AmbiguousSqlError(at, 'a backtick means nothing here');
      return token('quoted', quotedEnd('`'));
    }
    if (sign === '[' && dialect === 'sqlserver') return token('quoted', quotedEnd(']'));
    if (sign === '#' && dialect === 'mysql')
      throw new AmbiguousSqlError(at, 'comments begin with "-- " here, not with #');
    if (sign === '$' && dialect === 'postgres' && !/\d/.test(sql[at + 1] ?? ''))
      throw new AmbiguousSqlError(at, "strings stand between '…' here, not between $…$");
    const word = match(WORD);
    if (word !== undefined) return wordToken(word);
    const number = match(NUMBER);
    return token(number === undefined ? 'sign' : 'number', at + (number ?? sign).length);
  }

  function wordToken(word: string): Token {
    const to = at + word.length;
    const text = word.toLowerCase();
    if (sql[to] === "'" && ['q', 'nq'].includes(text))
      throw new AmbiguousSqlError(at, "strings stand between '…' here, not in Oracle's q'…'");
    if (sql.startsWith('&"', to) && text === 'u')
      throw new AmbiguousSqlError(at, 'names with escapes hide what they are');
    return { kind: 'word', text, from: at, to };
  }

  function token(kind: Token['kind'], to: number): Token {
    const isQuoted = kind === 'quoted' || kind === 'string';
    return { kind, text: isQuoted ? sql.slice(at + 1, to - 1) : sql.slice(at, to), from: at, to };
  }

  /** Behind the closing sign; a doubled one is one inside. */
  function quotedEnd(closing: string): number {
    for (let i = at + 1; i < sql.length; i++) {
      if (sql[i] !== closing) continue;
      // An escaped quote to one database is the end of the string to another.
      if (sql[i - 1] === '\\' && closing !== ']' && i > at + 1)
        throw new AmbiguousSqlError(
          i,
          `a backslash before ${closing}; write ${closing}${closing} for the sign itself`,
        );
      if (sql[i + 1] !== closing) return i + 1;
      i++;
    }
    throw new AmbiguousSqlError(at, `what begins with ${sql[at]} never ends`);
  }

  function skipLine(): void {
    if (!/[\s]/.test(sql[at + 2] ?? '\n'))
      throw new AmbiguousSqlError(at, 'a comment begins with "-- ", with a blank');
    const end = sql.indexOf('\n', at);
    at = end < 0 ? sql.length : end;
  }

  function skipComment(): void {
    const end = sql.indexOf('*/', at + 2);
    if (end < 0) throw new AmbiguousSqlError(at, 'a comment never ends');
    if (/^\/\*M?!/.test(sql.slice(at, at + 4)))
      throw new AmbiguousSqlError(at, 'MySQL runs what stands in /*! … */');
    if (sql.slice(at + 2, end).includes('/*'))
      throw new AmbiguousSqlError(at, 'a comment stands within a comment');
    at = end + 2;
  }

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(sql)?.[0];
  }
}

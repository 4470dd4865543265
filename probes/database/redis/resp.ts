/** An error that the server answered: `NOPERM this user has no permissions …`. */
export class RedisError extends Error {
  /** Its first word: `NOPERM`, `NOAUTH`, `LOADING`, `ERR` … */
  readonly word: string;

  constructor(message: string) {
    super(message);
    this.name = 'RedisError';
    this.word = /^[A-Z]+/.exec(message)?.[0] ?? '';
  }
}

/** What came follows no rule of the protocol, or is more than may come. */
export class NotRespError extends Error {}

export type Reply = string | number | null | RedisError | Reply[];

const MOST_ITEMS = 1_000;
const MOST_DEPTH = 4;
/** The longest line that is no text: an error may quote what it was sent. */
const MOST_LINE = 4_096;

/**
 * Reads the first whole reply of RESP 2 at the beginning of what has come so far; undefined while more must come.
 * Throws a NotRespError. https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
export function readReply(bytes: Buffer, maxBytes: number): { reply: Reply; length: number } | undefined {
  let at = 0;
  const reply = read(0);
  return reply === undefined ? undefined : { reply, length: at };

  function read(depth: number): Reply | undefined {
    const line = readLine();
    if (line === undefined) return undefined;
    const rest = line.slice(1);
    switch (line[0]) {
      case '+':
        return rest;
      case '-':
        return new RedisError(rest);
      case ':':
        return numberOf(rest);
      case '$':
        return text(numberOf(rest));
      case '*':
        return list(numberOf(rest), depth);
    }
    throw new NotRespError('answers, but not as Redis does: look whether something else uses this port');
  }

  function readLine(): string | undefined {
    if (at < bytes.length && !'+-:$*'.includes(String.fromCharCode(bytes[at]!)))
      throw new NotRespError('answers, but not as Redis does: look whether something else uses this port');
    const end = bytes.indexOf('\r\n', at);
    if (end === -1) {
      if (bytes.length - at > MOST_LINE) throw new NotRespError('a line that does not end');
      return undefined;
    }
    const line = bytes.toString('utf8', at, end);
    at = end + 2;
    return line;
  }

  function text(length: number): string | null | undefined {
    if (length === -1) return null;
    if (length > maxBytes)
      throw new NotRespError(`an answer of ${length} bytes; ${maxBytes} are read at most`);
    if (bytes.length < at + length + 2) return undefined;
    const found = bytes.toString('utf8', at, at + length);
    at += length + 2;
    return found;
  }

  function list(length: number, depth: number): Reply | undefined {
    if (length === -1) return null;
    if (length > MOST_ITEMS || depth >= MOST_DEPTH)
      throw new NotRespError(`a list of ${length} items; ${MOST_ITEMS} are read at most`);
    const items: Reply[] = [];
    while (items.length < length) {
      const item = read(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }
}

/** One command, as the server wants it. */
export function writeCommand(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

function numberOf(text: string): number {
  if (!/^-?\d{1,19}$/.test(text)) throw new NotRespError('a number that is none');
  return Number(text);
}

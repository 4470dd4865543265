const SPACE = 0x20;
const TAB = 0x09;
const NEWLINE = 0x0a;
const DOT = 0x2e;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/**
 * Walks over the bytes of a kernel file from left to right: numbers and words without a string for each.
 * Numbers beyond 2^53 come out rounded; what is no number comes out as NaN and is stepped over.
 */
export class Scanner {
  bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  /** The next number of this line, with an optional sign and fraction; NaN at the end of the line. */
  number(): number {
    this.skipBlanks();
    const { bytes } = this;
    let at = this.at;
    const negative = bytes[at] === MINUS;
    if (negative) at++;
    const first = at;
    let value = 0;
    let digit = bytes[at] as number;
    while (digit >= ZERO && digit <= NINE) {
      value = value * 10 + (digit - ZERO);
      digit = bytes[++at] as number;
    }
    if (at === first) {
      this.skipWord();
      return Number.NaN;
    }
    if (digit === DOT) {
      let scale = 1;
      digit = bytes[++at] as number;
      while (digit >= ZERO && digit <= NINE) {
        value = value * 10 + (digit - ZERO);
        scale *= 10;
        digit = bytes[++at] as number;
      }
      value /= scale;
    }
    this.at = at;
    return negative ? -value : value;
  }

  /** The next word of this line; empty at the end of the line. */
  word(): string {
    this.skipBlanks();
    const from = this.at;
    this.skipWord();
    return this.bytes.toString('utf8', from, this.at);
  }

  /** Steps over this many words. */
  skip(words: number): void {
    for (let left = words; left > 0; left--) {
      this.skipBlanks();
      this.skipWord();
    }
  }

  /** Steps over the word it stands in, up to the next blank or line end. */
  skipWord(): void {
    const { bytes } = this;
    const { length } = bytes;
    let at = this.at;
    while (at < length && bytes[at] !== SPACE && bytes[at] !== TAB && bytes[at] !== NEWLINE) at++;
    this.at = at;
  }

  skipBlanks(): void {
    const { bytes } = this;
    let at = this.at;
    while (bytes[at] === SPACE || bytes[at] === TAB) at++;
    this.at = at;
  }

  /** Whether the bytes from here on are these. */
  startsWith(text: Buffer): boolean {
    const { bytes, at } = this;
    for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
    return true;
  }

  /** Moves to the start of the next line, or to the end. */
  nextLine(): void {
    const end = this.bytes.indexOf(NEWLINE, this.at);
    this.at = end < 0 ? this.bytes.length : end + 1;
  }
}

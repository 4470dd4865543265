const ESCAPES: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '\\': '\\' };

/** What a person typed, with the letters that a command line cannot hold. */
export function unescaped(text: string): string {
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|([rnt\\]))/g, (_all, hex?: string, letter?: string) =>
    hex === undefined ? (ESCAPES[letter ?? ''] ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/**
 * Whether a text holds what is expected, where `*` stands for anything: the pieces, one behind the other. Takes time in
 * proportion to the text whatever is expected, which an expression that somebody wrote would not promise.
 */
export function holds(text: string, expected: string): boolean {
  let at = 0;
  for (const piece of expected.split('*')) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return true;
}

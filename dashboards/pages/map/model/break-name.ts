/** About how wide a text is, in widths of a Latin letter: Chinese characters are twice as wide. */
export function roughWidth(text: string): number {
  let width = 0;
  for (const letter of text) width += (letter.codePointAt(0) ?? 0) > 0x2e7f ? 1.85 : 1;
  return width;
}

/** A name on two lines; `rest` is what they have no room for. */
export interface BrokenName {
  lines: readonly string[];
  rest: string;
}

/** Breaks a name that is wider than a line, rather behind a sign than inside of a word. */
export function breakName(name: string, most: number): BrokenName {
  if (roughWidth(name) <= most) return { lines: [name], rest: '' };
  const letters = [...name];
  const first = fitting(letters, 0, most);
  let at = first;
  for (let back = first; back > first / 2; back--) {
    if (!/[-_./\s·]/.test(letters[back - 1] ?? '')) continue;
    at = back;
    break;
  }
  const end = fitting(letters, at, most);
  return {
    lines: [letters.slice(0, at).join(''), letters.slice(at, end).join('')],
    rest: letters.slice(end).join(''),
  };
}

/** Up to where letters from `from` on fit. */
function fitting(letters: readonly string[], from: number, most: number): number {
  let width = 0;
  for (let at = from; at < letters.length; at++) {
    width += roughWidth(letters[at] as string);
    if (width > most) return at;
  }
  return letters.length;
}

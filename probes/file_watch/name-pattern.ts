/** What a name must be like. */
export interface NamePattern {
  test(name: string): boolean;
}

/** Stands for `*`. */
const ANY = Symbol('any letters');

type Part = typeof ANY | ((letter: string) => boolean);

/**
 * `*`, `?` and `[a-z]` or `[!a-z]` in a name. Neither of them means the dot with which a hidden name begins. Takes time in
 * proportion to name and pattern whatever they are, which an expression would not: strangers may choose the names.
 */
export function namePattern(text: string, ignoresCase: boolean): NamePattern {
  const parts = partsOf(text, ignoresCase);
  const isOpen = /^[*?[]/.test(text);
  return { test: (name) => !(isOpen && name.startsWith('.')) && fits([...name], parts) };
}

function partsOf(text: string, ignoresCase: boolean): Part[] {
  const parts: Part[] = [];
  const letters = [...text];
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] as string;
    const end = letter === '[' ? letters.indexOf(']', at + 2) : -1;
    if (letter === '*') parts.push(ANY);
    else if (letter === '?') parts.push(() => true);
    else if (end > 0) {
      parts.push(oneOf(letters.slice(at + 1, end).join(''), ignoresCase));
      at = end;
    } else parts.push(same(letter, ignoresCase));
  }
  return parts;
}

/** What makes no sense, such as `[z-a]`, is no letter. */
function oneOf(inside: string, ignoresCase: boolean): (letter: string) => boolean {
  const escaped = inside.replace(/^!/, '^').replace(/[\\[\]]/g, '\\$&');
  try {
    const expression = new RegExp(`^[${escaped}]$`, ignoresCase ? 'isu' : 'su');
    return (letter) => expression.test(letter);
  } catch {
    return () => false;
  }
}

function same(letter: string, ignoresCase: boolean): (other: string) => boolean {
  if (!ignoresCase) return (other) => other === letter;
  const lower = letter.toLowerCase();
  return (other) => other.toLowerCase() === lower;
}

/** Where it does not go on, the last `*` takes one letter more; earlier ones need not. */
function fits(letters: readonly string[], parts: readonly Part[]): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let starAt = 0;
  while (at < letters.length) {
    const part = parts[next];
    if (part === ANY) {
      star = next++;
      starAt = at;
    } else if (part?.(letters[at] as string)) {
      at++;
      next++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++starAt;
    } else return false;
  }
  return parts.slice(next).every((part) => part === ANY);
}

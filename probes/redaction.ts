/** Hides values in whatever is told: sentences, lines of a page that shows what was sent to it. */
export interface Redaction {
  /** Another value that nobody may read, such as a token that a page handed out. */
  hide(value: string): void;
  redact(text: string): string;
}

/** Shorter ones would blacken every page. */
const SHORTEST = 4;

/** Begins with these. */
export function createRedaction(values: readonly (string | undefined)[]): Redaction {
  /** Longest first: one may be part of another. */
  let hidden: readonly string[] = [];
  for (const value of values) hide(value ?? '');
  return { hide, redact };

  function hide(value: string): void {
    if (value.length < SHORTEST) return;
    const all = new Set([...hidden, ...formsOf(value)]);
    hidden = [...all].sort((one, other) => other.length - one.length);
  }

  function redact(text: string): string {
    let clean = text;
    for (const value of hidden) if (clean.includes(value)) clean = clean.split(value).join('***');
    return clean;
  }
}

/** As it is, and as it stands in addresses, in forms and in JSON. */
function formsOf(value: string): string[] {
  const form = new URLSearchParams([['', value]]).toString().slice(1);
  return [value, form, form.replaceAll('+', '%20'), JSON.stringify(value).slice(1, -1)];
}

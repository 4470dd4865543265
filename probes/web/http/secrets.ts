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
  const hidden = new Set<string>();
  for (const value of values) hide(value ?? '');
  return { hide, redact };

  function hide(value: string): void {
    if (value.length < SHORTEST) return;
    hidden.add(value);
    hidden.add(encodeURIComponent(value));
  }

  function redact(text: string): string {
    let clean = text;
    for (const value of hidden) if (clean.includes(value)) clean = clean.split(value).join('***');
    return clean;
  }
}

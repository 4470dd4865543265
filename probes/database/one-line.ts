const LONGEST = 300;

/** What a server or a driver says, fit to stand within a sentence. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST);
}

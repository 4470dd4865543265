/** Longer than any line that a device writes for people; `/proc` has longer ones, of which only the beginning is read. */
const MOST_CHARS = 1_000;

/** Cuts lines that are longer: patterns over what somebody made to be slow are slow. */
export function shortLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.slice(0, MOST_CHARS))
    .join('\n');
}

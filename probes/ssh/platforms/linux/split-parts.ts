import { PART_MARK } from './commands.ts';

/** The output of a batch, by the name of the part. A part that printed nothing is an empty text. */
export function splitParts(text: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const piece of text.split(PART_MARK).slice(1)) {
    const at = piece.indexOf('\n');
    if (at < 0) parts.set(piece.trim(), '');
    else parts.set(piece.slice(0, at).trim(), piece.slice(at + 1));
  }
  return parts;
}

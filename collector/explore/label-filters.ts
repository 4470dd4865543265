import type { LabelFilter } from '#protocol/explore.ts';
import type { Labels } from '#protocol/sample.ts';

/** Questions to the store that one question may become. */
const MOST_QUESTIONS = 16;

/** What a store is asked for, one question each, and what is left to be looked at in its answers. */
export interface Narrowed {
  /** Labels that must be equal, a question each. */
  equal: Labels[];
  /** Whether a series is meant; `labelOf` answers a label, undefined where there is none. */
  isMeant(labelOf: (name: string) => string | undefined): boolean;
}

/**
 * Lets the store do what it can: it compares labels for equality. A filter of one value becomes a part of the
 * question, one of a few values as many questions; patterns and exclusions are looked at afterwards.
 */
export function narrow(filters: readonly LabelFilter[]): Narrowed {
  let equal: Record<string, string>[] = [{}];
  const asked = new Set<string>();
  for (const { label, is, values } of filters) {
    // A label that is not there is never equal to a text, yet an empty text shall find it.
    const literal = values.every((value) => value !== '' && !value.includes('*'));
    if (is !== 'one_of' || !literal || asked.has(label)) continue;
    const different = [...new Set(values)];
    if (equal.length * different.length > MOST_QUESTIONS) continue;
    equal = equal.flatMap((labels) => different.map((value) => ({ ...labels, [label]: value })));
    asked.add(label);
  }
  const tests = filters.map(({ label, is, values }) => {
    const likes = values.map(pattern);
    const wanted = is === 'one_of';
    return { label, test: (text: string) => likes.some((like) => like(text)) === wanted };
  });
  return { equal, isMeant: (labelOf) => tests.every(({ label, test }) => test(labelOf(label) ?? '')) };
}

/** Whether a text is as wanted; `*` stands for anything, anywhere. */
export function pattern(wanted: string): (text: string) => boolean {
  const pieces = wanted.split('*');
  if (pieces.length === 1) return (text) => text === wanted;
  const first = pieces[0];
  const last = pieces[pieces.length - 1];
  const middle = pieces.slice(1, -1).filter(Boolean);
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
      return false;
    let from = first.length;
    const end = text.length - last.length;
    for (const piece of middle) {
      const at = text.indexOf(piece, from);
      if (at < 0 || at + piece.length > end) return false;
      from = at + piece.length;
    }
    return true;
  };
}

import { LANGUAGES, type Language, preferredLanguage } from '../words/language.ts';
import { loadWords } from '../words/load-words.ts';
import type { Words } from '../words/words.ts';

/** A language with its words. */
export interface Spoken {
  language: Language;
  words: Words;
}

/** The words to begin with: what was chosen in this browser, or else what the browser prefers. */
export async function firstSpoken(storage: Storage, preferred: readonly string[]): Promise<Spoken> {
  const chosen = readChoice(storage, 'language');
  const language = LANGUAGES.find((known) => known === chosen) ?? preferredLanguage(preferred) ?? 'en';
  return { language, words: await loadWords(language) };
}

/** What was chosen in this browser under a name; null when nothing was. */
export function readChoice(storage: Storage, name: string): string | null {
  try {
    return storage.getItem(`ward.${name}`);
  } catch {
    // Storage is forbidden: the choice lasts as long as the page.
    return null;
  }
}

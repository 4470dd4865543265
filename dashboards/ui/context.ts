import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Ward } from '../state/ward.ts';
import type { Formats } from '../words/format.ts';
import type { Words } from '../words/words.ts';

/** Given once at the root. */
export const WardContext = createContext<Ward | null>(null);

export function useWard(): Ward {
  const ward = useContext(WardContext);
  if (!ward) throw new Error('a component of the pages was used outside of WardContext');
  return ward;
}

/** Words and formats of the language in force; whoever uses them renders again when it changes. */
export function useText(): { words: Words; formats: Formats } {
  const { preferences } = useWard();
  return { words: preferences.words.value, formats: preferences.formats.value };
}

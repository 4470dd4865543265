import { useEffect, useState } from 'preact/hooks';
import { useText, useWard } from '../ui/context.ts';
import { useSettled } from '../ui/use-settled.ts';
import { targetEntry } from './entries.ts';
import type { Entry } from './entry.ts';

const SHORTEST = 3;
/** Between the last key and the question. */
const QUIET_MS = 250;

/** Targets in whose inventory the text stands, as by a serial number; the collector is asked when typing pauses. */
export function useInventorySearch(text: string): {
  entries: readonly Entry[];
  state: 'idle' | 'asking' | 'failed';
} {
  const ward = useWard();
  const { words } = useText();
  const wanted = useSettled(text.trim(), QUIET_MS);
  const [found, setFound] = useState<{ text: string; entries: Entry[] | null }>({ text: '', entries: [] });

  useEffect(() => {
    if (wanted.length < SHORTEST) return;
    const abort = new AbortController();
    ward.api
      .get<{ found: { target: string; field: string; value: string }[] }>(
        'find',
        { text: wanted },
        abort.signal,
      )
      .then(
        (answer) => {
          const entries = answer.found.flatMap(
            ({ target, field, value }) =>
              targetEntry(ward, target, words.search.byInventory(field, value)) ?? [],
          );
          setFound({ text: wanted, entries });
        },
        () => {
          if (!abort.signal.aborted) setFound({ text: wanted, entries: null });
        },
      );
    return () => abort.abort();
  }, [wanted, ward, words]);

  if (text.trim().length < SHORTEST) return { entries: [], state: 'idle' };
  if (found.text !== text.trim()) return { entries: [], state: 'asking' };
  return found.entries ? { entries: found.entries, state: 'idle' } : { entries: [], state: 'failed' };
}

import { useState } from 'preact/hooks';
import { errorText } from '../words/error-text.ts';
import { useText } from './context.ts';

/** One change at a time: whether it is under way, and what went wrong with the last one. */
export function useChange() {
  const { words } = useText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  async function run(change: () => Promise<unknown>, done?: () => void): Promise<void> {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      await change();
      done?.();
    } catch (problem) {
      setError(errorText(words, problem));
    } finally {
      setBusy(false);
    }
  }

  return { busy, error, run };
}

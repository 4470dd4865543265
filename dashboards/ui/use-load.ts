import { useCallback, useEffect, useState } from 'preact/hooks';

/** What was read so far, what went wrong, and a way to read it again. */
export interface Loaded<Value> {
  value: Value | undefined;
  error: unknown;
  reload(): void;
}

/** Reads when the page opens and whenever one of `inputs` changes; an answer that comes too late is dropped. */
export function useLoad<Value>(
  read: (signal: AbortSignal) => Promise<Value>,
  inputs: readonly unknown[],
): Loaded<Value> {
  const [state, setState] = useState<{ value: Value | undefined; error: unknown }>({
    value: undefined,
    error: undefined,
  });
  const [round, setRound] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    read(abort.signal).then(
      (value) => !abort.signal.aborted && setState({ value, error: undefined }),
      (error: unknown) => !abort.signal.aborted && setState((before) => ({ ...before, error })),
    );
    return () => abort.abort();
  }, [...inputs, round]);

  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, reload };
}

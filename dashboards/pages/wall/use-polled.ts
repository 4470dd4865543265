import { useEffect, useState } from 'preact/hooks';
import type { Caller } from '../../api/call.ts';
import { useWard } from '../../ui/context.ts';
import { limitOf, type TileSource } from './staleness.ts';

/** What was read last and when; an answer that fails leaves what was known, which grows old. */
export interface Polled<Value> {
  value: Value | undefined;
  source: TileSource;
}

/** Reads now, again at the interval, and as soon as the line is back. `read` must stay the same function. */
export function usePolled<Value>(
  read: (api: Caller, signal: AbortSignal) => Promise<Value>,
  everyMs: number,
): Polled<Value> {
  const { api, clock, link } = useWard();
  const [known, setKnown] = useState<{ value: Value; atMs: number }>();
  const isOpen = link.value.state === 'open';

  useEffect(() => {
    if (!isOpen) return;
    const abort = new AbortController();
    let isReading = false;
    const look = async (): Promise<void> => {
      if (isReading) return;
      isReading = true;
      try {
        const value = await read(api, abort.signal);
        if (!abort.signal.aborted) setKnown({ value, atMs: clock.now() });
      } catch {
        // The age of what is shown says it.
      }
      isReading = false;
    };
    void look();
    const timer = setInterval(() => void look(), everyMs);
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [api, clock, read, everyMs, isOpen]);

  return { value: known?.value, source: { newestMs: known?.atMs ?? null, limitMs: limitOf(everyMs) } };
}

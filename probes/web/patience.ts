/** A signal that aborts when the time is over or nobody waits any more, whichever is first; its reason says which. */
export interface Patience {
  signal: AbortSignal;
  /** Does this when it is over, at once if it is already. */
  onEnd(act: () => void): void;
  /** To be called in any case when the work is done. */
  end(): void;
}

/** `timeIsOver` makes the reason. */
export function patienceOf(
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
  timeIsOver: () => Error,
): Patience {
  const both = new AbortController();
  const stop = () => both.abort(signal.reason);
  const timer = setTimeout(() => both.abort(timeIsOver()), timeoutMs);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return {
    signal: both.signal,
    onEnd(act) {
      if (both.signal.aborted) act();
      else both.signal.addEventListener('abort', act, { once: true });
    },
    end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    },
  };
}

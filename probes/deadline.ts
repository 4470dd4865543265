import { ProbeError } from './probe-error.ts';

/** A signal that aborts when the time is over or nobody waits any more, whichever is first; its reason says which. */
export interface Deadline {
  signal: AbortSignal;
  /** Does this when it is over, at once if it is already. */
  onEnd(act: () => void): void;
  /** To be called in any case when the work is done. */
  end(): void;
}

/** `timeIsOver` makes the reason. */
export function deadlineOf(
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
  timeIsOver: () => Error,
): Deadline {
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

/** Runs a step with such a signal. When the step fails because it is over, the reason counts; `late` words it. */
export async function within<Result>(
  { timeoutMs, signal, late }: { timeoutMs: number; signal: AbortSignal; late: string },
  step: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const timeIsOver = () => new ProbeError('silent', `${late} within ${timeoutMs} ms`);
  const deadline = deadlineOf({ timeoutMs, signal }, timeIsOver);
  try {
    return await step(deadline.signal);
  } catch (error) {
    throw deadline.signal.aborted ? deadline.signal.reason : error;
  } finally {
    deadline.end();
  }
}

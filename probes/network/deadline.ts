import { ProbeError } from '../probe-error.ts';

/** Runs a step with a signal that aborts when its own time is over too, and says then that nobody answered. */
export async function within<Result>(
  { timeoutMs, signal, what }: { timeoutMs: number; signal: AbortSignal; what: string },
  step: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const own = new AbortController();
  let isLate = false;
  const stop = (): void => own.abort(new Error('stopped'));
  const timer = setTimeout(() => {
    isLate = true;
    own.abort(new Error('late'));
  }, timeoutMs);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    return await step(own.signal);
  } catch (cause) {
    if (isLate)
      throw new ProbeError('silent', `${what} did not come to an end within ${timeoutMs} ms`, { cause });
    throw cause;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

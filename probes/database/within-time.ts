import { ProbeError } from '../probe-error.ts';

/** Waits for a driver that knows no limit, or does not keep it; what it still brings afterwards is nobody's any more. */
export function withinTime<Result>(
  work: Promise<Result>,
  { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal?.reason);
    const timer = setTimeout(
      () => reject(new ProbeError('silent', `let nobody in, or gave no answer, within ${timeoutMs} ms`)),
      timeoutMs,
    );
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    });
  });
}

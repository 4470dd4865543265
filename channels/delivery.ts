import type { Delivery } from './channel.ts';
import { hidePersons } from './hide-persons.ts';

/** Of what the other side said this much is kept. */
const SAID_CHARS = 300;

/** It arrived, with what the other side said to it. */
export function delivered(answer: string): Delivery {
  return { delivered: true, answer: hidePersons(answer).slice(0, SAID_CHARS) };
}

/** It did not arrive; `retryAfterMs` where the other side said when to come back. */
export function failed(retryable: boolean, reason: string, retryAfterMs?: number): Delivery {
  return {
    delivered: false,
    retryable,
    reason: hidePersons(reason).slice(0, SAID_CHARS),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/**
 * Lets `work` have so much time, and less when the program stops; `explain` says what an error of its own means. The
 * signal that work gets ends whatever it waits for.
 */
export async function withinTime(
  timeoutMs: number,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<Delivery>,
  explain: (error: Error & { code?: string }) => Delivery,
): Promise<Delivery> {
  const ending = new AbortController();
  let given: Delivery | undefined;
  const giveUp = (why: string) => {
    given ??= failed(true, why);
    ending.abort(new Error(why));
  };
  const onStop = () => giveUp('stopped before an answer came');
  const timer = setTimeout(() => giveUp(`no answer within ${timeoutMs} ms`), timeoutMs);
  stop.addEventListener('abort', onStop, { once: true });
  if (stop.aborted) onStop();
  try {
    return await work(ending.signal);
  } catch (error) {
    return given ?? explain(error as Error);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', onStop);
  }
}

/** The work, or the reason of the signal as soon as that comes. */
export function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

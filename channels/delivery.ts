import type { Delivery } from './channel.ts';

/** Of what the other side said this much is kept. */
const SAID_CHARS = 300;

/** It arrived, with what the other side said to it. */
export function delivered(answer: string): Delivery {
  return { delivered: true, answer: answer.slice(0, SAID_CHARS) };
}

/** It did not arrive; `retryAfterMs` where the other side said when to come back. */
export function failed(retryable: boolean, reason: string, retryAfterMs?: number): Delivery {
  return {
    delivered: false,
    retryable,
    reason: reason.slice(0, SAID_CHARS),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** Why a wait was cut short: the time was up, or the program stops; undefined when neither. */
export function givenUp(timeout: AbortSignal, stop: AbortSignal, timeoutMs: number): Delivery | undefined {
  if (timeout.aborted) return failed(true, `no answer within ${timeoutMs} ms`);
  if (stop.aborted) return failed(true, 'stopped before an answer came');
  return undefined;
}

/** The work, or the reason of the signal as soon as that comes. */
export function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

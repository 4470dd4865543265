/*
 * What the first picture needs is asked for before the code is there that shows it: both come over the line at the same
 * time. An answer that came early is used once, by whoever asks for that address first.
 */

/** Requests on their way, by address. */
export type EarlyRequests = Map<string, Promise<Response>>;

/** Name under which a browser remembers that somebody is signed in. */
export const WAS_SIGNED_IN = 'signed-in';

const HEADERS = { accept: 'application/json' };

/** Asks for addresses at once. */
export function askEarly(addresses: readonly string[]): EarlyRequests {
  const asked: EarlyRequests = new Map();
  for (const address of addresses) {
    const answer = fetch(address, { credentials: 'same-origin', headers: HEADERS });
    // Whoever takes it hears of a failure; nobody has to.
    answer.catch(() => undefined);
    asked.set(address, answer);
  }
  return asked;
}

/** `fetch` that answers with what was asked for early, where it was. */
export function withEarly(early: EarlyRequests, fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return (input, init) => {
    const address = String(input);
    const answer = (init?.method ?? 'GET') === 'GET' ? early.get(address) : undefined;
    if (!answer) return fetch(input, init);
    early.delete(address);
    return untilAborted(answer, init?.signal);
  };
}

function untilAborted(answer: Promise<Response>, signal: AbortSignal | null | undefined): Promise<Response> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    answer.then(resolve, reject);
  });
}

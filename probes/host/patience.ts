/** What came of a question: a value, or the reason why there is none. */
export type Answer<T> = { value: T } | { why: string };

/** Questions of all probes that do not come back; each holds one of Node's four threads. */
let hungEverywhere = 0;

const MOST_HUNG = 2;

/**
 * Asks what may hang, such as a mount of a dead server or a sensor behind a slow bus, and gives up after a while.
 * Such a call cannot be taken back: it is not repeated until it returns, and while two of them hang nothing else
 * is asked, so that the threads that write the outbox stay free. Questions are to be asked one after another.
 */
export function patience(timeoutMs: number): <T>(name: string, ask: () => Promise<T>) => Promise<Answer<T>> {
  const hung = new Set<string>();
  return async (name, ask) => {
    if (hung.has(name)) return { why: 'still has not answered an earlier question' };
    if (hungEverywhere >= MOST_HUNG) return { why: `not asked while ${hungEverywhere} others do not answer` };
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        hung.add(name);
        hungEverywhere++;
        resolve({ why: `no answer within ${timeoutMs} ms` });
      }, timeoutMs);
      const settle = () => {
        clearTimeout(timer);
        if (hung.delete(name)) hungEverywhere--;
      };
      ask().then(
        (value) => {
          settle();
          resolve({ value });
        },
        (error: Error) => {
          settle();
          resolve({ why: error.message });
        },
      );
    });
  };
}

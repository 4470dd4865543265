import { performance } from 'node:perf_hooks';

/** A timer that is this late was held up by this thread itself. */
const LATE_MS = 250;
/** What came meanwhile is read within this time. */
const GRACE_MS = 500;

/**
 * Calls `onOver` when `ms` have passed, unless cancelled by the function that it returns. When the thread itself was
 * busy (testing a prime of a key exchange takes seconds) the answer may lie unread in the socket: then it waits a
 * moment more, so that nobody is called silent for the sake of a neighbour.
 */
export function hardTimer(ms: number, onOver: () => void): () => void {
  const startedMs = performance.now();
  let timer = setTimeout(fire, ms);
  let hadGrace = false;
  return () => clearTimeout(timer);

  function fire(): void {
    const lateMs = performance.now() - startedMs - ms;
    if (lateMs < LATE_MS || hadGrace) {
      onOver();
      return;
    }
    hadGrace = true;
    timer = setTimeout(fire, GRACE_MS);
  }
}

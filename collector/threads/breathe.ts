import { setImmediate } from 'node:timers/promises';

/** The thread is given free after so long. */
const SLICE_MS = 8;

let tail: Promise<unknown> = Promise.resolve();

/**
 * Lets everything else on this thread run. The ledger answers without doing so. Who asks at the same time goes on one
 * turn after another, so that slices of several parts never add up to one long one.
 */
export async function breathe(): Promise<void> {
  tail = tail.then(() => setImmediate());
  await tail;
}

/** True once what began with this call has had the thread for long enough. */
export function startSlice(): () => boolean {
  const startedMs = performance.now();
  return () => performance.now() - startedMs >= SLICE_MS;
}

import { setImmediate } from 'node:timers/promises';

/** Lets everything else on this thread run. The ledger answers without doing so. */
export async function breathe(): Promise<void> {
  await setImmediate();
}

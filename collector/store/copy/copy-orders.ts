import { setTimeout as sleep } from 'node:timers/promises';
import type { Order } from '#collector/local-door/local-door.ts';
import type { Remote } from '#collector/threads/rpc.ts';
import type { StoreCalls } from '../store-calls.ts';

const TOLD_EVERY_MS = 500;

/**
 * What the commands of `npm run store` order a running collector. A copy goes on when its asker goes; only
 * `copy-cancel` ends it.
 */
export function copyOrders(
  store: Pick<Remote<StoreCalls>, 'copy' | 'copyStatus' | 'copyCancel'>,
): Readonly<Record<'copy' | 'copy-status' | 'copy-cancel', Order>> {
  return {
    async copy(order, say, signal) {
      let isDone = false;
      const outcome = store.copy(order).finally(() => {
        isDone = true;
      });
      outcome.catch(() => {});
      while (!isDone && !signal.aborted) {
        await Promise.race([outcome.catch(() => {}), sleep(TOLD_EVERY_MS)]);
        const { running } = await store.copyStatus();
        if (running && !isDone) say(running.progress);
      }
      return signal.aborted ? undefined : outcome;
    },
    'copy-status': () => store.copyStatus(),
    'copy-cancel': () => store.copyCancel(),
  };
}

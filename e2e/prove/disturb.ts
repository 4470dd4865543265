import { setTimeout as sleep } from 'node:timers/promises';
import { between, type Random } from './random.ts';

/** A span of time in which things are disturbed, with a calm in the middle where there is room for one. */
export interface Storm {
  untilMs: number;
  /** From and to, UTC ms; nothing is killed in between. */
  calm: readonly [number, number] | undefined;
}

/** Does `deed` again and again, after pauses of random length, until the storm is over. */
export async function disturb(
  storm: Storm,
  random: Random,
  pauseMs: readonly [number, number],
  deed: () => Promise<void>,
): Promise<void> {
  for (;;) {
    const waitMs = between(random, ...pauseMs);
    if (Date.now() + waitMs >= storm.untilMs) return;
    await sleep(waitMs);
    const { calm } = storm;
    if (calm && Date.now() >= calm[0] && Date.now() < calm[1]) await sleep(calm[1] - Date.now());
    else await deed();
  }
}

/** Waits until `isDone` is true; false when it is not within the time. */
export async function waitFor(withinMs: number, isDone: () => boolean | Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (!(await isDone())) {
    if (Date.now() > deadline) return false;
    await sleep(100);
  }
  return true;
}

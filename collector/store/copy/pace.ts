import { setTimeout as sleep } from 'node:timers/promises';

/** Lets a copy work, one piece after the other, no more than it may. */
export interface Pace {
  turn<Result>(piece: () => Promise<Result>): Promise<Result>;
}

/** For a process that has nothing else to do. */
export const fullPace: Pace = { turn: (piece) => piece() };

const LONGEST_REST_MS = 10_000;
const LOOK_EVERY_MS = 50;
/** Others who never leave off shall not stop the copy for ever. */
const LONGEST_WAIT_MS = 5_000;

export interface SharedPaceOptions {
  /** Of the time that passes, 0 to 1. */
  share: number;
  /** Rows from the journal wait: nothing is done before they are in. */
  isBehind(): boolean;
  /** A question is being answered. */
  isAsked(): boolean;
  signal: AbortSignal;
}

/** For the thread of a store that is in use: works its share of the time, and not at all while the store is behind. */
export function sharedPace({ share, isBehind, isAsked, signal }: SharedPaceOptions): Pace {
  let last: Promise<unknown> = Promise.resolve();

  async function giveWay(): Promise<void> {
    for (let waitedMs = 0; !signal.aborted; waitedMs += LOOK_EVERY_MS) {
      if (!isBehind() && (!isAsked() || waitedMs >= LONGEST_WAIT_MS)) return;
      await sleep(LOOK_EVERY_MS);
    }
  }

  return {
    turn(piece) {
      const mine = last.then(async () => {
        await giveWay();
        const startedMs = performance.now();
        try {
          return await piece();
        } finally {
          const workedMs = performance.now() - startedMs;
          const restMs = Math.min(LONGEST_REST_MS, (workedMs * (1 - share)) / share);
          if (!signal.aborted && restMs >= 1) await sleep(restMs, undefined, { signal }).catch(() => {});
        }
      });
      last = mine.catch(() => {});
      return mine;
    },
  };
}

import { breathe, startSlice } from '#collector/threads/breathe.ts';

/** It was given up: somebody cancelled it, or its time is over. */
export class GivenUpError extends Error {
  readonly why: 'cancelled' | 'time';
  constructor(why: 'cancelled' | 'time') {
    super(`given up: ${why}`);
    this.name = 'GivenUpError';
    this.why = why;
  }
}

/** Keeps long work from holding up its thread, and ends it when it must. */
export interface Pace {
  /** To be awaited between small pieces of work; throws `GivenUpError`. */
  breathe(): Promise<void>;
}

/** `clockMs`: any clock that only goes forward. */
export function makePace(clockMs: () => number, timeoutMs: number, signal: AbortSignal): Pace {
  const endMs = clockMs() + timeoutMs;
  let isLong = startSlice();
  return {
    async breathe() {
      if (isLong()) {
        await breathe();
        isLong = startSlice();
      }
      if (signal.aborted) throw new GivenUpError('cancelled');
      if (clockMs() >= endMs) throw new GivenUpError('time');
    },
  };
}

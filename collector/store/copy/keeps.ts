import type { StoreStats } from '../store.ts';

/** What an engine can hold of a sample; what it cannot is counted apart and is no difference. */
export interface Keeps {
  /** NaN (not read), the infinities. */
  everyFloat: boolean;
  /** Every bit of a number; otherwise about twelve digits of it. */
  everyBit: boolean;
  /** Some fields hold whole numbers only, and round what is written to them. */
  wholeFields: boolean;
  /** What was flushed is on its disk after so long at the latest; a failure before may take it along. */
  ripeAfterMs: number;
  /** What was taken can be read after so long at the latest. */
  readableAfterMs: number;
  /** Times are rounded to multiples of this; 0 where they are not. */
  timesPerMs: number;
}

const EVERYTHING = { everyFloat: true, everyBit: true, wholeFields: false };
const AT_ONCE = { ripeAfterMs: 0, readableAfterMs: 0 };

const KEEPS: Record<StoreStats['engine'], Keeps> = {
  embedded: { ...EVERYTHING, ...AT_ONCE, timesPerMs: 0 },
  memory: { ...EVERYTHING, ...AT_ONCE, timesPerMs: 0 },
  influxdb: { everyFloat: false, everyBit: true, wholeFields: true, ...AT_ONCE, timesPerMs: 1_000 },
  victoriametrics: {
    everyFloat: false,
    everyBit: false,
    wholeFields: false,
    ripeAfterMs: 15_000,
    readableAfterMs: 10_000,
    timesPerMs: 1,
  },
};

/** What survives a way from one engine to another and is looked for over there. */
export function keptBetween(from: StoreStats['engine'], to: StoreStats['engine']): Keeps {
  const [source, destination] = [KEEPS[from], KEEPS[to]];
  return {
    everyFloat: source.everyFloat && destination.everyFloat,
    everyBit: source.everyBit && destination.everyBit,
    wholeFields: destination.wholeFields,
    ripeAfterMs: destination.ripeAfterMs,
    readableAfterMs: destination.readableAfterMs,
    timesPerMs: destination.timesPerMs,
  };
}

/** The time under which a sample is found over there. */
export function timeOverThere(timeMs: number, { timesPerMs }: Keeps): number {
  return timesPerMs === 0 ? timeMs : Math.round(timeMs * timesPerMs) / timesPerMs;
}

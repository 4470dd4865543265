/** Raw samples and the roll-ups made of them, from fine to coarse. */
export interface Tier {
  /** Also the name of its folder. */
  name: 'raw' | '1m' | '1h';
  /** Width of a bin; 0 for raw samples. */
  stepMs: number;
  /** Span that one chunk of a roll-up covers, aligned to multiples of it. */
  windowMs: number;
  /** Span that one file covers, aligned to multiples of it; forgetting is deleting files. */
  partitionMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Bins in the window of a roll-up. */
export const WINDOW_BINS = 120;

/** Index 0 is raw. */
export const TIERS: readonly Tier[] = [
  { name: 'raw', stepMs: 0, windowMs: 0, partitionMs: DAY },
  { name: '1m', stepMs: MINUTE, windowMs: WINDOW_BINS * MINUTE, partitionMs: 10 * DAY },
  { name: '1h', stepMs: HOUR, windowMs: WINDOW_BINS * HOUR, partitionMs: 100 * DAY },
];

/** How long each tier is kept. */
export interface Retention {
  rawMs: number;
  minuteMs: number;
  hourMs: number;
}
export const DEFAULT_RETENTION: Retention = { rawMs: 30 * DAY, minuteMs: 180 * DAY, hourMs: 3 * 365 * DAY };

/** Start of the aligned span of `widthMs` in which a time lies. */
export function alignDown(timeMs: number, widthMs: number): number {
  return Math.floor(timeMs / widthMs) * widthMs;
}

/** First aligned time that is not before this one. */
export function alignUp(timeMs: number, widthMs: number): number {
  return Math.ceil(timeMs / widthMs) * widthMs;
}

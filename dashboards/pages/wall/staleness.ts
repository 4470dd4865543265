/** How old what a tile shows may be before it says so. */
const LATE_INTERVALS = 2.5;
/** Pulses come each second: without one for this long nothing that comes by the socket is known. */
export const PULSE_LIMIT_MS = 6_000;

/** Where a tile has its data from. */
export interface TileSource {
  /** When the newest of it was true; null before any came. */
  newestMs: number | null;
  /** From which age on it is too old. */
  limitMs: number;
}

/** `cut`: the line is gone, `old`: nothing new came in time, `empty`: nothing has come yet. */
export type Freshness =
  | { state: 'fresh' }
  | { state: 'empty' }
  | { state: 'cut' | 'old'; sinceMs: number; ageMs: number };

/** Whether a tile shows what is. A cut line says so at once, whatever the age of the data. */
export function freshness(source: TileSource, nowMs: number, cutAtMs: number | null): Freshness {
  const { newestMs, limitMs } = source;
  if (cutAtMs !== null) {
    const sinceMs = Math.min(cutAtMs, newestMs ?? cutAtMs);
    return { state: 'cut', sinceMs, ageMs: Math.max(0, nowMs - sinceMs) };
  }
  if (newestMs === null) return { state: 'empty' };
  const ageMs = nowMs - newestMs;
  return ageMs > limitMs ? { state: 'old', sinceMs: newestMs, ageMs } : { state: 'fresh' };
}

/** The limit for what comes at an interval. */
export function limitOf(intervalMs: number): number {
  return LATE_INTERVALS * intervalMs;
}

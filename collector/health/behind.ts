/** A tick comes every second: so much is on time. */
const TICK_EVERY_MS = 1_000;

/** How far judging is behind: the time since the last tick that was judged, or since the start while there was none. */
export function judgingBehind(tickMs: number, startedMs: number, nowMs: number): number {
  return Math.max(0, nowMs - (tickMs || startedMs) - TICK_EVERY_MS);
}

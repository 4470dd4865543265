/**
 * The first point after `afterMs` on the grid `baseMs + k * periodMs`. All probes share one base, so that what is due
 * every minute falls together with what is due every ten seconds, and nothing ever drifts.
 */
export function nextDueMs(baseMs: number, periodMs: number, afterMs: number): number {
  return baseMs + (Math.floor((afterMs - baseMs) / periodMs) + 1) * periodMs;
}

/** Points of the grid in (fromMs, toMs]: what was missed between a due time and the moment somebody looked. */
export function pointsBetween(baseMs: number, periodMs: number, fromMs: number, toMs: number): number {
  return Math.max(0, Math.floor((toMs - baseMs) / periodMs) - Math.floor((fromMs - baseMs) / periodMs));
}

/**
 * How often a probe is due: a multiple of the interval. A fixed time is rounded to one, so that its frames leave
 * together with the others.
 */
export function periodOf(every: { intervals: number } | { ms: number }, intervalMs: number): number {
  const intervals = 'ms' in every ? Math.round(every.ms / intervalMs) : every.intervals;
  return Math.max(1, intervals) * intervalMs;
}

const SECOND = 1_000;

/** Widths of bins that people can read a time from. */
const STEPS_MS: readonly number[] = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
  172_800, 604_800,
].map((seconds) => seconds * SECOND);

/** Bins that all lines of an answer share; bin n begins at `firstMs + n * stepMs`. */
export interface Grid {
  firstMs: number;
  stepMs: number;
  bins: number;
}

/** The narrowest width that is wide enough for this many bins and for one sample of each series. */
export function chooseStep(spanMs: number, points: number, intervalMs: number): number {
  return roundStep(Math.max(spanMs / points, intervalMs));
}

/** The next width that people can read, and not less. */
export function roundStep(leastMs: number): number {
  const week = STEPS_MS[STEPS_MS.length - 1];
  return STEPS_MS.find((step) => step >= leastMs) ?? Math.ceil(leastMs / week) * week;
}

/**
 * The bins of a span, aligned to multiples of the step as stores align them. One that is not over is left out: half of
 * its samples are still to come, and a sum over many series would fall at its end.
 */
export function gridOf(fromMs: number, toMs: number, stepMs: number, nowMs: number): Grid {
  const firstMs = Math.floor(fromMs / stepMs) * stepMs;
  const endMs = Math.min(Math.ceil(toMs / stepMs), Math.floor(nowMs / stepMs)) * stepMs;
  return { firstMs, stepMs, bins: Math.max(0, Math.round((endMs - firstMs) / stepMs)) };
}

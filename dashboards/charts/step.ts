const SECOND = 1_000;

const STEPS: readonly number[] = [
  10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
].map((seconds) => seconds * SECOND);

/** As they are up to here: so many points a line can still be told apart on a wide screen. */
const MOST_RAW_POINTS = 800;
const WANTED_POINTS = 700;

/** Width of the bins to ask for over a span; 0 asks for the samples as they are. */
export function chooseStep(spanMs: number, intervalMs: number): number {
  if (spanMs / intervalMs <= MOST_RAW_POINTS) return 0;
  const least = Math.max(spanMs / WANTED_POINTS, intervalMs);
  return STEPS.find((step) => step >= least) ?? STEPS[STEPS.length - 1];
}

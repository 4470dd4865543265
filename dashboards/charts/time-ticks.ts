const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** Distances between ticks that people can count with. */
const STEPS: readonly number[] = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800, 1_209_600, 2_592_000, 7_776_000, 31_536_000,
].map((seconds) => seconds * SECOND);

/** The smallest step that makes at most `most` ticks. */
export function tickStep(fromMs: number, toMs: number, most: number): number {
  const least = (toMs - fromMs) / Math.max(1, most);
  return STEPS.find((step) => step >= least) ?? STEPS[STEPS.length - 1];
}

/** Ticks at round wall-clock times of a zone; `offsetMs` tells what to add to UTC there. */
export function timeTicks(
  fromMs: number,
  toMs: number,
  step: number,
  offsetMs: (ms: number) => number,
): number[] {
  const found: number[] = [];
  // The offset may change in between: each tick is placed by the offset of its own time.
  let wall = Math.ceil((fromMs + offsetMs(fromMs)) / step) * step;
  for (let count = 0; count < 1_000; count++, wall += step) {
    const guess = wall - offsetMs(fromMs);
    const at = wall - offsetMs(guess);
    if (at > toMs) break;
    if (at >= fromMs) found.push(at);
  }
  return found;
}

/** How a tick is written: days by their date, and times as finely as the step needs. */
export function tickForm(
  atMs: number,
  step: number,
  offsetMs: (ms: number) => number,
): 'day' | 'minute' | 'second' {
  if (step >= DAY) return 'day';
  if ((atMs + offsetMs(atMs)) % DAY === 0 && step >= HOUR) return 'day';
  return step >= MINUTE ? 'minute' : 'second';
}

/** The picture stands this long at each place. */
const STEP_MS = 60_000;
/** In rem: less than what one sees, more than the line of a letter. */
const REACH_REM = 0.4;
/** Around a square and back: each pixel rests. */
const PLACES = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const;

/** How far the whole picture is moved now, so that what always stands does not burn itself in. */
export function driftAt(nowMs: number): { xRem: number; yRem: number } {
  const [x, y] = PLACES[Math.floor(nowMs / STEP_MS) % PLACES.length];
  return { xRem: x * REACH_REM, yRem: y * REACH_REM };
}

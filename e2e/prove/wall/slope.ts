/** A straight line through points, with how sure its slope is. */
export interface Slope {
  /** Of y for one x. */
  slope: number;
  /** The slope is below this with a certainty of 95 %; infinite with fewer than three points that say something. */
  upper95: number;
}

/**
 * By least squares through points in the order of x, with the bound that Student's distribution gives. Measurements
 * that follow each other are alike (the same page stands there, the same code is warm), and a hundred that are alike
 * say less than a hundred: they count as many as their likeness leaves.
 */
export function slopeOf(points: readonly { x: number; y: number }[]): Slope {
  const count = points.length;
  if (count < 3) return { slope: 0, upper95: Number.POSITIVE_INFINITY };
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / count;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / count;
  let xx = 0;
  let xy = 0;
  for (const { x, y } of points) {
    xx += (x - meanX) ** 2;
    xy += (x - meanX) * (y - meanY);
  }
  const slope = xy / xx;
  const rests = points.map(({ x, y }) => y - meanY - slope * (x - meanX));
  const alike = likeness(rests);
  const freedom = (count * (1 - alike)) / (1 + alike) - 2;
  if (freedom < 1) return { slope, upper95: Number.POSITIVE_INFINITY };
  const error = Math.sqrt(rests.reduce((sum, rest) => sum + rest ** 2, 0) / freedom / xx);
  return { slope, upper95: slope + student95(Math.floor(freedom)) * error };
}

/** How much each resembles the one before: 0 not at all, nearly 1 wholly. */
function likeness(rests: readonly number[]): number {
  let own = 0;
  let next = 0;
  for (let at = 0; at < rests.length; at++) {
    own += rests[at] ** 2;
    if (at > 0) next += rests[at] * rests[at - 1];
  }
  return own === 0 ? 0 : Math.min(0.99, Math.max(0, next / own));
}

/** The two-sided 95 % point of Student's distribution, a little above it for few points. */
function student95(freedom: number): number {
  const exact = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26];
  return exact[freedom - 1] ?? 1.96 + 2.7 / freedom;
}

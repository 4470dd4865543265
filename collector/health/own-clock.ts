/** Fewer clocks than these say nothing about ours. */
const AT_LEAST = 3;
const SHARE_OF_ALL = 0.75;
/** Within this a clock counts as right. */
const RIGHT_MS = 5_000;

/**
 * How far our own clock is off, by those of the agents: when most of them differ from it to the same side it is ours
 * that is wrong, by the middle of what they say. Otherwise 0.
 */
export function ownSkewMs(skews: readonly number[]): number {
  if (skews.length < AT_LEAST) return 0;
  const sorted = skews.toSorted((a, b) => a - b);
  const middle = sorted[sorted.length >> 1] as number;
  const side = skews.filter((skew) => Math.sign(skew) === Math.sign(middle) && Math.abs(skew) > RIGHT_MS);
  return side.length >= SHARE_OF_ALL * skews.length ? -middle : 0;
}

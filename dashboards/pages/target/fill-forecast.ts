/** When a file system is full, if it goes on like this. */
export type FillForecast = { kind: 'full'; inMs: number } | { kind: 'steady' } | { kind: 'unknown' };

const LEAST_POINTS = 12;
const FARTHEST_MS = 365 * 86_400_000;

/** A straight line through shares of 100 over time, continued to 100. */
export function forecastFull(timesMs: ArrayLike<number>, percents: ArrayLike<number | null>): FillForecast {
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  const originMs = timesMs[0];
  for (let at = 0; at < timesMs.length; at++) {
    const y = percents[at];
    if (y === null || Number.isNaN(y)) continue;
    const x = timesMs[at] - originMs;
    count++;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
  }
  const spread = count * sumXX - sumX * sumX;
  if (count < LEAST_POINTS || spread <= 0) return { kind: 'unknown' };
  const slope = (count * sumXY - sumX * sumY) / spread;
  const newest = timesMs[timesMs.length - 1] - originMs;
  const now = (sumY - slope * sumX) / count + slope * newest;
  const inMs = (100 - now) / slope;
  if (!(slope > 0) || inMs > FARTHEST_MS) return { kind: 'steady' };
  return { kind: 'full', inMs: Math.max(0, inMs) };
}

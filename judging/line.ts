/** A straight line through samples. */
export interface Line {
  /** Where it is at the time it was asked for. */
  level: number;
  slopePerMs: number;
  /** The share of what the samples do that it explains (R²), 0 to 1. */
  confidence: number;
}

/** Less of a spread than this part of the level is what adding up rounds. */
const ROUNDING = 1e-24;

/** The line that fits samples best (least squares), seen from `atMs`; undefined for fewer than two moments. */
export function fitLine(
  timesMs: ArrayLike<number>,
  values: ArrayLike<number>,
  atMs: number,
): Line | undefined {
  const read: { x: number; y: number }[] = [];
  for (let index = 0; index < timesMs.length; index++) {
    if (Number.isFinite(values[index])) read.push({ x: timesMs[index] - atMs, y: values[index] });
  }
  const meanX = mean(read.map(({ x }) => x));
  const meanY = mean(read.map(({ y }) => y));
  let covariance = 0;
  let varianceX = 0;
  let varianceY = 0;
  for (const { x, y } of read) {
    covariance += (x - meanX) * (y - meanY);
    varianceX += (x - meanX) ** 2;
    varianceY += (y - meanY) ** 2;
  }
  if (!(varianceX > 0)) return undefined;
  const slopePerMs = covariance / varianceX;
  return {
    level: meanY - slopePerMs * meanX,
    slopePerMs,
    confidence: confidence(covariance, varianceX, varianceY, read.length, meanY),
  };
}

/**
 * How long until the line is at the limit, coming from that side: "full in 3.2 days". 0 when it is there already,
 * null when it stands still or moves away.
 */
export function msUntil(
  { level, slopePerMs }: Pick<Line, 'level' | 'slopePerMs'>,
  limit: number,
  from: 'below' | 'above',
): number | null {
  const left = from === 'below' ? limit - level : level - limit;
  if (left <= 0) return 0;
  const approach = from === 'below' ? slopePerMs : -slopePerMs;
  return approach > 0 ? left / approach : null;
}

/** R² from the sums of a fit; values that all lie on one level are explained. */
export function confidence(
  covariance: number,
  varianceX: number,
  varianceY: number,
  weight: number,
  meanY: number,
): number {
  if (varianceY <= ROUNDING * weight * meanY * meanY) return 1;
  return Math.min(1, (covariance * covariance) / (varianceX * varianceY));
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}

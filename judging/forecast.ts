import { type CompiledRule, MEASURE } from './compile-rule.ts';
import { confidence, msUntil } from './line.ts';
import { BUCKET_LENGTH, FIELD, FORECAST_BUCKETS, LINE } from './state.ts';

/** Farther ahead nobody believes a line. */
const FARTHEST_MS = 10 * 365 * 86_400_000;

/**
 * Adds a sample to the buckets of a slot and returns where a straight line through the window will be in
 * `withinMs`; NaN while the samples do not span enough of the window, or the line explains too little of them.
 *
 * The window is folded into buckets of equal width and the line is fitted (least squares, weighted by samples)
 * through their means: memory is bounded whatever the interval, and a straight line stays exactly straight.
 */
export function forecast(
  rule: CompiledRule,
  state: Float64Array,
  at: number,
  timeMs: number,
  value: number,
): number {
  if (!Number.isFinite(value)) return Number.NaN;
  addToBucket(rule, state, at, timeMs, value);
  return fitBuckets(rule, state, at, timeMs);
}

/**
 * When the line of the newest sample reaches the limit, to the whole ms; null when it stands still, moves away or
 * takes years, and for all other conditions.
 */
export function reachesAtMs(rule: CompiledRule, state: Float64Array, at: number): number | null {
  if (rule.measure !== MEASURE.forecast) return null;
  const level = state[at + rule.lineAt + LINE.level];
  const slopePerMs = state[at + rule.lineAt + LINE.slope];
  const from = Number.isFinite(rule.high) ? 'below' : 'above';
  const leftMs = msUntil({ level, slopePerMs }, from === 'below' ? rule.high : rule.low, from);
  if (leftMs === null || leftMs > FARTHEST_MS) return null;
  return Math.floor(state[at + FIELD.lastMs] + leftMs);
}

function addToBucket(
  rule: CompiledRule,
  state: Float64Array,
  at: number,
  timeMs: number,
  value: number,
): void {
  const number = Math.floor(timeMs / rule.bucketMs);
  const bucket = at + rule.bucketsAt + (number % FORECAST_BUCKETS) * BUCKET_LENGTH;
  if (state[bucket] !== number) {
    state[bucket] = number;
    state.fill(0, bucket + 1, bucket + BUCKET_LENGTH);
  }
  state[bucket + 1]++;
  state[bucket + 2] += timeMs - number * rule.bucketMs;
  state[bucket + 3] += value;
}

function fitBuckets(rule: CompiledRule, state: Float64Array, at: number, timeMs: number): number {
  const oldest = Math.floor(timeMs / rule.bucketMs) - FORECAST_BUCKETS;
  const begin = at + rule.bucketsAt;
  const end = begin + FORECAST_BUCKETS * BUCKET_LENGTH;
  // Times are taken relative to the newest sample: sums of absolute ones would lose their last digits.
  let weight = 0;
  let sumX = 0;
  let sumY = 0;
  let firstX = 0;
  for (let bucket = begin; bucket < end; bucket += BUCKET_LENGTH) {
    if (state[bucket + 1] === 0 || state[bucket] <= oldest) continue;
    const x = meanTime(rule, state, bucket) - timeMs;
    weight += state[bucket + 1];
    sumX += x * state[bucket + 1];
    sumY += state[bucket + 3];
    if (x < firstX) firstX = x;
  }
  if (-firstX < rule.spanMs) return Number.NaN;
  const meanX = sumX / weight;
  const meanY = sumY / weight;
  let covariance = 0;
  let varianceX = 0;
  let varianceY = 0;
  for (let bucket = begin; bucket < end; bucket += BUCKET_LENGTH) {
    if (state[bucket + 1] === 0 || state[bucket] <= oldest) continue;
    const x = meanTime(rule, state, bucket) - timeMs - meanX;
    const y = state[bucket + 3] / state[bucket + 1] - meanY;
    covariance += state[bucket + 1] * x * y;
    varianceX += state[bucket + 1] * x * x;
    varianceY += state[bucket + 1] * y * y;
  }
  const line = at + rule.lineAt;
  const slope = covariance / varianceX;
  state[line + LINE.slope] = slope;
  state[line + LINE.level] = meanY - slope * meanX;
  state[line + LINE.confidence] = confidence(covariance, varianceX, varianceY, weight, meanY);
  if (state[line + LINE.confidence] < rule.confidence) return Number.NaN;
  return state[line + LINE.level] + slope * rule.withinMs;
}

function meanTime(rule: CompiledRule, state: Float64Array, bucket: number): number {
  return state[bucket] * rule.bucketMs + state[bucket + 2] / state[bucket + 1];
}

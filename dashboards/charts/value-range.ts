/** Bottom and top of a value axis. */
export interface ValueRange {
  low: number;
  high: number;
}

/**
 * The axis for values between `low` and `high`: shares are always 0 to 100, amounts begin at zero, temperatures and
 * the like stand where they are. Thresholds near the values are kept in the picture.
 */
export function valueRange(options: {
  low: number | null;
  high: number | null;
  unit: string;
  limits: readonly number[];
}): ValueRange {
  const { unit, limits } = options;
  if (unit === '%') return { low: 0, high: Math.max(100, options.high ?? 0) };
  let high = options.high ?? 1;
  let low = options.low ?? 0;
  for (const limit of limits) if (limit > high && limit < high * 1.5) high = limit;
  if (unit === '°C') {
    const margin = Math.max(2, (high - low) * 0.15);
    return { low: low - margin, high: high + margin };
  }
  low = Math.min(0, low);
  if (high <= low) high = low + 1;
  return { low, high: high + (high - low) * 0.08 };
}

/** Units of time in seconds. */
const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, min: 60 };
const DAY = 86_400;
/** Steps of time in seconds: decimal below a second, then those of a clock, then days. */
const TIME_STEPS = [
  ...[-6, -5, -4, -3, -2, -1].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power)),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200],
  ...[0, 1, 2, 3, 4, 5].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power * DAY)),
];

/** Whether values of this unit are spans of time. */
export function isTime(unit: string): boolean {
  return unit in SECONDS;
}

/** Steps of a value axis where those of ten print crooked: powers of two for bytes, those of a clock for time. */
export function valueSteps(unit: string): number[] | undefined {
  if (isTime(unit)) return TIME_STEPS.map((step) => step / SECONDS[unit]);
  if (unit !== 'B' && unit !== 'B/s') return undefined;
  return Array.from({ length: 60 }, (_, power) => 2 ** power);
}

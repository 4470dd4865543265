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

/** Steps of a value axis: powers of two for bytes, since a scale of 1,000 would print crooked KiB. */
export function valueSteps(unit: string): number[] | undefined {
  if (unit !== 'B' && unit !== 'B/s') return undefined;
  return Array.from({ length: 60 }, (_, power) => 2 ** power);
}

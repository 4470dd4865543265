import { FIGURE } from './parse-diskstats.ts';

/**
 * Average time of a request in ms and share of busy time in percent between two readings. NaN without an earlier
 * reading and after a reset or wrap; the average also when there was no request.
 */
export function derived(
  now: Float64Array,
  before: Float64Array | undefined,
  elapsedMs: number,
): [awaitMs: number, utilPercent: number] {
  if (before === undefined || !(elapsedMs > 0)) return [Number.NaN, Number.NaN];
  const passed = (figure: number) => {
    const delta = (now[figure] as number) - (before[figure] as number);
    return delta < 0 ? Number.NaN : delta;
  };
  const requests = passed(FIGURE.reads) + passed(FIGURE.writes);
  const timeMs = passed(FIGURE.readTimeMs) + passed(FIGURE.writeTimeMs);
  // Kernel ticks and our clock do not begin together, so that a busy disk can come out a little above.
  const utilPercent = Math.min(100, (100 * passed(FIGURE.ioTimeMs)) / elapsedMs);
  return [requests > 0 ? timeMs / requests : Number.NaN, utilPercent];
}

/** Times since a start, by what they are of: a machine, a device, an agent, a database, a service. */
export const UPTIME_METRICS = [
  'system.uptime',
  'device.uptime_seconds',
  'agent.uptime_seconds',
  'database.uptime_seconds',
  'middleware.uptime_seconds',
] as const;

/** A thing began anew. */
export interface Restart {
  atMs: number;
  /** Of what the time since its start was read. */
  metric: (typeof UPTIME_METRICS)[number];
}

/** Devices count hundredths of a second in 32 bits: what falls from here on has only come round. */
const COMES_ROUND_SECONDS = 42_900_000;

/** Starts between neighbouring readings of a time since the start; the first reading says nothing by itself. */
export function restartsIn(
  metric: Restart['metric'],
  timesMs: Float64Array,
  values: Float64Array,
): Restart[] {
  const found: Restart[] = [];
  let beforeMs = Number.NaN;
  let before = Number.NaN;
  for (let at = 0; at < timesMs.length; at++) {
    const seconds = values[at];
    if (Number.isNaN(seconds)) continue;
    const timeMs = timesMs[at];
    // A bin has the time of its start, so that the start computed from it may lie before the reading before it.
    if (seconds < before && before < COMES_ROUND_SECONDS)
      found.push({ metric, atMs: Math.max(beforeMs, timeMs - seconds * 1_000) });
    beforeMs = timeMs;
    before = seconds;
  }
  return found;
}

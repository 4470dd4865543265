/** What a device said of its uptime, and what that was understood as. JSON, to outlive the program. */
export interface Uptime {
  /** Of the clock that was used; ticks of 10 ms. */
  ticks: number;
  atMs: number;
  /** Times the ticks began anew although the device ran on. */
  wraps: number;
  /** Restarts seen so far. */
  restarts: number;
}

/** Clocks of a device, in ticks of 10 ms; undefined where it has none. */
export interface DeviceClocks {
  /** sysUpTime: of the SNMP agent, 32 bits. */
  system: number | undefined;
  /** hrSystemUptime: of the machine, 32 bits. */
  host: number | undefined;
  /** snmpEngineTime in seconds: never wraps, and some devices tell nonsense. */
  engineSeconds: number | undefined;
}

/** 32 bits of ticks: 497.1 days. */
const WRAP_TICKS = 2 ** 32;
const TICK_MS = 10;

/** Clocks of devices are not exact, and an answer takes its time. */
const TOLERANCE_MS = 5 * 60_000;

/** What the clocks say now; undefined when there is none. `before`: what they said the last time. */
export function nextUptime(
  before: Uptime | undefined,
  clocks: DeviceClocks,
  nowMs: number,
): Uptime | undefined {
  const ticks = bestTicks(clocks);
  if (ticks === undefined) return undefined;
  if (before === undefined) return { ticks, atMs: nowMs, wraps: knownWraps(ticks, clocks), restarts: 0 };

  const { wraps, restarts } = before;
  const wrapped = knownWraps(ticks, clocks);
  if (isWrap(before, ticks, nowMs)) return { ticks, atMs: nowMs, wraps: wraps + 1, restarts };
  if (hasRestarted(before, ticks, nowMs))
    return { ticks, atMs: nowMs, wraps: wrapped, restarts: restarts + 1 };
  return { ticks, atMs: nowMs, wraps: Math.max(wraps, wrapped), restarts };
}

/** Seconds since the device started. */
export function uptimeSeconds({ ticks, wraps }: Uptime): number {
  return (ticks + wraps * WRAP_TICKS) / 100;
}

/** A machine runs at least as long as the SNMP agent on it. */
function bestTicks({ system, host }: DeviceClocks): number | undefined {
  if (system === undefined) return host;
  return host === undefined ? system : Math.max(system, host);
}

/** How often the ticks have wrapped, where the clock that never does shows the same but for that. */
function knownWraps(ticks: number, { engineSeconds }: DeviceClocks): number {
  if (engineSeconds === undefined) return 0;
  const wraps = Math.round((engineSeconds * 100 - ticks) / WRAP_TICKS);
  const rest = engineSeconds * 100 - ticks - wraps * WRAP_TICKS;
  return wraps > 0 && Math.abs(rest) * TICK_MS < TOLERANCE_MS ? wraps : 0;
}

function isWrap(before: Uptime, ticks: number, nowMs: number): boolean {
  if (ticks >= before.ticks) return false;
  const expected = before.ticks + (nowMs - before.atMs) / TICK_MS - WRAP_TICKS;
  return Math.abs(expected - ticks) * TICK_MS < TOLERANCE_MS;
}

/**
 * Ticks went back; or, over a time in which nobody looked, they grew by less than the time. A clock of ours that
 * jumps must not look like that.
 */
function hasRestarted(before: Uptime, ticks: number, nowMs: number): boolean {
  if (ticks < before.ticks) return true;
  const passedMs = nowMs - before.atMs;
  const missingMs = passedMs - (ticks - before.ticks) * TICK_MS;
  return missingMs > TOLERANCE_MS + passedMs * 0.01 && ticks * TICK_MS < passedMs;
}

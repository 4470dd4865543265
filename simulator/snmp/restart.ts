import type { SimulatedObject } from './object-table.ts';

/** sysUpTime and hrSystemUptime in hundredths of a second, snmpEngineTime in seconds. */
const clocks: Readonly<Record<string, number>> = {
  '1.3.6.1.2.1.1.3.0': 10,
  '1.3.6.1.2.1.25.1.1.0': 10,
  '1.3.6.1.6.3.10.2.1.3.0': 1_000,
};

/** What a device tells after a restart: its clocks run from that time on, its counters begin at zero. */
export function afterRestart(objects: Iterable<SimulatedObject>, restartedMs: number): SimulatedObject[] {
  return Array.from(objects, (object) => {
    const { oid, type } = object;
    const tickMs = clocks[oid];
    if (tickMs !== undefined) return { oid, type, at: (nowMs) => Math.floor((nowMs - restartedMs) / tickMs) };
    if (type !== 'counter32' && type !== 'counter64') return object;
    return 'at' in object ? { oid, type, at: sinceFirst(object.at) } : { oid, type, value: 0 };
  });
}

/** A counter that goes on from zero. */
function sinceFirst(at: (nowMs: number) => unknown): (nowMs: number) => number | undefined {
  let first: number | undefined;
  return (nowMs) => {
    const value = at(nowMs);
    if (value === undefined) return undefined;
    first ??= Number(value);
    return Math.max(0, Number(value) - first);
  };
}

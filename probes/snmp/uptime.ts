/** How long a device runs, and what that was made of. JSON, to outlive the program. */
export interface Uptime {
  /** UTC ms. */
  atMs: number;
  seconds: number;
  /** Restarts seen so far. */
  restarts: number;
  clocks: Partial<Record<Clock, Reading>>;
}

/** Clocks of a device; undefined where it has none. Zero is what devices tell that do not know. */
export interface DeviceClocks {
  /** sysUpTime, ticks of 10 ms in 32 bits: how long its SNMP agent runs. */
  system: number | undefined;
  /** hrSystemUptime, ticks of 10 ms in 32 bits: how long the machine runs. */
  host: number | undefined;
  /** snmpEngineTime, seconds: how long its SNMPv3 engine runs. It never wraps, and some devices tell nonsense. */
  engineSeconds: number | undefined;
}

type Clock = keyof DeviceClocks;

/** What a clock was understood as. */
interface Reading {
  seconds: number;
  /** Times it began anew although the device ran on. */
  wraps: number;
}

/** 497.1 days: where a clock of 32 bits begins again. */
const WRAP_SECONDS = 2 ** 32 / 100;
/** Clocks of devices run a little fast or slow, and an answer takes its time. */
const TOLERANCE_SECONDS = 60;
const TOLERANCE_SHARE = 1 / 20;
/** Two clocks of a device that were started together are as close as this. */
const SAME_START_SECONDS = 300;

/**
 * What the clocks say now; undefined when there is none. `before`: what they said the last time. They count different
 * things: of the agent alone when only that was restarted. So the longest counts, and the device restarted only when
 * none of the clocks that were told before went on. A clock that began again after 497 days went on.
 */
export function nextUptime(
  before: Uptime | undefined,
  told: DeviceClocks,
  nowMs: number,
): Uptime | undefined {
  const elapsedSeconds = before ? Math.max(0, nowMs - before.atMs) / 1_000 : 0;
  const clocks: Uptime['clocks'] = {};
  const courses: Course[] = [];
  for (const [clock, raw, isWrapping] of rawClocks(told)) {
    const { course, ...reading } = follow(raw, isWrapping, before?.clocks[clock], elapsedSeconds);
    clocks[clock] = reading;
    courses.push(course);
  }
  if (courses.length === 0) return undefined;
  const isRestarted = courses.includes('began_again') && !courses.includes('went_on');
  const restarts = (before?.restarts ?? 0) + (isRestarted ? 1 : 0);
  return { atMs: nowMs, seconds: longest(clocks), restarts, clocks };
}

function rawClocks({ system = 0, host = 0, engineSeconds = 0 }: DeviceClocks): [Clock, number, boolean][] {
  const all: [Clock, number, boolean][] = [
    ['system', system / 100, true],
    ['host', host / 100, true],
    ['engineSeconds', engineSeconds, false],
  ];
  return all.filter(([, seconds]) => seconds > 0);
}

/** The engine's clock is believed where it differs from the others by whole wraps, or is alone. */
function longest({ system, host, engineSeconds: engine }: Uptime['clocks']): number {
  const seconds = Math.max(system?.seconds ?? 0, host?.seconds ?? 0);
  if (engine === undefined) return seconds;
  const wraps = Math.round((engine.seconds - seconds) / WRAP_SECONDS);
  const isSame = Math.abs(engine.seconds - seconds - wraps * WRAP_SECONDS) < SAME_START_SECONDS;
  return seconds === 0 || (wraps > 0 && isSame) ? engine.seconds : seconds;
}

/** `stands`: a clock that does not move tells nothing of a restart. */
type Course = 'first' | 'went_on' | 'began_again' | 'stands';

function follow(
  raw: number,
  isWrapping: boolean,
  last: Reading | undefined,
  elapsedSeconds: number,
): Reading & { course: Course } {
  if (!last) return { seconds: raw, wraps: 0, course: 'first' };
  const expected = last.seconds + elapsedSeconds;
  const tolerance = TOLERANCE_SECONDS + elapsedSeconds * TOLERANCE_SHARE;
  if (isWrapping) {
    const wraps = Math.max(0, Math.round((expected - raw) / WRAP_SECONDS));
    const seconds = raw + wraps * WRAP_SECONDS;
    const isWrap = wraps > last.wraps && Math.abs(seconds - expected) <= tolerance;
    if (isWrap) return { seconds, wraps, course: 'went_on' };
  }
  const seconds = raw + last.wraps * WRAP_SECONDS;
  // It began after the last reading: also where it is already above what it was then.
  const isYounger = seconds + tolerance < elapsedSeconds;
  if (seconds < last.seconds || isYounger) return { seconds: raw, wraps: 0, course: 'began_again' };
  return { seconds, wraps: last.wraps, course: seconds > last.seconds ? 'went_on' : 'stands' };
}

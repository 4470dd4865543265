/** What a device tells about how long it runs. Each may be missing. */
export interface ToldUptime {
  /** sysUpTime.0, hundredths of a second in 32 bits: how long its SNMP agent runs. */
  sysUpTimeTicks?: number | undefined;
  /** hrSystemUptime.0, hundredths of a second in 32 bits: how long its system runs. */
  hrSystemUptimeTicks?: number | undefined;
  /** snmpEngineTime.0, seconds: how long its SNMPv3 engine runs. */
  engineTimeSeconds?: number | undefined;
}

/** What is kept from one reading to the next; JSON. */
export interface UptimeMemory {
  atMs: number;
  clocks: Partial<Record<Clock, { seconds: number; wraps: number }>>;
}

export interface Uptime {
  /** Undefined when the device tells nothing. */
  seconds: number | undefined;
  /** Whether it restarted since the reading before. */
  isRestarted: boolean;
  memory: UptimeMemory;
}

type Clock = 'sysUpTime' | 'hrSystemUptime' | 'engineTime';

/** 497.1 days: where a clock of 32 bits begins again. */
const wrapSeconds = 2 ** 32 / 100;

/**
 * How long a device runs, from the clocks that it has. They count different things: of the agent alone when that was
 * restarted, wrong in some devices. So the longest one counts, and the device restarted only when none of the clocks
 * that were told before went on. A clock that began again after 497 days went on.
 */
export function followUptime(told: ToldUptime, before: UptimeMemory | undefined, nowMs: number): Uptime {
  const memory: UptimeMemory = { atMs: nowMs, clocks: {} };
  const elapsedSeconds = before ? Math.max(0, nowMs - before.atMs) / 1000 : 0;
  let wentOn = 0;
  let beganAgain = 0;
  for (const [clock, raw, isWrapping] of clocksOf(told)) {
    const last = before?.clocks[clock];
    const now = follow(raw, isWrapping, last, elapsedSeconds);
    memory.clocks[clock] = { seconds: now.seconds, wraps: now.wraps };
    if (now.course === 'went_on') wentOn++;
    if (now.course === 'began_again') beganAgain++;
  }
  const all = Object.values(memory.clocks).map(({ seconds }) => seconds);
  return {
    seconds: all.length > 0 ? Math.max(...all) : undefined,
    isRestarted: beganAgain > 0 && wentOn === 0,
    memory,
  };
}

/** Zero is what devices tell that do not know. */
function clocksOf(told: ToldUptime): [Clock, number, boolean][] {
  const { sysUpTimeTicks, hrSystemUptimeTicks, engineTimeSeconds } = told;
  const all: [Clock, number, boolean][] = [
    ['sysUpTime', (sysUpTimeTicks ?? 0) / 100, true],
    ['hrSystemUptime', (hrSystemUptimeTicks ?? 0) / 100, true],
    ['engineTime', engineTimeSeconds ?? 0, false],
  ];
  return all.filter(([, seconds]) => seconds > 0);
}

interface Followed {
  seconds: number;
  wraps: number;
  course: 'first' | 'went_on' | 'began_again' | 'stands';
}

function follow(
  raw: number,
  isWrapping: boolean,
  last: { seconds: number; wraps: number } | undefined,
  elapsedSeconds: number,
): Followed {
  if (!last) return { seconds: raw, wraps: 0, course: 'first' };
  const expected = last.seconds + elapsedSeconds;
  // Clocks of devices run a little fast or slow.
  const tolerance = 60 + elapsedSeconds / 20;
  if (isWrapping) {
    const wraps = Math.max(0, Math.round((expected - raw) / wrapSeconds));
    const seconds = raw + wraps * wrapSeconds;
    const isWrap = wraps > last.wraps && Math.abs(seconds - expected) <= tolerance;
    if (isWrap) return { seconds, wraps, course: 'went_on' };
  }
  const seconds = raw + (isWrapping ? last.wraps * wrapSeconds : 0);
  // It began after the last reading: also where it is already above what it was then.
  const isYounger = seconds + tolerance < elapsedSeconds;
  if (seconds < last.seconds || isYounger) return { seconds: raw, wraps: 0, course: 'began_again' };
  return { seconds, wraps: last.wraps, course: seconds > last.seconds ? 'went_on' : 'stands' };
}

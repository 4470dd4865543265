import { TIME } from './parse-proc-stat.ts';

/** Shares of the time between two readings in percent, in the order of `USAGE_FIELDS`. */
export const USAGE_FIELDS = [
  'usage_active',
  'usage_user',
  'usage_system',
  'usage_idle',
  'usage_iowait',
  'usage_steal',
  'usage_nice',
  'usage_irq',
  'usage_softirq',
  'usage_guest',
  'usage_guest_nice',
] as const;

/**
 * Writes the shares into `into`; all NaN when there is no earlier reading, no time has passed or a total went back,
 * as after a core was switched off and on. Guest time is part of user time in the kernel and taken out of it.
 */
export function cpuUsage(now: Float64Array, before: Float64Array | undefined, into: Float64Array): void {
  into.fill(Number.NaN);
  if (before === undefined) return;
  const passed = (time: number) => (now[time] as number) - (before[time] as number);
  // The kernel's idle and iowait may step back a little by themselves; other times never do.
  const idle = Math.max(0, passed(TIME.idle));
  const iowait = Math.max(0, passed(TIME.iowait));
  const user = passed(TIME.user);
  const nice = passed(TIME.nice);
  const system = passed(TIME.system);
  const irq = passed(TIME.irq);
  const softirq = passed(TIME.softirq);
  const steal = passed(TIME.steal);
  const guest = Math.max(0, passed(TIME.guest));
  const guestNice = Math.max(0, passed(TIME.guestNice));
  if (Math.min(user, nice, system, irq, softirq, steal) < 0) return;
  const total = user + nice + system + idle + iowait + irq + softirq + steal;
  if (total <= 0) return;

  const percent = 100 / total;
  into[0] = (total - idle) * percent;
  into[1] = Math.max(0, user - guest) * percent;
  into[2] = system * percent;
  into[3] = idle * percent;
  into[4] = iowait * percent;
  into[5] = steal * percent;
  into[6] = Math.max(0, nice - guestNice) * percent;
  into[7] = irq * percent;
  into[8] = softirq * percent;
  into[9] = guest * percent;
  into[10] = guestNice * percent;
}

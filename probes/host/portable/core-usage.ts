import type { CpuInfo } from 'node:os';

/** Milliseconds since the start, as Node tells them for a core. */
export type CoreTimes = CpuInfo['times'];

/** The times of all cores added up. */
export function totalTimes(cores: readonly CoreTimes[]): CoreTimes {
  const total = { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 };
  for (const core of cores) {
    total.user += core.user;
    total.nice += core.nice;
    total.sys += core.sys;
    total.idle += core.idle;
    total.irq += core.irq;
  }
  return total;
}

/** Active, user, system and idle share in percent; NaN without an earlier reading and after times went back. */
export function coreUsage(now: CoreTimes, before: CoreTimes | undefined): number[] {
  const nothing = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
  if (before === undefined) return nothing;
  const user = now.user - before.user;
  const nice = now.nice - before.nice;
  const system = now.sys - before.sys;
  const irq = now.irq - before.irq;
  const idle = Math.max(0, now.idle - before.idle);
  const total = user + nice + system + irq + idle;
  if (total <= 0 || Math.min(user, nice, system, irq) < 0) return nothing;
  const percent = 100 / total;
  return [(total - idle) * percent, user * percent, system * percent, idle * percent];
}

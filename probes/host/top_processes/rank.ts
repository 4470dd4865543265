import type { ProcessStat } from '../parse-pid-stat.ts';

/** The kernel tells times of processes in this many ticks a second on every machine that Node runs on. */
export const TICKS_PER_SECOND = 100;

/** A process and its share of one processor in percent since the scan before. */
export interface Ranked {
  process: ProcessStat;
  cpuPercent: number;
}

/** What was used up to the scan before, by pid. */
export type TicksBefore = Map<number, { startTicks: number; cpuTicks: number }>;

/**
 * The share of each process. One that is new since the scan before is measured over its own life, and so are all of
 * them at the first scan. `uptimeSeconds` is that of the machine at this scan.
 */
export function rank(
  processes: readonly ProcessStat[],
  before: TicksBefore,
  elapsedSeconds: number,
  uptimeSeconds: number,
): Ranked[] {
  return processes.map((process) => {
    const earlier = before.get(process.pid);
    const known = earlier !== undefined && earlier.startTicks === process.startTicks && elapsedSeconds > 0;
    const ticks = known ? process.cpuTicks - earlier.cpuTicks : process.cpuTicks;
    const ageSeconds = uptimeSeconds - process.startTicks / TICKS_PER_SECOND;
    const seconds = known ? elapsedSeconds : ageSeconds;
    return { process, cpuPercent: seconds > 0 ? (100 * Math.max(0, ticks)) / TICKS_PER_SECOND / seconds : 0 };
  });
}

/** The `count` with the highest figures, highest first; those with none are left out. */
export function highest(ranked: readonly Ranked[], count: number, figure: (one: Ranked) => number): Ranked[] {
  return ranked
    .filter((one) => figure(one) > 0)
    .sort((a, b) => figure(b) - figure(a))
    .slice(0, count);
}

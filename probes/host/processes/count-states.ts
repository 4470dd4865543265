import type { ProcessStat } from '../parse-pid-stat.ts';

/** Total, sleeping, idle, blocked, stopped, zombies: the order of the metrics. */
export function countStates(processes: readonly Pick<ProcessStat, 'state'>[]): number[] {
  let sleeping = 0;
  let idle = 0;
  let blocked = 0;
  let stopped = 0;
  let zombies = 0;
  for (const { state } of processes) {
    if (state === 'S') sleeping++;
    else if (state === 'I') idle++;
    else if (state === 'D') blocked++;
    else if (state === 'T' || state === 't') stopped++;
    else if (state === 'Z') zombies++;
  }
  return [processes.length, sleeping, idle, blocked, stopped, zombies];
}

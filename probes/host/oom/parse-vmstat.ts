import { keyedNumbers } from '../keyed-numbers.ts';

const read = keyedNumbers(['oom_kill ']);

/** Kills since the start, from `/proc/vmstat`; NaN on kernels before 4.13, which do not count them. */
export function parseOomKill(bytes: Buffer): number {
  return read(bytes)[0] as number;
}

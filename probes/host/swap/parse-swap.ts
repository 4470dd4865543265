import { keyedNumbers } from '../keyed-numbers.ts';

const KIB = 1024;

const readMeminfo = keyedNumbers(['SwapTotal:', 'SwapFree:']);
const readVmstat = keyedNumbers(['pswpin ', 'pswpout ']);

/** Total, free, used in bytes and the used share, from `/proc/meminfo`. */
export function parseSwapSpace(meminfo: Buffer): number[] {
  const [totalKib, freeKib] = readMeminfo(meminfo);
  const usedKib = totalKib - freeKib;
  return [totalKib * KIB, freeKib * KIB, usedKib * KIB, totalKib > 0 ? (100 * usedKib) / totalKib : 0];
}

/** Bytes read from and written to swap since the start, from `/proc/vmstat`, which counts pages. */
export function parseSwapTraffic(vmstat: Buffer, pageBytes: number): number[] {
  const [pagesIn, pagesOut] = readVmstat(vmstat);
  return [pagesIn * pageBytes, pagesOut * pageBytes];
}

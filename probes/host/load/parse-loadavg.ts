import { Scanner } from '../scanner.ts';

/** What `/proc/loadavg` tells. */
export interface LoadAverage {
  load1: number;
  load5: number;
  load15: number;
  /** Threads that run or want to. */
  running: number;
  threads: number;
}

const SLASH = 0x2f;

/** Reads a line such as `0.42 0.33 0.20 2/345 1234`. */
export function parseLoadavg(bytes: Buffer): LoadAverage {
  const scanner = new Scanner(bytes);
  const load1 = scanner.number();
  const load5 = scanner.number();
  const load15 = scanner.number();
  const running = scanner.number();
  if (bytes[scanner.at] === SLASH) scanner.at++;
  return { load1, load5, load15, running, threads: scanner.number() };
}

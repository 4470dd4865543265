import { Scanner } from './scanner.ts';

/** One process, as `/proc/<pid>/stat` tells. */
export interface ProcessStat {
  pid: number;
  /** At most 15 bytes; what the program calls itself. */
  name: string;
  /** One letter: R running, S sleeping, D waiting for a disk, Z zombie, T or t stopped, I idle kernel thread. */
  state: string;
  parent: number;
  /** Ticks of 10 ms in user programs and kernel together. */
  cpuTicks: number;
  threads: number;
  /** Ticks of 10 ms between the start of the machine and of the process; with the pid it names a process for good. */
  startTicks: number;
  virtualBytes: number;
  residentPages: number;
}

const OPEN = 0x28;
const CLOSE = 0x29;

/** Reads the first `length` bytes as `/proc/<pid>/stat`; undefined when they are not of its form. */
export function parsePidStat(bytes: Buffer, length = bytes.length): ProcessStat | undefined {
  const open = bytes.indexOf(OPEN);
  // The name may hold blanks and brackets itself: the last bracket ends it.
  const close = bytes.lastIndexOf(CLOSE, length - 1);
  if (open < 0 || close < open || close + 2 >= length) return undefined;
  const pid = new Scanner(bytes).number();
  const name = bytes.toString('utf8', open + 1, close);
  const scanner = new Scanner(bytes, close + 2);
  const state = scanner.word();
  const parent = scanner.number();
  scanner.skip(9);
  const cpuTicks = scanner.number() + scanner.number();
  scanner.skip(4);
  const threads = scanner.number();
  scanner.skip(1);
  const startTicks = scanner.number();
  const virtualBytes = scanner.number();
  const residentPages = scanner.number();
  return { pid, name, state, parent, cpuTicks, threads, startTicks, virtualBytes, residentPages };
}

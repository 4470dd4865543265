import { Scanner } from '../scanner.ts';

/** Where each kind of time stands in the array of a processor; ticks since the start. */
export const TIME = {
  user: 0,
  nice: 1,
  system: 2,
  idle: 3,
  iowait: 4,
  irq: 5,
  softirq: 6,
  steal: 7,
  guest: 8,
  guestNice: 9,
} as const;

const TIMES = 10;

/** What `/proc/stat` tells. */
export interface ProcStat {
  total: Float64Array;
  /** Cores that are online, in the order of the file. */
  cores: { index: number; times: Float64Array }[];
  interrupts: number;
  contextSwitches: number;
  forks: number;
}

const CPU = Buffer.from('cpu');
const INTERRUPTS = Buffer.from('intr ');
const CONTEXT_SWITCHES = Buffer.from('ctxt ');
const FORKS = Buffer.from('processes ');

/** Reads the content of `/proc/stat`; what an old kernel lacks is 0 for times and NaN for counts. */
export function parseProcStat(bytes: Buffer): ProcStat {
  const stat: ProcStat = {
    total: new Float64Array(TIMES),
    cores: [],
    interrupts: Number.NaN,
    contextSwitches: Number.NaN,
    forks: Number.NaN,
  };
  const scanner = new Scanner(bytes);
  for (; !scanner.done; scanner.nextLine()) {
    if (scanner.startsWith(CPU)) {
      scanner.at += CPU.length;
      // The total's name has no number behind it.
      const isTotal = bytes[scanner.at] === 0x20;
      const index = isTotal ? -1 : scanner.number();
      const times = times10(scanner);
      if (isTotal) stat.total = times;
      else stat.cores.push({ index, times });
    } else if (scanner.startsWith(INTERRUPTS)) {
      scanner.at += INTERRUPTS.length;
      stat.interrupts = scanner.number();
    } else if (scanner.startsWith(CONTEXT_SWITCHES)) {
      scanner.at += CONTEXT_SWITCHES.length;
      stat.contextSwitches = scanner.number();
    } else if (scanner.startsWith(FORKS)) {
      scanner.at += FORKS.length;
      stat.forks = scanner.number();
    }
  }
  return stat;
}

function times10(scanner: Scanner): Float64Array {
  const times = new Float64Array(TIMES);
  for (let i = 0; i < TIMES; i++) {
    const ticks = scanner.number();
    if (Number.isNaN(ticks)) break;
    times[i] = ticks;
  }
  return times;
}

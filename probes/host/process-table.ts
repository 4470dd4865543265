import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessStat, parsePidStat } from './parse-pid-stat.ts';

/** All processes at one time. */
export interface ProcessScan {
  atMs: number;
  processes: ProcessStat[];
}

/**
 * The processes of this machine. Looking at all of them is what costs most on a host, so that the probes that need
 * them share one table and one scan.
 */
export interface ProcessTable {
  /** The last scan when it is at most this old, else a new one. */
  scan(nowMs: number, maxAgeMs: number): ProcessScan;
  /** Numbers of all processes, cheap. */
  pids(): number[];
  /** One process as it is now; undefined when it is gone. */
  read(pid: number): ProcessStat | undefined;
}

const tables = new Map<string, ProcessTable>();

/** The table of this `/proc`, the same for all probes. */
export function processTable(procPath: string): ProcessTable {
  let table = tables.get(procPath);
  if (table === undefined) {
    table = createTable(procPath);
    tables.set(procPath, table);
  }
  return table;
}

/** Longer than any line of `/proc/<pid>/stat`. */
const STAT_BYTES = 2048;

function createTable(procPath: string): ProcessTable {
  const buffer = Buffer.allocUnsafeSlow(STAT_BYTES);
  let last: ProcessScan | undefined;
  return { scan, pids, read };

  function scan(nowMs: number, maxAgeMs: number): ProcessScan {
    const ageMs = last === undefined ? Number.POSITIVE_INFINITY : nowMs - last.atMs;
    if (last !== undefined && ageMs >= 0 && ageMs <= maxAgeMs) return last;
    const processes: ProcessStat[] = [];
    for (const pid of pids()) {
      const process = read(pid);
      if (process !== undefined) processes.push(process);
    }
    last = { atMs: nowMs, processes };
    return last;
  }

  function pids(): number[] {
    const numbers: number[] = [];
    for (const name of readdirSync(procPath)) {
      const first = name.charCodeAt(0);
      if (first >= 0x31 && first <= 0x39) numbers.push(Number(name));
    }
    return numbers;
  }

  function read(pid: number): ProcessStat | undefined {
    let fd = -1;
    try {
      fd = openSync(join(procPath, String(pid), 'stat'), 'r');
      return parsePidStat(buffer, readSync(fd, buffer, 0, STAT_BYTES, 0));
    } catch (error) {
      if (isGone(error as NodeJS.ErrnoException)) return undefined;
      throw error;
    } finally {
      if (fd >= 0) closeSync(fd);
    }
  }
}

/** A process may end between being listed and being read; with `hidepid` those of others cannot be read at all. */
function isGone({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM';
}

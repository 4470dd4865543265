import { basename } from 'node:path';
import { commandLine } from '../command-line.ts';
import type { ProcessStat } from '../parse-pid-stat.ts';
import type { ProcessTable } from '../process-table.ts';
import type { WatchedProcessesConfig } from './config.ts';

/** The kernel cuts a process's name here. */
const NAME_BYTES = 15;

/** A process may have been looked at before it became what it is (fork, then exec): all are looked at again then. */
const LOOK_AGAIN_MS = 60_000;

interface Known {
  startTicks: number;
  /** Indices of the watched names it belongs to. */
  matches: readonly number[];
}

/**
 * Finds the processes of each watched name. Only processes that are new since the last look and those found before
 * are read, so that it is cheap enough for every interval.
 */
export function processFinder(procPath: string, table: ProcessTable, config: WatchedProcessesConfig) {
  const tests = config.processes.map(toTest);
  let known = new Map<number, Known>();
  let lookedAtAllMs = Number.NEGATIVE_INFINITY;

  return (nowMs: number): ProcessStat[][] => {
    if (Math.abs(nowMs - lookedAtAllMs) >= LOOK_AGAIN_MS) {
      known = new Map();
      lookedAtAllMs = nowMs;
    }
    const found: ProcessStat[][] = tests.map(() => []);
    const next = new Map<number, Known>();
    for (const pid of table.pids()) {
      const before = known.get(pid);
      if (before !== undefined && before.matches.length === 0) {
        next.set(pid, before);
        continue;
      }
      const process = table.read(pid);
      if (process === undefined || process.state === 'Z') continue;
      const same = before !== undefined && before.startTicks === process.startTicks;
      const matches = same ? before.matches : matchesOf(process);
      next.set(pid, { startTicks: process.startTicks, matches });
      for (const index of matches) found[index]?.push(process);
    }
    known = next;
    return found;
  };

  function matchesOf(process: ProcessStat): number[] {
    const words = commandLine(procPath, process.pid);
    return tests.flatMap((test, index) => (test(process.name, words) ? [index] : []));
  }
}

function toTest({ exe, pattern }: WatchedProcessesConfig['processes'][number]) {
  if (pattern !== undefined) {
    const expression = new RegExp(pattern);
    return (_name: string, words: readonly string[]) => expression.test(words.join(' '));
  }
  return (name: string, words: readonly string[]) =>
    exe !== undefined &&
    (basename(words[0] ?? '') === exe || (name === exe && Buffer.byteLength(exe) <= NAME_BYTES));
}

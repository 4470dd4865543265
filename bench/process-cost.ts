import { readdirSync, readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** CPU seconds that a process has used so far, all threads, user and system; children are not in it. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = (Number(fields[11]) + Number(fields[12])) / 100;
  // Ticks are hundredths and know the threads that ended; the scheduler's account is exact and does not.
  return Math.max(ticks, scheduledSeconds(pid));
}

function scheduledSeconds(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      nanoseconds += Number.parseInt(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1'), 10);
    } catch {
      // The thread has ended meanwhile, or this kernel keeps no such account.
    }
  }
  return nanoseconds / 1e9;
}

/**
 * Resident memory of a process in bytes, and the part that is its own: written by it, and so neither shared with
 * anybody nor read from a file again.
 */
export function memoryBytes(pid: number): { resident: number; private: number } {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  const field = (name: string) =>
    Number(rollup.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))?.[1] ?? 0) * 1024;
  return { resident: field('Rss'), private: field('Private_Dirty') };
}

/** Processes that a process has started and that have not ended. */
export function childrenOf(pid: number): number[] {
  const children: number[] = [];
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const text = readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').trim();
    if (text) children.push(...text.split(' ').map(Number));
  }
  return children;
}

/** CPU seconds of a process together with all that it has started, those that have ended too. */
export function familyCpuSeconds(pid: number): number {
  const living = childrenOf(pid).reduce((sum, child) => sum + ofChild(child), cpuSeconds(pid));
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return living + (Number(fields[13]) + Number(fields[14])) / 100;
}

/** 0 for one that has ended meanwhile: its parent's account has it then. */
function ofChild(pid: number): number {
  try {
    return cpuSeconds(pid);
  } catch {
    return 0;
  }
}

/** Connections over TCP that this machine has opened so far, whoever did. */
export function openedConnections(): number {
  const [names = '', values = ''] = readFileSync('/proc/net/snmp', 'latin1')
    .split('\n')
    .filter((line) => line.startsWith('Tcp:'));
  return Number(values.split(' ')[names.split(' ').indexOf('ActiveOpens')]);
}

/** What a table of figures must say about where it was made. */
export function machine(): string {
  const [first] = cpus();
  return `${cpus().length} × ${first?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.version}`;
}

/**
 * Resolves when a process has used less than a twentieth of a core for a second: what it does after the last
 * answer, such as merging, belongs to the cost of what it was given. After half a minute it is quiet enough.
 */
export async function untilQuiet(pid: number): Promise<void> {
  const recent = [cpuSeconds(pid)];
  for (let waits = 0; waits < 150; waits++) {
    await sleep(200);
    recent.push(cpuSeconds(pid));
    if (recent.length > 6) recent.shift();
    if (recent.length === 6 && recent[5] - recent[0] < 0.05) return;
  }
}

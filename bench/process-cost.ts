import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** CPU seconds that a process has used so far, all threads, user and system; children that ended are not in it. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Resident memory of a process in bytes, and the part of it that no other process shares. */
export function memoryBytes(pid: number): { resident: number; private: number } {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  const field = (name: string) =>
    Number(rollup.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))?.[1] ?? 0) * 1024;
  return { resident: field('Rss'), private: field('Private_Clean') + field('Private_Dirty') };
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

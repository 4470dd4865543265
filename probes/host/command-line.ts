import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The words with which a process was started; empty for kernel threads and for what is gone or hidden. */
export function commandLine(procPath: string, pid: number): string[] {
  try {
    const text = readFileSync(join(procPath, String(pid), 'cmdline'), 'utf8');
    return text.split('\0').filter((word) => word !== '');
  } catch {
    return [];
  }
}

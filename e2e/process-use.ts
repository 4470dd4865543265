import { readdirSync, readFileSync } from 'node:fs';

/** What a process holds just now. */
export interface ProcessUse {
  rssBytes: number;
  /** The most that it ever held. */
  peakBytes: number;
  descriptors: number;
}

/** As Linux tells it. */
export function processUse(pid: number): ProcessUse {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
  return {
    rssBytes: kib('VmRSS') * 1024,
    peakBytes: kib('VmHWM') * 1024,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}

import { appendFileSync } from 'node:fs';
import type { Beat, JobName } from './jobs.ts';

/** Where jobs say how they went, and where the application logs. */
export interface InsideReceivers {
  /** Addresses of the jobs, tokens included. */
  beats: Readonly<Partial<Record<JobName, string>>>;
  logFile: string;
}

/** Says it once, without waiting: a demo that nobody hears goes on. */
export function sendBeats(beats: readonly Beat[], { beats: addresses }: InsideReceivers): void {
  for (const { job, path, output } of beats) {
    const address = addresses[job];
    if (!address) continue;
    fetch(`${address}${path}`, { method: 'POST', body: output, signal: AbortSignal.timeout(10_000) }).then(
      (response) => response.body?.cancel(),
      () => {},
    );
  }
}

/** A few lines at a time, as an application writes them. */
export function writeLines(lines: readonly string[], { logFile }: InsideReceivers): void {
  if (lines.length > 0) appendFileSync(logFile, `${lines.join('\n')}\n`);
}

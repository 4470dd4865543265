import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Beat } from './send-beat.ts';

/** Beats that wait for a collector; the oldest make room. */
export const SPOOLED_BEATS = 200;

export interface Spool {
  /** Keeps one for the next call; returns how many had to make room. Never throws: false when it could not be kept. */
  keep(beat: Beat): { dropped: number } | false;
  /** Takes out the oldest, so that nobody else sends it too; undefined when none is left. */
  take(): { beat: Beat; sent(): void; giveBack(): void } | undefined;
}

/** Beats in files of a folder that nobody else can read: each holds the token of a job. */
export function openSpool(folder: string): Spool {
  return {
    keep(beat) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        chmodSync(folder, 0o700);
        const names = waiting();
        const dropped = names.slice(0, Math.max(0, names.length - SPOOLED_BEATS + 1));
        for (const name of dropped) rmSync(join(folder, name), { force: true });
        const file = join(folder, `${String(beat.atMs).padStart(15, '0')}-${randomBytes(4).toString('hex')}`);
        writeFileSync(`${file}.new`, JSON.stringify(beat), { mode: 0o600 });
        renameSync(`${file}.new`, `${file}.json`);
        return { dropped: dropped.length };
      } catch {
        return false;
      }
    },
    take() {
      for (const name of waiting()) {
        const file = join(folder, name);
        const taken = `${file}.${process.pid}`;
        try {
          renameSync(file, taken);
        } catch {
          // Another call was quicker.
          continue;
        }
        const beat = read(taken);
        if (beat) {
          return {
            beat,
            sent: () => rmSync(taken, { force: true }),
            giveBack: () => renameSync(taken, file),
          };
        }
        rmSync(taken, { force: true });
      }
      return undefined;
    },
  };

  /** By name, which is by age. */
  function waiting(): string[] {
    try {
      return readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .sort();
    } catch {
      return [];
    }
  }
}

function read(file: string): Beat | undefined {
  try {
    const { url, phase, query, body, atMs } = JSON.parse(readFileSync(file, 'utf8'));
    return typeof url === 'string' && typeof atMs === 'number'
      ? { url, phase, query, body, atMs }
      : undefined;
  } catch {
    return undefined;
  }
}

import type { FoundFile } from './find-files.ts';

/** Remembers how files looked, to tell which of them are complete. Time is an argument. */
export interface SettledFiles {
  /** Those that have not changed for long enough. */
  among(files: readonly FoundFile[], nowMs: number): Set<FoundFile>;
}

interface Look {
  bytes: number;
  modifiedMs: number;
  sinceMs: number;
}

/**
 * A file is complete when neither its size nor its time have changed for `settleMs` since it was first seen so; one that
 * is there at the first look counts from the time it bears.
 */
export function settledFiles(settleMs: number): SettledFiles {
  let looks: Map<string, Look> | undefined;
  return {
    among(files, nowMs) {
      const settled = new Set<FoundFile>();
      const next = new Map<string, Look>();
      for (const file of files) {
        const { bytes, modifiedMs } = file.stat;
        const before = looks?.get(file.path);
        const isSame = before?.bytes === bytes && before.modifiedMs === modifiedMs;
        const sinceMs = isSame ? before.sinceMs : looks === undefined ? Math.min(modifiedMs, nowMs) : nowMs;
        if (nowMs - sinceMs >= settleMs) settled.add(file);
        next.set(file.path, { bytes, modifiedMs, sinceMs });
      }
      looks = next;
      return settled;
    },
  };
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small real file system that can be filled. */
export interface SmallDisk {
  path: string;
  fill(percent: number): void;
  /** Leaves no room at all. */
  fillUp(): void;
  clear(): void;
  remove(): void;
}

/** Mounts one in memory; where that is not allowed, the reason in words. */
export function trySmallDisk(bytes = 8 * 1024 * 1024): SmallDisk | { reason: string } {
  if (process.platform !== 'linux') return { reason: 'a small disk is mounted on Linux only' };
  const path = mkdtempSync(join(tmpdir(), 'ward-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'ward-test', path], { stdio: 'pipe' });
  } catch (error) {
    rmdirSync(path);
    return {
      reason: `a small disk cannot be mounted here: ${String((error as Error).message).split('\n')[1]}`,
    };
  }
  const file = join(path, 'ballast');
  const clear = () => rmSync(file, { force: true });
  return {
    path,
    fill: (percent) => writeFileSync(file, Buffer.alloc(Math.floor((bytes * percent) / 100))),
    fillUp() {
      try {
        writeFileSync(file, Buffer.alloc(bytes));
      } catch {
        // There was less room than that: now there is none.
      }
    },
    clear,
    remove() {
      clear();
      execFileSync('umount', ['--lazy', path]);
      rmdirSync(path);
    },
  };
}

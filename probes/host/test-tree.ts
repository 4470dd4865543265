import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Measurements, ProbeOptions } from '#probes/probe.ts';

/** A `/proc` and a `/sys` made of files, and a clock to set: for tests. */
export interface TestTree {
  options: ProbeOptions & { procPath: string; sysPath: string };
  nowMs: number;
  /** Writes a file, such as `proc/stat`. */
  write(path: string, content: string | Buffer): void;
  remove(path: string): void;
  /** Deletes everything. */
  end(): void;
}

/** Makes an empty tree. */
export function testTree(): TestTree {
  const root = mkdtempSync(join(tmpdir(), 'ward-host-'));
  const procPath = join(root, 'proc');
  const sysPath = join(root, 'sys');
  mkdirSync(procPath);
  mkdirSync(sysPath);
  const tree: TestTree = {
    options: { procPath, sysPath, now: () => tree.nowMs },
    nowMs: 1_700_000_000_000,
    write(path, content) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    remove: (path) => rmSync(join(root, path), { recursive: true }),
    end: () => rmSync(root, { recursive: true }),
  };
  return tree;
}

/** This machine's own `/proc` and `/sys`. */
export const realOptions: ProbeOptions = { procPath: '/proc', sysPath: '/sys', now: () => Date.now() };

/** A signal that never aborts. */
export const running = new AbortController().signal;

/** Readings by name and label values, such as `disk.used_percent / vda1 ext4 rw`. */
export function figures(measurements: Measurements): Record<string, number> {
  return Object.fromEntries(
    measurements.readings.map(({ column, value }) => [
      [column.metric, ...Object.values(column.labels)].join(' '),
      value,
    ]),
  );
}

import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { RestoreError } from './backup-error.ts';
import { syncFolder, writeDurably } from './durable.ts';
import { type Manifest, readManifest, writeManifest } from './manifest.ts';

const NAME = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z)\.json$/;

/** The points of a backup folder, which are named by their time. */
export interface Points {
  /** The oldest first. */
  names(): string[];
  /** Throws a `RestoreError` when it is not there, or damaged. */
  read(name: string): Manifest;
  /** Makes a point; durable when it returns. */
  write(manifest: Manifest): string;
  remove(name: string): void;
}

export function openPoints(folder: string): Points {
  return {
    names: () =>
      listed(folder)
        .flatMap((file) => NAME.exec(file)?.[1] ?? [])
        .sort(),
    read(name) {
      const file = join(folder, `${name}.json`);
      try {
        return readManifest(readFileSync(file, 'utf8'));
      } catch (cause) {
        const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
        if (isMissing) throw new RestoreError('no_point', name, `there is no point ${file}`, { cause });
        const sentence = `the point ${file} cannot be read (${reasonOf(cause)}): it is damaged, or of another version of Ward`;
        throw new RestoreError('point', name, sentence, { cause });
      }
    },
    write(manifest) {
      const name = pointName(manifest.atMs);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeDurably(join(folder, `${name}.json`), Buffer.from(writeManifest(manifest)));
      syncFolder(folder);
      return name;
    },
    remove(name) {
      rmSync(join(folder, `${name}.json`), { force: true });
    },
  };
}

/** The name of the point of a moment: its time, in letters that every file system takes. */
export function pointName(atMs: number): string {
  return new Date(atMs).toISOString().replace(/[:.]/g, '-');
}

/** The moment that a point is of. */
export function pointTimeMs(name: string): number {
  return Date.parse(name.replace(/T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z/, 'T$1:$2:$3.$4Z'));
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** In one line, whatever was wrong with it. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof z.ZodError)) return (cause as Error).message;
  const [first] = cause.issues;
  return `${first?.path.join('.')}: ${first?.message}`;
}

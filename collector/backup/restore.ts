import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { RestoreError } from './backup-error.ts';
import { syncFolder } from './durable.ts';
import { freeBytes, placesIn } from './folder.ts';
import { bytesOf, type Manifest, type ManifestFile, pieceLength } from './manifest.ts';
import type { Objects } from './objects.ts';

export interface RestoreOptions {
  /** The folder of backups. */
  from: string;
  /** Name of a point; default: the newest. */
  point?: string | undefined;
  /** A data directory that is empty or not there. */
  to: string;
  onBytes?(doneBytes: number, totalBytes: number): void;
  signal?: AbortSignal | undefined;
}

/** What was put back. */
export interface Restored {
  point: string;
  manifest: Manifest;
  bytes: number;
}

/**
 * Puts a point back as a data directory, all or nothing: everything is written beside it, every piece compared with its
 * hash, and only then does it get its name. Throws a `RestoreError`.
 */
export async function restorePoint(options: RestoreOptions): Promise<Restored> {
  const { from, to, onBytes = () => {}, signal } = options;
  const { point, manifest } = readPoint(from, options.point);
  const target = resolve(to);
  mkdirSync(dirname(target), { recursive: true });
  const place = placeFor(target);
  removeLeftBehind(place);
  refuseUsed(target);
  refuseWithoutRoom(place.folder, bytesOf(manifest));

  const written = join(place.folder, `${place.prefix}${process.pid}`);
  try {
    await writeFiles({ from, point, manifest, folder: written, onBytes, signal });
    takePlace(written, target);
  } finally {
    rmSync(written, { recursive: true, force: true });
  }
  return { point, manifest, bytes: bytesOf(manifest) };
}

/** A point and what it is made of; the newest one without a name. */
export function readPoint(from: string, name?: string): { point: string; manifest: Manifest } {
  const { points } = placesIn(from);
  const names = points.names();
  const point = name ?? names.at(-1);
  if (point === undefined || names.length === 0)
    throw new RestoreError(
      'no_point',
      from,
      `there is no backup in ${from}: name the folder that backups are made to`,
    );
  if (!names.includes(point)) {
    const sentence = `there is no point ${point} in ${from}; there are ${names.slice(-5).join(', ')}`;
    throw new RestoreError('no_point', point, sentence);
  }
  return { point, manifest: points.read(point) };
}

export interface WriteFilesOptions {
  from: string;
  point: string;
  manifest: Manifest;
  /** Made by this. */
  folder: string;
  onBytes?(doneBytes: number, totalBytes: number): void;
  /** Told of a piece that cannot be used; it goes on with the next file then. Without it such a piece is thrown. */
  onDamage?(file: string, error: RestoreError): void;
  signal?: AbortSignal | undefined;
}

/** Writes every file of a point, durably. */
export async function writeFiles(options: WriteFilesOptions): Promise<void> {
  const { from, point, manifest, folder, onBytes = () => {}, onDamage, signal } = options;
  const { objects } = placesIn(from);
  const totalBytes = bytesOf(manifest);
  let doneBytes = 0;
  mkdirSync(folder, { mode: 0o700 });
  const folders = new Set([folder]);
  for (const file of manifest.files) {
    const path = join(folder, ...file.name.split('/'));
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    for (let each = dirname(path); each.length > folder.length; each = dirname(each)) folders.add(each);
    try {
      await writeFile(file, path, objects, signal, (bytes) => {
        doneBytes += bytes;
        onBytes(doneBytes, totalBytes);
      });
    } catch (error) {
      if (!(error instanceof RestoreError)) throw error;
      const sentence = `${error.message}: ${file.name} of the point ${point} cannot be restored`;
      const named = new RestoreError(error.failure, error.what, sentence, { cause: error });
      if (!onDamage) throw named;
      onDamage(file.name, named);
    }
  }
  for (const each of folders) syncFolder(each);
}

async function writeFile(
  file: ManifestFile,
  path: string,
  objects: Objects,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    for (const [index, hash] of file.pieces.entries()) {
      signal?.throwIfAborted();
      const piece = objects.read(hash, pieceLength(file, index));
      for (let at = 0; at < piece.length; ) at += writeSync(descriptor, piece, at);
      onBytes(piece.length);
      await setImmediate();
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Where files are written before they have their place: beside it, or inside where it is a file system of its own. */
interface Place {
  folder: string;
  prefix: string;
}

function placeFor(target: string): Place {
  const parent = dirname(target);
  const isMount = statSync(target, { throwIfNoEntry: false })?.dev !== statSync(parent).dev;
  // Such as /var/lib for the user of a service, to whom one folder in it belongs.
  const isForOthers = !mayWrite(parent);
  if (existsSync(target) && (isMount || isForOthers)) return { folder: target, prefix: '.restoring-' };
  if (isForOthers) {
    const sentence = `${target} is not there, and ${parent} cannot be written by this user: make it as an empty folder of this user first`;
    throw new RestoreError('failed', target, sentence);
  }
  return { folder: parent, prefix: `${basename(target)}.restoring-` };
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function refuseUsed(target: string): void {
  // A file system is made with a folder for what is found in it.
  if (!existsSync(target) || readdirSync(target).every((name) => name === 'lost+found')) return;
  throw new RestoreError(
    'failed',
    target,
    `${target} is not empty: name a new folder, or move what is there away; nothing is ever restored over something`,
  );
}

/** Of restores into this place that were killed. */
function removeLeftBehind({ folder, prefix }: Place): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length)))) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Throws a `RestoreError` unless the file system of a folder has room for so many bytes. */
export function refuseWithoutRoom(folder: string, bytes: number): void {
  const free = freeBytes(folder);
  if (free >= bytes) return;
  const [needed, there] = [bytes, free].map((each) => Math.ceil(each / 2 ** 20).toLocaleString('en'));
  throw new RestoreError(
    'disk_full',
    folder,
    `restoring needs ${needed} MiB, ${there} are free on the disk of ${folder}: make room on it, or name another place`,
  );
}

/** Gives the folder its name; where it lies inside, what is in it moves up, the ledger last: without it there is no collector. */
function takePlace(written: string, target: string): void {
  if (dirname(written) === target) {
    const isLedger = (name: string) => Number(name === 'ledger.sqlite');
    const names = readdirSync(written).sort((a, b) => isLedger(a) - isLedger(b));
    for (const name of names) renameSync(join(written, name), join(target, name));
  } else {
    if (existsSync(target)) rmdirSync(target);
    renameSync(written, target);
  }
  syncFolder(target);
  syncFolder(dirname(target));
}

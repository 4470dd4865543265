import { setImmediate } from 'node:timers/promises';
import { BackupError, RestoreError } from '../backup-error.ts';
import { openBackupFolder, placesIn } from '../folder.ts';
import { bytesOf, type Manifest, pieceLength } from '../manifest.ts';
import { bytesText, type CommandOptions, countText, EXIT, progressTeller } from './say.ts';

/** Prints the points of a folder, the oldest first. */
export function listPoints(folder: string, { print, complain }: CommandOptions): number {
  const { points } = placesIn(folder);
  const names = points.names();
  if (names.length === 0) {
    complain(`there is no backup in ${folder}`);
    return EXIT.failed;
  }
  let unreadable = 0;
  for (const name of names) {
    try {
      const manifest = points.read(name);
      print(
        `${name}  ${bytesText(bytesOf(manifest)).padStart(11)}  ${bytesText(manifest.newBytes).padStart(11)} new  ${holds(manifest)}`,
      );
    } catch (error) {
      print((error as Error).message);
      unreadable++;
    }
  }
  return unreadable > 0 ? EXIT.failed : EXIT.ok;
}

function holds({ machine, dataDir, ward, samples, withKey }: Manifest): string {
  const notes = [`Ward ${ward} on ${machine}, ${dataDir}`];
  if (samples === 'elsewhere') notes.push('without samples');
  if (!withKey) notes.push('without key');
  return notes.join(', ');
}

/** Reads every piece that a point names and compares it with its hash. */
export async function verifyPoints(folder: string, options: CommandOptions): Promise<number> {
  const { print, complain, signal } = options;
  const teller = progressTeller(options);
  // A backup would take pieces away meanwhile. From a medium that cannot be written nobody takes any.
  const held = holdIfPossible(folder);
  try {
    const { points, objects } = placesIn(folder);
    const pieces = new Map<string, { bytes: number; file: string; point: string }>();
    let damaged = 0;
    for (const point of points.names()) {
      try {
        for (const listed of points.read(point).files)
          for (const [at, hash] of listed.pieces.entries())
            pieces.set(hash, { bytes: pieceLength(listed, at), file: listed.name, point });
      } catch (error) {
        if (!(error instanceof RestoreError)) throw error;
        complain(error.message);
        damaged++;
      }
    }
    const totalBytes = [...pieces.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    let doneBytes = 0;
    for (const [hash, { bytes, file, point }] of pieces) {
      signal.throwIfAborted();
      try {
        objects.read(hash, bytes);
      } catch (error) {
        teller.end();
        complain(`${(error as Error).message}: ${file} of the point ${point} cannot be restored`);
        damaged++;
      }
      doneBytes += bytes;
      teller.tell({ stage: 'comparing', doneBytes, totalBytes });
      await setImmediate();
    }
    teller.end();
    const looked = `${countText(points.names().length, 'backup')}, ${countText(pieces.size, 'piece')} of ${bytesText(totalBytes)}`;
    print(damaged === 0 ? `${looked}: all as they were written` : `${looked}: ${damaged} damaged`);
    return damaged === 0 ? EXIT.ok : EXIT.failed;
  } finally {
    teller.end();
    held?.close();
  }
}

function holdIfPossible(folder: string): { close(): void } | undefined {
  try {
    return openBackupFolder(folder);
  } catch (error) {
    if (error instanceof BackupError && error.failure === 'folder') return undefined;
    throw error;
  }
}

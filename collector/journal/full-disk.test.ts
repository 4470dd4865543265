import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { JournalFullError } from './journal.ts';
import { openSqliteJournal, type SqliteJournal } from './sqlite-journal.ts';

const MOUNT_BYTES = 8 * 1024 ** 2;

const canMount = tryMount();

describe.skipIf(!canMount)('on a small disk of its own (needs root and mount)', () => {
  let directory: string;
  let journal: SqliteJournal;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'ward-full-'));
    mount(directory);
    journal = openSqliteJournal({
      file: join(directory, 'journal.sqlite'),
      limitBytes: 2 ** 40,
      nowMs: () => 0,
      onLoss: () => {},
    });
  });
  afterEach(async () => {
    await journal.close();
    execFileSync('umount', ['-l', directory]);
    rmSync(directory, { recursive: true, force: true });
  });

  test('a full disk refuses whole batches, keeps what was taken, and takes again once there is space', async () => {
    await journal.append(new Uint8Array(1_000).fill(1), 2);
    const ballast = fillUp(directory);

    await expect(appendUntilRefused(journal)).rejects.toThrow(JournalFullError);
    const { next } = journal;
    await expect(journal.append(new Uint8Array(1_000_000), 5)).rejects.toThrow(JournalFullError);
    expect(journal.next).toBe(next);
    rmSync(ballast);
    const position = await journal.append(new Uint8Array(1_000).fill(9), 3);

    expect(position).toBe(next);
    expect((await journal.read(1))?.bytes).toEqual(new Uint8Array(1_000).fill(1));
    expect(await journal.read(next)).toEqual({
      position: next,
      entries: 3,
      bytes: new Uint8Array(1_000).fill(9),
    });
    expect(await journal.losses()).toEqual([]);
  });

  test('a disk that turned read-only refuses, and takes again when it can be written', async () => {
    await journal.append(new Uint8Array(1_000).fill(1), 2);
    // A file system with files open for writing cannot be made read-only.
    await journal.close();
    execFileSync('mount', ['-o', 'remount,ro', directory]);
    const opening = () =>
      openSqliteJournal({
        file: join(directory, 'journal.sqlite'),
        limitBytes: 2 ** 40,
        nowMs: () => 0,
        onLoss: () => {},
      });

    expect(opening).toThrow(JournalFullError);
    execFileSync('mount', ['-o', 'remount,rw', directory]);
    journal = opening();

    expect(await journal.append(new Uint8Array(80), 1)).toBe(3);
  });
});

async function appendUntilRefused(journal: SqliteJournal): Promise<void> {
  for (let batch = 0; batch < 100; batch++) await journal.append(new Uint8Array(200_000), 1);
}

/** Leaves less than a megabyte. */
function fillUp(directory: string): string {
  const file = join(directory, 'ballast');
  writeFileSync(file, new Uint8Array(MOUNT_BYTES - 1024 ** 2));
  return file;
}

function mount(directory: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${MOUNT_BYTES}`, 'none', directory], { stdio: 'ignore' });
}

function tryMount(): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'ward-mount-'));
  try {
    mount(directory);
    execFileSync('umount', [directory]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

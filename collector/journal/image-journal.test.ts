import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { beginJournalImage, checkJournal, isTakenUp } from './image-journal.ts';
import { CONSUMERS } from './journal.ts';
import { openSqliteJournal, type SqliteJournal } from './sqlite-journal.ts';

const KIB = 1_024;
let folder: string;
let file: string;
let journal: SqliteJournal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-image-'));
  file = join(folder, 'journal.sqlite');
  journal = openSqliteJournal({ file, limitBytes: 2 ** 40, nowMs: () => 0, onLoss() {} });
});
afterEach(async () => {
  await journal.close();
  rmSync(folder, { recursive: true, force: true });
});

async function append(batches: number): Promise<void> {
  for (let batch = 0; batch < batches; batch++)
    await journal.append(new Uint8Array(100 * KIB).fill(journal.next), 3);
}

async function releaseAll(position: number): Promise<void> {
  for (const consumer of CONSUMERS) await journal.release(consumer, position);
  await journal.saveSenders({ position, senders: new Map([['one 0', savedSender(position)]]) }, []);
}

const savedSender = (position: number) => ({
  ranges: [[1, position]] as [number, number][],
  floor: 0,
  gaps: [],
  seenAtMs: 0,
});

describe('an image of a journal', () => {
  test('is the journal of its moment, whatever is appended and dropped while it is copied', async () => {
    await append(60);
    await releaseAll(31);
    const image = beginJournalImage(file);
    await append(40);
    await releaseAll(journal.next);
    expect(journal.oldest).toBe(journal.next);

    const figures = await image.copyTo(join(folder, 'copy'), () => {});
    image.close();

    expect(figures).toEqual({
      from: 31,
      next: 181,
      batches: 50,
      entries: 150,
      bytes: 50 * 100 * KIB,
      damagedEntries: 0,
      sendersPosition: 31,
      released: { judging: 31, store: 31, records: 31 },
    });
    expect(image.bytes).toBe(figures.bytes);
    expect(await checkJournal(join(folder, 'copy'))).toEqual(figures);
    const copied = openSqliteJournal({
      file: join(folder, 'copy'),
      limitBytes: 2 ** 40,
      nowMs: () => 0,
      onLoss() {},
    });
    expect([copied.oldest, copied.next, copied.replaced]).toEqual([31, 181, false]);
    expect(await copied.read(100)).toEqual({
      position: 100,
      entries: 3,
      bytes: new Uint8Array(100 * KIB).fill(100),
    });
    expect((await copied.senders()).senders.get('one 0')).toEqual(savedSender(31));
    await copied.close();
  });

  test('of one that was read to its end goes on where it was', async () => {
    await append(5);
    await releaseAll(16);

    const image = beginJournalImage(file);
    const figures = await image.copyTo(join(folder, 'copy'), () => {});
    image.close();

    expect(figures).toMatchObject({ from: 16, next: 16, batches: 0 });
    expect(await isTakenUp(join(folder, 'copy'), 16)).toBe(true);
    expect(await isTakenUp(join(folder, 'copy'), 17)).toBe(false);
  });

  test('ends when nobody wants it any more', async () => {
    await append(60);
    const image = beginJournalImage(file);
    const leaving = new AbortController();

    const copying = image.copyTo(join(folder, 'copy'), () => leaving.abort(), leaving.signal);

    await expect(copying).rejects.toMatchObject({ name: 'AbortError' });
    image.close();
  });
});

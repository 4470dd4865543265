import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ENTRY } from './entry.ts';
import { CONSUMERS, JournalDamagedError, type JournalLoss } from './journal.ts';
import { testJournal } from './journal-suite.ts';
import { memoryJournal } from './memory-journal.ts';
import { openJournalReader, openSqliteJournal, type SqliteJournal } from './sqlite-journal.ts';

const PAGE_BYTES = 16_384;

let directory: string;
let file: string;
let losses: JournalLoss[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ward-journal-'));
  file = join(directory, 'journal.sqlite');
  losses = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function open(limitBytes = 2 ** 40, reached?: number): SqliteJournal {
  return openSqliteJournal({
    file,
    limitBytes,
    reached,
    nowMs: () => 1_000,
    onLoss: (loss) => losses.push(loss),
  });
}

testJournal('a journal in memory', (limitBytes, onLoss) => memoryJournal({ limitBytes, onLoss }));
testJournal('a journal in SQLite', (limitBytes, onLoss) =>
  openSqliteJournal({ file, limitBytes, nowMs: () => 0, onLoss }),
);

/** Appends that many batches of 10 entries, each filled with its number. */
async function fill(batches: number, bytes: number): Promise<void> {
  const journal = open();
  for (let batch = 0; batch < batches; batch++) await journal.append(new Uint8Array(bytes).fill(batch), 10);
  await journal.close();
}

async function walk(journal: Pick<SqliteJournal, 'read'>): Promise<number[]> {
  const positions: number[] = [];
  for (let position = 1; ; ) {
    const batch = await journal.read(position);
    if (!batch) return positions;
    expect(batch.bytes.every((byte) => byte === ((batch.position - 1) / 10) % 256)).toBe(true);
    positions.push(batch.position);
    position = batch.position + batch.entries;
  }
}

function overwritePage(page: number): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(PAGE_BYTES, 0xee), 0, PAGE_BYTES, page * PAGE_BYTES);
  closeSync(descriptor);
}

/** Pages that the table of batches uses, by kind, in the order of their rows. */
function pagesOf(kind: 'leaf' | 'overflow'): number[] {
  const bytes = readFileSync(file);
  const pages: number[] = [];
  for (let page = 1; page < statSync(file).size / PAGE_BYTES; page++) {
    // 13 is the first byte of a leaf of a table; what is none of the b-tree kinds is overflow here.
    const first = bytes[page * PAGE_BYTES];
    const cells = bytes.readUInt16BE(page * PAGE_BYTES + 3);
    if (kind === 'leaf' ? first === 13 && cells > 1 : first === 0) pages.push(page);
  }
  return pages;
}

test('what was appended is there after it was closed and opened again', async () => {
  const before = open();
  await before.append(new Uint8Array(80).fill(1), 2);
  await before.release('store', 3);
  await before.close();

  const journal = open();

  expect([journal.next, journal.oldest, journal.bytes]).toEqual([3, 1, 80]);
  expect((await journal.read(1))?.entries).toBe(2);
  await journal.release('judging', 3);
  await journal.release('records', 3);
  await journal.saveSenders({ position: 3, senders: new Map() }, []);
  expect(journal.oldest).toBe(3);
  await journal.close();
  const reader = openJournalReader(file);
  expect(reader.end()).toBe(3);
  reader.close();
  const again = open();
  expect(again.next).toBe(3);
  await again.close();
});

test('another connection reads while the journal is appended to', async () => {
  const journal = open();
  await journal.append(new Uint8Array(80).fill(0), 10);
  const reader = openJournalReader(file);
  const first = reader.read(1);

  await journal.append(new Uint8Array(80).fill(1), 10);

  expect(first?.position).toBe(1);
  expect(reader.read(11)?.bytes[0]).toBe(1);
  expect(reader.read(21)).toBeUndefined();
  reader.close();
  await journal.close();
});

test('a batch whose bytes changed on disk is named as lost, once, and reading goes on behind it', async () => {
  await fill(40, 3 * PAGE_BYTES);
  const overflow = pagesOf('overflow');
  overwritePage(overflow[Math.floor(overflow.length / 2)]);

  const journal = open();
  const read = await walk(journal);
  await walk(journal);

  expect(read).toHaveLength(39);
  expect(losses).toHaveLength(1);
  expect(losses[0].to - losses[0].from).toBe(9);
  expect(read).not.toContain(losses[0].from);
  expect(await journal.losses()).toEqual([{ ...losses[0], atMs: 1_000, reason: 'damaged' }]);
  await journal.close();
});

test('a page of many batches that is damaged costs these and no others, and the journal goes on', async () => {
  await fill(300, 1_800);
  const leaves = pagesOf('leaf');
  overwritePage(leaves[Math.floor(leaves.length / 2)]);

  const journal = open();
  const read = await walk(journal);

  const lost = losses.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  expect(read.length * 10 + lost).toBe(3_000);
  expect(lost).toBeLessThan(200);
  expect(losses).toHaveLength(1);
  expect(await journal.append(new Uint8Array(80), 1)).toBe(3_001);
  for (const consumer of CONSUMERS) await journal.release(consumer, 3_001);
  await journal.saveSenders({ position: 3_001, senders: new Map() }, []);
  for (let step = 0; step < 10; step++) await journal.append(new Uint8Array(80), 1);
  expect(journal.oldest).toBe(3_001);
  await journal.close();
});

test('a reader of another thread tells what it could not read', async () => {
  await fill(40, 3 * PAGE_BYTES);
  overwritePage(pagesOf('overflow')[30]);
  const told: [number, number][] = [];

  const reader = openJournalReader(file, (from, to) => told.push([from, to]));
  for (let position = 1; ; ) {
    const batch = reader.read(position);
    if (!batch) break;
    position = batch.position + batch.entries;
  }

  expect(told).toHaveLength(1);
  reader.close();
});

test('a hole of a million positions is stepped over', async () => {
  const journal = open();
  await journal.append(new Uint8Array(80).fill(0), 10);
  await journal.append(new Uint8Array(80).fill(1), 1_000_000);
  await journal.append(new Uint8Array(80).fill(2), 1);
  const other = new DatabaseSync(file);
  other.exec('DELETE FROM batches WHERE position = 11');
  other.close();

  expect((await journal.read(11))?.position).toBe(1_000_011);
  await journal.close();
});

test('a new file behind consumers that have read further never gives a position twice', async () => {
  const journal = open(2 ** 40, 5_000);
  expect(journal.replaced).toBe(true);

  const position = await journal.append(new Uint8Array(80), 1);

  expect(position).toBeGreaterThan(1e9);
  expect((await journal.read(5_000))?.position).toBe(position);
  expect(await journal.losses()).toEqual([
    { from: 1, to: 4_999, fromMs: null, toMs: 1_000, atMs: 1_000, reason: 'damaged' },
  ]);
  await journal.close();
  const again = open(2 ** 40, position + 1);
  expect(again.next).toBe(position + 1);
  expect(again.replaced).toBe(false);
  await again.close();
});

test('room is made in bounded steps', async () => {
  const journal = open();
  for (let batch = 0; batch < 1_200; batch++) await journal.append(new Uint8Array(8), 1);
  await journal.release('store', 1_201);
  await journal.release('records', 1_201);
  await journal.saveSenders({ position: 1_201, senders: new Map() }, []);

  await journal.release('judging', 1_201);
  const afterOneStep = journal.oldest;
  await journal.append(new Uint8Array(8), 1);
  await journal.append(new Uint8Array(8), 1);

  expect(afterOneStep).toBe(501);
  expect(journal.oldest).toBe(1_201);
  await journal.close();
});

test.each([
  ['text', 'this is no journal at all, and it is longer than the header of a database would be'],
  ['nothing but zeros', Buffer.alloc(PAGE_BYTES)],
])('a file of %s is answered with one sentence that says what to do', (_name, content) => {
  writeFileSync(file, content);

  expect(open).toThrow(JournalDamagedError);
  expect(open).toThrow(`the journal ${file} cannot be opened (file is not a database): move the file away`);
});

test('a journal of a later format is refused', () => {
  const database = new DatabaseSync(file);
  database.exec(
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL); INSERT INTO facts VALUES ('format', '2')",
  );
  database.close();

  expect(open).toThrow('its format is 2, this program knows 1');
});

/** A batch of one entry that arrived then. */
function arrived(atMs: number): Uint8Array {
  const bytes = new Uint8Array(64);
  new DataView(bytes.buffer).setFloat64(ENTRY.arrival, atMs, true);
  return bytes;
}

async function passAll(journal: SqliteJournal, position: number): Promise<void> {
  for (const consumer of CONSUMERS) await journal.release(consumer, position);
  await journal.saveSenders({ position, senders: new Map() }, []);
}

test('what a store has lost is written down with the time that is missing, and known after a restart', async () => {
  let nowMs = 0;
  const openAt = () =>
    openSqliteJournal({ file, limitBytes: 2 ** 40, nowMs: () => nowMs, onLoss: (loss) => losses.push(loss) });
  const journal = openAt();
  await journal.storeAt('a store', 1);
  for (nowMs = 1_000_000; nowMs <= 5_000_000; nowMs += 1_000_000) {
    await journal.append(arrived(nowMs), 1);
    await journal.saveSenders({ position: 1, senders: new Map() }, []);
  }
  await passAll(journal, 5);

  await journal.storeAt('a store', 3);
  await journal.storeAt('a store', 1);
  await journal.close();
  const again = openAt();

  const common = { toMs: 5_000_000, atMs: 6_000_000 };
  expect(await again.losses()).toEqual([
    { from: 1, to: 2, fromMs: null, reason: 'store_emptied', ...common },
    { from: 3, to: 4, fromMs: 2_000_000, reason: 'store_put_back', ...common },
  ]);
  expect(losses.map(({ from }) => from)).toEqual([3, 1]);
  expect(again.lostEntries).toMatchObject({ store_emptied: 2, store_put_back: 2 });
  await again.close();
});

test('entries dropped at the limit are named with the time in which they arrived', async () => {
  const journal = open(64 * 10);
  for (let at = 1; at <= 12; at++) {
    await journal.append(arrived(at * 1_000), 1);
    for (const consumer of ['judging', 'records'] as const) await journal.release(consumer, at + 1);
    await journal.saveSenders({ position: at + 1, senders: new Map() }, []);
  }

  const lost = await journal.losses();

  expect(lost).toMatchObject([{ from: 1, fromMs: 1_000, reason: 'limit' }]);
  expect(lost[0]?.toMs).toBe((lost[0]?.to ?? 0) * 1_000);
  await journal.close();
});

test('a journal of an older version gets what it lacks, and keeps what it knew', async () => {
  await open().close();
  const old = new DatabaseSync(file);
  old.exec('DROP TABLE losses; DROP TABLE marks');
  old.exec(
    'CREATE TABLE losses (from_position INTEGER PRIMARY KEY, to_position INTEGER NOT NULL, at_ms INTEGER NOT NULL, reason TEXT NOT NULL)',
  );
  old.exec("INSERT INTO losses VALUES (5, 9, 77, 'limit')");
  old.close();

  const journal = open();

  expect(await journal.losses()).toEqual([
    { from: 5, to: 9, fromMs: null, toMs: null, atMs: 77, reason: 'limit' },
  ]);
  await journal.close();
});

test('positions that a new file left out are lost by no store', async () => {
  const journal = open(2 ** 40, 5_000);
  await journal.append(new Uint8Array(64), 1);
  await journal.storeAt('a store', 4_000);

  await journal.storeAt('a store', 1);

  expect((await journal.losses()).map(({ from, to, reason }) => [from, to, reason])).toEqual([
    [1, 4_999, 'damaged'],
  ]);
  await journal.close();
});

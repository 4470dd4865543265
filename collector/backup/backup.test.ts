import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BackupJob, backUpStill } from './back-up-still.ts';
import { placesIn } from './folder.ts';
import type { MadePoint } from './make-point.ts';
import { restorePoint } from './restore.ts';
import { growDataDir } from './test-data-dir.ts';
import { testPoint } from './test-point.ts';

let root: string;
let to: string;
let dataDir: string;
let clockMs = Date.UTC(2026, 10, 21, 12);
const master = mkdtempSync(join(tmpdir(), 'ward-backup-'));
beforeAll(() => growDataDir(master, 1_000));
afterAll(() => rmSync(master, { recursive: true, force: true }));
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ward-backup-'));
  to = join(root, 'backups');
  dataDir = join(root, 'data');
  cpSync(master, dataDir, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function backUp(more: Partial<BackupJob> = {}): Promise<MadePoint> {
  const job: BackupJob = {
    to,
    dataDir,
    ledger: { kind: 'sqlite' },
    store: 'embedded',
    keep: 14,
    withKey: true,
    ward: '0.0.0',
    ...more,
  };
  clockMs += 60_000;
  return backUpStill(job, { nowMs: () => clockMs, say() {} });
}

function test(more: { keyFile?: string } = {}) {
  return testPoint({ from: to, place: root, by: 'test', nowMs: () => clockMs, ...more });
}

/** Every file below a folder with its bytes. */
function filesIn(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true }).map(String).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return new Map(files.map((name) => [name, readFileSync(join(folder, name))]));
}

describe('a backup', () => {
  it('is restored as it was, and its test passes', async () => {
    const made = await backUp();
    const restored = await restorePoint({ from: to, to: join(root, 'restored') });
    const tested = await test();

    expect(restored).toMatchObject({ point: made.point, bytes: made.bytes });
    const files = filesIn(join(root, 'restored'));
    for (const [name, bytes] of files) {
      if (/^(ledger|journal)/.test(name)) continue;
      expect(readFileSync(join(dataDir, name)).equals(bytes), name).toBe(true);
    }
    expect([...files.keys()]).toEqual(
      expect.arrayContaining(['journal.sqlite', 'ledger.sqlite', 'seal.key']),
    );
    expect(tested.differences).toEqual([]);
    expect(tested).toMatchObject({ passed: true, point: made.point });
    expect(tested.checked).toMatchObject({ auditEntries: 6, isSealChecked: true, samples: 999 * 5 * 12 });
    expect(readdirSync(root).sort()).toEqual(['backups', 'data', 'restored']);
  });

  it('costs the second time what is new, and reads no file that is as it was', async () => {
    const first = await backUp();
    const again = await backUp();
    await growDataDir(dataDir, 1_100);
    const later = await backUp();

    expect(first.newBytes).toBeGreaterThan(first.bytes * 0.9);
    expect(again.newBytes).toBeLessThan(first.newBytes / 2);
    expect(later.newBytes).toBeLessThan(first.newBytes);
    const { points } = placesIn(to);
    const [one, two] = points.names().map((name) => points.read(name).files.filter(({ tally }) => tally));
    expect(two).toEqual(one);
    expect((await test()).differences).toEqual([]);
  });

  it('can be read by its owner alone', async () => {
    await backUp();

    const modes = readdirSync(to, { recursive: true }).map((name) => statSync(join(to, String(name))));
    expect(modes.filter((stats) => stats.isFile() && (stats.mode & 0o077) !== 0)).toEqual([]);
    expect(modes.filter((stats) => stats.isDirectory() && (stats.mode & 0o077) !== 0)).toEqual([]);
  });

  it('keeps the newest points and the objects that they name', async () => {
    const first = await backUp({ keep: 2 });
    for (const until of [1_100, 1_200, 1_300]) {
      await growDataDir(dataDir, until);
      await backUp({ keep: 2 });
    }

    const { points } = placesIn(to);
    expect(points.names()).toHaveLength(2);
    expect(points.names()).not.toContain(first.point);
    const named = new Set(
      points.names().flatMap((name) => points.read(name).files.flatMap(({ pieces }) => pieces)),
    );
    const there = [...filesIn(join(to, 'objects')).keys()].map((name) => name.slice(3));
    expect(there.sort()).toEqual([...named].sort());
    expect((await test()).differences).toEqual([]);
  });

  it('without the key is tested as far as that goes, and whole with a key that is given', async () => {
    await backUp({ withKey: false });

    expect(
      placesIn(to)
        .points.read(placesIn(to).points.names()[0])
        .files.map(({ name }) => name),
    ).not.toContain('seal.key');
    const without = await test();
    expect(without).toMatchObject({ passed: true, checked: { isSealChecked: false } });
    const given = await test({ keyFile: join(dataDir, 'seal.key') });
    expect(given).toMatchObject({ passed: true, checked: { isSealChecked: true } });
    writeFileSync(join(root, 'other.key'), `${Buffer.alloc(32, 9).toString('base64')}\n`);
    const wrong = await test({ keyFile: join(root, 'other.key') });
    expect(wrong).toMatchObject({ passed: false, differences: [{ code: 'audit' }] });
  });

  it('is not mixed with those of another collector, and is one at a time', async () => {
    await backUp();
    const other = join(root, 'other');
    await growDataDir(other, 50);

    await expect(backUp({ dataDir: other })).rejects.toMatchObject({ failure: 'foreign' });
    const both = await Promise.allSettled([backUp(), backUp()]);

    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { failure: 'in_use' } });
  });

  it('that is cancelled leaves no point', async () => {
    const cancelling = new AbortController();
    const job = {
      to,
      dataDir,
      ledger: { kind: 'sqlite' },
      store: 'embedded',
      keep: 3,
      withKey: true,
      ward: '',
    } as const;
    const say = ({ stage }: { stage: string }) => {
      if (stage === 'files') cancelling.abort();
    };

    await expect(
      backUpStill(job, { nowMs: () => clockMs, say, signal: cancelling.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' });

    expect(placesIn(to).points.names()).toEqual([]);
    expect(existsSync(join(to, 'scratch'))).toBe(false);
  });
});

describe('a restore', () => {
  it('touches no folder with something in it, and leaves nothing when it fails', async () => {
    await backUp();
    const target = join(root, 'restored');
    await expect(restorePoint({ from: to, to: dataDir })).rejects.toThrow('is not empty');
    await expect(restorePoint({ from: to, to: target, point: 'x' })).rejects.toMatchObject({
      failure: 'no_point',
    });
    await expect(restorePoint({ from: root, to: target })).rejects.toMatchObject({ failure: 'no_point' });
    damage('store/catalog.sqlite');

    await expect(restorePoint({ from: to, to: target })).rejects.toThrow(
      /the object \S+ is not what was written: store\/catalog\.sqlite of the point \S+ cannot be restored/,
    );

    expect(readdirSync(root).sort()).toEqual(['backups', 'data']);
  });

  /** Flips a bit in the first piece of a file. */
  function damage(name: string): string {
    const { points } = placesIn(to);
    const [hash] =
      points.read(points.names().at(-1) as string).files.find((file) => file.name === name)?.pieces ?? [];
    const path = join(to, 'objects', String(hash).slice(0, 2), String(hash));
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(path, bytes);
    return path;
  }

  it('test names the file and the object that is damaged, and the next backup heals it', async () => {
    const made = await backUp();
    const path = damage('store/catalog.sqlite');

    const tested = await test();

    expect(tested).toMatchObject({ passed: false, point: made.point });
    expect(tested.differences[0]).toMatchObject({ code: 'object_damaged', what: 'store/catalog.sqlite' });
    expect(tested.differences[0].detail).toContain(path);
    expect((await test()).differences[0]).toMatchObject({
      code: 'object_missing',
      what: 'store/catalog.sqlite',
    });
    await backUp();
    expect((await test()).differences).toEqual([]);
  });

  it.each([
    ['ledger', (data: string) => edit(data, 'ledger.sqlite', 'DELETE FROM audit WHERE number = 6'), 'ledger'],
    [
      'audit',
      (data: string) => edit(data, 'ledger.sqlite', "UPDATE audit SET who = 'nobody' WHERE number = 3"),
      'audit',
    ],
    [
      'journal',
      (data: string) => edit(data, 'journal.sqlite', 'DELETE FROM batches WHERE position = 991'),
      'journal',
    ],
    [
      'store',
      (data: string) =>
        edit(data, 'store/catalog.sqlite', 'UPDATE chunks SET offset = offset + 1 WHERE grp = 1'),
      'store',
    ],
  ] as const)('test finds a %s that is not what was backed up', async (_name, change, code) => {
    await backUp();
    const { points } = placesIn(to);
    const name = points.names()[0];
    const manifest = points.read(name);
    // As if what was copied had not been what was there: figures of the one point, files of another.
    change(dataDir);
    clockMs -= 120_000;
    await backUp({ to: join(root, 'changed') });
    const changed = placesIn(join(root, 'changed'));
    const files = changed.points.read(changed.points.names()[0]).files;
    cpSync(join(root, 'changed', 'objects'), join(to, 'objects'), { recursive: true });
    const tallies = new Map(manifest.files.map((file) => [file.name, file.tally]));
    points.write({
      ...manifest,
      files: files.map((file) => ({ ...file, tally: tallies.get(file.name) ?? null })),
    });

    const tested = await test();

    expect(tested.passed).toBe(false);
    expect(tested.differences.map((difference) => difference.code)).toContain(code);
  });
});

function edit(data: string, file: string, text: string): void {
  const database = new DatabaseSync(join(data, file));
  database.exec(text);
  database.close();
}

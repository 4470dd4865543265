import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalDoor, openLocalDoor } from '#collector/local-door/local-door.ts';
import { placesIn } from '../folder.ts';
import { growDataDir } from '../test-data-dir.ts';
import { runBackupCommand } from './backup-command.ts';
import { runRestoreCommand } from './restore-command.ts';

const master = mkdtempSync(join(tmpdir(), 'ward-command-data-'));
let root: string;
let dataDir: string;
let to: string;
let said: string[];
let door: LocalDoor | undefined;
beforeAll(() => growDataDir(master, 100));
afterAll(() => rmSync(master, { recursive: true, force: true }));
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ward-command-'));
  dataDir = join(root, 'data');
  to = join(root, 'backups');
  said = [];
  cpSync(master, dataDir, { recursive: true });
});
afterEach(async () => {
  await door?.close();
  door = undefined;
  rmSync(root, { recursive: true, force: true });
});

const options = {
  print: (text: string) => void said.push(text),
  complain: (text: string) => void said.push(`! ${text}`),
  progress: { write() {} },
  signal: new AbortController().signal,
  nowMs: Date.now,
  ward: '0.0.0',
};
const backup = (...args: string[]) => runBackupCommand(args, options);
const restore = (...args: string[]) => runRestoreCommand(args, options);

describe('npm run backup', () => {
  it('backs up what nobody works in, lists it, compares it, and notes it in the ledger', async () => {
    expect(await backup('--to', to, '--data', dataDir, '--keep', '1')).toBe(0);
    expect(await backup('--to', to, '--data', dataDir, '--keep', '1', '--without-key')).toBe(0);
    expect(await backup('--to', to, '--list')).toBe(0);
    expect(await backup('--to', to, '--verify')).toBe(0);

    expect(said).toEqual([
      expect.stringMatching(
        /^backed up: \S+Z, 5 files of \S+ [KM]iB, of which \S+ [KM]iB are new, in \S+ s$/,
      ),
      expect.stringMatching(/^backed up: \S+Z, 4 files of /),
      expect.stringMatching(/^removed: \S+Z$/),
      expect.stringMatching(/^\S+Z .*Ward 0\.0\.0 on .*, without key$/),
      expect.stringMatching(/^1 backup, \d+ pieces of \S+ [KM]iB: all as they were written$/),
    ]);
    expect(placesIn(to).points.read(placesIn(to).points.names()[0]).ledger).toMatchObject({
      // The first backup stands in the ledger of the second, and in its audit.
      tables: { backups: 1, audit: 7 },
    });
  });

  it('finds the piece that is damaged', async () => {
    await backup('--to', to, '--data', dataDir);
    const [hash] = placesIn(to).points.read(placesIn(to).points.names()[0]).files.at(-1)?.pieces ?? [];
    const object = join(to, 'objects', String(hash).slice(0, 2), String(hash));
    writeFileSync(object, readFileSync(object).subarray(1));

    expect(await backup('--to', to, '--verify')).toBe(1);

    expect(said.slice(1)).toEqual([
      expect.stringMatching(
        /^! the object \S+ is not what was written: seal\.key of the point \S+ cannot be restored$/,
      ),
      expect.stringMatching(/: 1 damaged$/),
    ]);
  });

  it.each([
    [['--keep', '0', '--to', 'x'], 2, '! --keep: found "0", allowed is a whole number from 1 to 10000.'],
    [['--list'], 2, '! --to: names the folder for backups; there is none in the setting "backup.to" either.'],
    [
      ['--data', '/nowhere', '--to', 'x'],
      1,
      '! there is nothing to back up in /nowhere: name the data directory with --data',
    ],
    [['--two'], 2, '! --two: there is no such option. Did you mean --to? --help lists them.'],
  ])('answers %j with one sentence', async (args, code, sentence) => {
    expect(await backup(...args)).toBe(code);
    expect(said).toEqual([sentence]);
  });
});

describe('npm run restore', () => {
  it('puts a backup back and says what comes next', async () => {
    await backup('--to', to, '--data', dataDir, '--without-key');
    said = [];

    expect(await restore('--from', to, '--data', join(root, 'back'))).toBe(0);

    const text = said.join('\n');
    expect(text).toMatch(/^restored: \S+Z \(0 minutes ago\) to \S+back/);
    expect(text).toMatch(/store: 5,940 samples of 2026-11-20 to 2026-11-20/);
    expect(text).toContain('put seal.key into');
    expect(await restore('--from', to, '--data', join(root, 'back'))).toBe(1);
    expect(said.at(-1)).toContain('is not empty');
    const key = join(dataDir, 'seal.key');
    expect(await restore('--from', to, '--data', join(root, 'again'), '--key', key)).toBe(0);
    expect(readFileSync(join(root, 'again', 'seal.key'))).toEqual(readFileSync(key));
  });

  it('tests a backup, tells the collector of it, and ends with 1 when something differs', async () => {
    await backup('--to', to, '--data', dataDir);
    const told: unknown[] = [];
    door = await openLocalDoor(dataDir, { 'restore-tested': async (body) => void told.push(body) });
    said = [];

    expect(await restore('--from', to, '--test')).toBe(0);
    expect(said[0]).toMatch(/^\S+Z: can be restored, tested in /);
    expect(said.at(-1)).toBe(`told the collector of ${dataDir}`);
    expect(told).toMatchObject([{ passed: true, by: 'command', folder: to }]);

    rmSync(join(to, 'objects'), { recursive: true });
    expect(await restore('--from', to, '--test', '--point', '2')).toBe(1);
    expect(said.join('\n')).toMatch(/CANNOT be restored as it was.*object_missing: the object /s);
    expect(told).toHaveLength(2);
    expect(await restore('--from', root, '--test')).toBe(1);
    expect(said.join('\n')).toContain(`there is no backup in ${root}`);
  });
});

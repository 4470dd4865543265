import { fork } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SmallDisk, trySmallDisk } from '../../e2e/small-disk.ts';
import { backUpStill } from './back-up-still.ts';
import { placesIn } from './folder.ts';
import { pieceLength } from './manifest.ts';
import { restorePoint } from './restore.ts';
import { growDataDir } from './test-data-dir.ts';
import { testPoint } from './test-point.ts';

const MEBIBYTE = 2 ** 20;
let root: string;
let to: string;
let dataDir: string;
const master = mkdtempSync(join(tmpdir(), 'ward-killed-data-'));
beforeAll(() => growDataDir(master, 400));
afterAll(() => rmSync(master, { recursive: true, force: true }));
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ward-killed-'));
  to = join(root, 'backups');
  dataDir = join(root, 'data');
  cpSync(master, dataDir, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Runs it until its `step`th step; false when it ended by itself before. */
async function killAt(step: number, what: string, ...args: string[]): Promise<boolean> {
  const child = fork(join(import.meta.dirname, 'test-killed-child.ts'), [what, ...args]);
  let steps = 0;
  child.on('message', () => {
    if (++steps === step) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.on('exit', (_code, signal) => resolve(signal === 'SIGKILL')));
}

function backUp(folder: string, options: { say?(told: { stage: string }): void } = {}) {
  const job = {
    dataDir,
    ledger: { kind: 'sqlite' },
    store: 'embedded',
    keep: 2,
    withKey: true,
    ward: '',
  } as const;
  return backUpStill({ ...job, to: folder }, { nowMs: Date.now, say() {}, ...options });
}

async function expectSound(folder: string): Promise<void> {
  for (const point of placesIn(folder).points.names()) {
    const tested = await testPoint({ from: folder, point, place: root, by: '', nowMs: Date.now });
    expect(tested.differences, point).toEqual([]);
  }
}

/** Every piece that a point names is there. */
function expectWhole(folder: string): void {
  const { points, objects } = placesIn(folder);
  for (const file of points.names().flatMap((name) => points.read(name).files))
    for (const [index, hash] of file.pieces.entries())
      expect(objects.has(hash, pieceLength(file, index)), file.name).toBe(true);
}

/** What lies there that belongs to no point. */
function strays(folder: string): string[] {
  const { points } = placesIn(folder);
  const named = points.names().flatMap((name) => points.read(name).files.flatMap(({ pieces }) => pieces));
  const there = readdirSync(join(folder, 'objects'), { recursive: true }).map(String);
  return there.filter((name) => name.length > 3 && !named.includes(name.slice(3)));
}

describe('killed in the middle', () => {
  it('a backup leaves no half point, harms none before it, and goes on the next time', {
    timeout: 120_000,
  }, async () => {
    let kills = 0;
    for (const step of [1, 7, 12]) {
      if (await killAt(step, 'backup', to, dataDir)) kills++;
      expectWhole(to);
      if (step === 7) await growDataDir(dataDir, 450);
    }

    const made = await backUp(to);

    expect(kills).toBeGreaterThan(1);
    expect(placesIn(to).points.names()).toContain(made.point);
    await expectSound(to);
    expect(strays(to)).toEqual([]);
    expect(readdirSync(to).sort()).toEqual(['backup.lock', 'objects', 'points']);
  });

  it('a restore leaves nothing in its place, and the next one clears what it left beside it', {
    timeout: 120_000,
  }, async () => {
    await backUp(to);
    const target = join(root, 'restored');
    let kills = 0;
    for (const step of [1, 3]) {
      if (!(await killAt(step, 'restore', to, target))) continue;
      kills++;
      expect(existsSync(target)).toBe(false);
    }

    await restorePoint({ from: to, to: target });

    expect(kills).toBeGreaterThan(0);
    expect(readdirSync(root).sort()).toEqual(['backups', 'data', 'restored']);
  });
});

const tried = trySmallDisk();
if ('remove' in tried) tried.remove();
const noDisk = 'reason' in tried ? ` (${tried.reason})` : '';

describe.skipIf(noDisk !== '')(`a full disk${noDisk}`, () => {
  let disk: SmallDisk;
  beforeEach(() => {
    disk = trySmallDisk(48 * MEBIBYTE) as SmallDisk;
  });
  afterEach(() => disk.remove());

  it('is told before anything is copied, or leaves what was there', { timeout: 60_000 }, async () => {
    const folder = join(disk.path, 'backups');
    const first = await backUp(folder);
    await growDataDir(dataDir, 700);
    disk.fill(95);
    await expect(backUp(folder)).rejects.toMatchObject({
      failure: 'disk_full',
      message: expect.stringMatching(/needs about \d+ MiB, \d+ MiB are free/),
    });

    disk.clear();
    const fill = ({ stage }: { stage: string }) => {
      if (stage === 'journal') disk.fillUp();
    };
    await expect(backUp(folder, { say: fill })).rejects.toMatchObject({
      failure: 'disk_full',
      message: expect.stringContaining('is full: make room'),
    });

    expect(placesIn(folder).points.names()).toEqual([first.point]);
    expect(strays(folder)).toEqual([]);
    await expectSound(folder);
    disk.clear();
    await backUp(folder);
    await expectSound(folder);
  });

  it('takes no half restore', { timeout: 60_000 }, async () => {
    await backUp(to);
    const target = join(disk.path, 'restored');
    disk.fill(99);

    await expect(restorePoint({ from: to, to: target })).rejects.toMatchObject({ failure: 'disk_full' });
    disk.clear();
    // The mount itself is a place, too.
    await restorePoint({ from: to, to: disk.path });

    expect(readdirSync(disk.path).sort()).toEqual(
      expect.arrayContaining(['journal.sqlite', 'ledger.sqlite', 'store']),
    );
    expect(readdirSync(disk.path).filter((name) => name.includes('restoring'))).toEqual([]);
  });
});

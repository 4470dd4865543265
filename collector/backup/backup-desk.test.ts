import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Audit } from '#collector/audit/audit.ts';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { askCollector } from '#collector/local-door/ask-collector.ts';
import { type LocalDoor, openLocalDoor } from '#collector/local-door/local-door.ts';
import { holdStill, type StillStore } from '#collector/store/hold-still.ts';
import type { HeldIntake } from './back-up-running.ts';
import { type BackupDesk, openBackupDesk } from './backup-desk.ts';
import { placesIn } from './folder.ts';
import { growDataDir } from './test-data-dir.ts';

const WAIT = { timeout: 30_000, interval: 20 };
const DAY = 86_400_000;
const ADMIN = { who: 'admin', address: '127.0.0.1' };

let root: string;
let ledger: TemporaryLedger;
let audit: Audit;
let desk: BackupDesk;
let door: LocalDoor;
let nowMs: number;
let steps: string[];
let isHeld = true;
let stored: StillStore | undefined;
const data = mkdtempSync(join(tmpdir(), 'ward-desk-data-'));

/** The data directory lies still; what a running collector would be asked is written down. */
const intake: HeldIntake = {
  hold: async () => void steps.push('hold'),
  async letGo() {
    steps.push('let go');
    return isHeld;
  },
  async pause() {
    steps.push('pause');
    return 1_000;
  },
  async resume() {
    steps.push('resume');
    return true;
  },
};
const store = {
  async hold() {
    steps.push('hold store');
    stored = await holdStill('embedded', data);
    return stored && { folder: stored.folder, files: stored.files };
  },
  async letGo() {
    await stored?.close();
    stored = undefined;
  },
};

beforeAll(async () => {
  await growDataDir(data, 300);
  return () => rmSync(data, { recursive: true, force: true });
});

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'ward-desk-'));
  ledger = await temporaryLedger();
  nowMs = Date.now();
  steps = [];
  isHeld = true;
  audit = new Audit(ledger.sql, Buffer.alloc(32), () => nowMs);
  desk = await openBackupDesk({
    sql: ledger.sql,
    audit,
    settings: { to: join(root, 'backups'), every: DAY, keep: 2, testEvery: 30 * DAY, withKey: true },
    job: { dataDir: data, ledger: { kind: 'sqlite' }, store: 'embedded', ward: '0.0.0' },
    intake,
    store,
    collector: 'this one',
    lookEveryMs: 20,
    nowMs: () => nowMs,
    onFault() {},
  });
  door = await openLocalDoor(root, desk.orders);
});
afterEach(async () => {
  await door.close();
  await desk.close();
  await ledger.remove();
  rmSync(root, { recursive: true, force: true });
});

async function deeds(): Promise<string[]> {
  const entries = await audit.list({ everywhere: true, organisations: [] }, undefined, 100);
  return entries.map(({ who, action }) => `${who} ${action}`).reverse();
}

async function isIdle(): Promise<boolean> {
  return (await desk.state()).running === null;
}

describe('backups of a collector', () => {
  it('are made by the schedule, tested, and tell of themselves', { timeout: 60_000 }, async () => {
    desk.start();
    const { nextAtMs } = await desk.state();
    expect(await desk.figures()).toMatchObject({ 'ward.backup_age_seconds': 0 });
    expect(await desk.runs(undefined, 10)).toEqual([]);

    nowMs = (nextAtMs as number) + 1;
    await vi.waitFor(async () => expect(await desk.runs(undefined, 10)).toHaveLength(1), WAIT);
    nowMs += 1_000;
    await vi.waitFor(async () => expect(await desk.tests(undefined, 10)).toHaveLength(1), WAIT);
    await vi.waitFor(async () => expect(await isIdle()).toBe(true), WAIT);

    const [made] = await desk.runs(undefined, 10);
    const [tested] = await desk.tests(undefined, 10);
    expect(made).toMatchObject({ by: '', failure: '', isThere: true, folder: join(root, 'backups') });
    expect(tested).toMatchObject({ by: '', passed: true, point: made.point, differences: [] });
    expect(steps).toEqual(['hold', 'hold store', 'pause', 'resume', 'let go', 'let go']);
    expect(await deeds()).toEqual(['collector backup.made', 'collector backup.tested']);
    expect(await desk.state()).toMatchObject({
      failures: 0,
      last: { point: made.point },
      lastTest: { passed: true },
    });
    nowMs += 2 * DAY;
    expect(await desk.figures()).toMatchObject({ 'ward.backup_failures': 0, 'ward.restore_test_failed': 0 });
  });

  it('are begun by people, one at a time, and can be cancelled', { timeout: 60_000 }, async () => {
    expect(await desk.cancel(ADMIN)).toBe(false);
    expect(await desk.begin(ADMIN)).toBe('begun');
    expect(await desk.begin(ADMIN)).toBe('running');
    expect((await desk.state()).running).toMatchObject({ what: 'backup', by: 'admin' });

    expect(await desk.cancel(ADMIN)).toBe(true);
    await vi.waitFor(async () => expect(await isIdle()).toBe(true), WAIT);

    expect(await desk.runs(undefined, 10)).toMatchObject([
      { failure: 'cancelled', by: 'admin', isThere: false },
    ]);
    expect(await deeds()).toEqual(['admin backup.begin', 'admin backup.cancel', 'admin backup.failed']);
    expect(placesIn(join(root, 'backups')).points.names()).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'end soon when they are cancelled while a folder hangs',
    { timeout: 60_000 },
    async () => {
      mkdirSync(join(root, 'backups'));
      // Opening a pipe that nobody reads waits for ever, as a file on a server that is away does.
      execFileSync('mkfifo', [join(root, 'backups', 'backup.lock')]);
      await desk.begin(ADMIN);
      expect(await desk.cancel(ADMIN)).toBe(true);
      await vi.waitFor(async () => expect(await isIdle()).toBe(true), WAIT);
      expect(await desk.runs(undefined, 10)).toMatchObject([{ failure: 'cancelled' }]);
    },
  );

  it('are ordered by a command, which hears how far they are', { timeout: 60_000 }, async () => {
    const heard: unknown[] = [];
    const elsewhere = join(root, 'elsewhere');

    const made = await askCollector(root, 'backup', { to: elsewhere, withKey: false }, (told) =>
      heard.push(told),
    );

    expect(made).toMatchObject({ files: expect.any(Number), remarks: [] });
    expect(heard.length).toBeGreaterThan(1);
    expect(readdirSync(join(elsewhere, 'points'))).toHaveLength(1);
    // One that lies elsewhere is no backup by the schedule.
    expect((await desk.state()).last).toBeNull();
    const tested = { atMs: nowMs, tookMs: 1, by: 'command', folder: elsewhere, point: 'x', passed: true };
    await askCollector(root, 'restore-tested', { ...tested, differences: [], checked: null });
    expect(await desk.tests(undefined, 10)).toMatchObject([{ point: 'x', passed: true }]);
    await expect(askCollector(root, 'backup', { to: data })).rejects.toThrow('lies in the data directory');
    // A file system without a place for folders.
    await expect(askCollector(root, 'backup', { to: '/proc/nowhere/at/all' })).rejects.toThrow(
      'cannot be used for backups',
    );
  });

  it('fail with a reason that is kept', { timeout: 60_000 }, async () => {
    isHeld = false;
    await desk.begin(ADMIN);
    await vi.waitFor(async () => expect(await isIdle()).toBe(true), WAIT);
    isHeld = true;
    rmSync(join(root, 'backups'), { recursive: true });
    writeFileSync(join(root, 'backups'), 'a file in its place');
    nowMs++;
    await desk.begin(ADMIN);
    await vi.waitFor(async () => expect(await isIdle()).toBe(true), WAIT);

    const failed = await desk.runs(undefined, 10);
    expect(failed.map(({ failure }) => failure)).toEqual(['folder', 'journal_full']);
    expect(failed[0].detail).toContain('cannot be used for backups');
    expect(await desk.figures()).toMatchObject({ 'ward.backup_failures': 2 });
  });
});

/*
 * Backups of the collector that runs: by its schedule, by people, by a command on its machine; one thing at a time. What was
 * done stands in the ledger and in the audit, and is told as samples, so that rules see a backup that is missing.
 */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { BackupsForApi } from '#collector/api/parts.ts';
import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { BackupSamples } from '#collector/health/own-samples.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { Order } from '#collector/local-door/local-door.ts';
import { type BackupProgress, type BackupState, RestoreTest } from '#protocol/backup.ts';
import type { HeldIntake, HeldStore } from './back-up-running.ts';
import { type BackupJob, pointOf } from './back-up-still.ts';
import { openBackupBook } from './backup-book.ts';
import { BackupError } from './backup-error.ts';
import { makeBackupWork, SCHEDULE, type Watched } from './backup-work.ts';
import type { MadePoint } from './make-point.ts';
import type { Told } from './program-messages.ts';
import { backupFigures, nextBackup, nextTest } from './schedule.ts';

/** The schedule is looked at this often, unless told otherwise. */
const LOOK_EVERY_MS = 30_000;
/** A test that could not be begun is tried again after this. */
const TEST_AGAIN_MS = 15 * 60_000;

/** The settings of backups. */
export interface BackupSettings {
  /** Empty: nothing is scheduled. */
  to: string;
  every: number;
  keep: number;
  testEvery: number;
  withKey: boolean;
}

export interface BackupDeskOptions {
  sql: Sql;
  audit: Pick<Audit, 'write'>;
  settings: BackupSettings;
  job: Omit<BackupJob, 'to' | 'keep' | 'withKey'>;
  intake: HeldIntake;
  store: HeldStore;
  /** The target that stands for this collector: by it, collectors that were started together begin apart. */
  collector: string;
  lookEveryMs?: number;
  nowMs(): number;
  onFault(what: string, error: Error): void;
}

/** What a command may say of the backup that it wants. */
const BackupOrder = z.strictObject({
  to: z.string().min(1).optional(),
  keep: z.int().min(1).max(10_000).optional(),
  withKey: z.boolean().optional(),
});

interface Running {
  progress: BackupProgress;
  cancelling: AbortController;
  ended: Promise<unknown>;
}

const COMMAND: Actor = { who: 'command', address: '' };

/** Backups of this collector; nothing is done by itself before `start`. */
export interface BackupDesk extends BackupsForApi {
  /** Undefined as long as no backup is wanted and none was ever made. */
  figures(): Promise<BackupSamples | undefined>;
  /** For commands on this machine. */
  orders: Readonly<Record<string, Order>>;
  start(): void;
  /** Cancels what runs. */
  close(): Promise<void>;
}

export async function openBackupDesk(options: BackupDeskOptions): Promise<BackupDesk> {
  const { sql, job, lookEveryMs = LOOK_EVERY_MS, nowMs, onFault } = options;
  const phase = createHash('sha256').update(options.collector).digest().readUInt32BE() / 2 ** 32;
  const book = openBackupBook(sql);
  const work = makeBackupWork({ ...options, book });
  const settings = { ...options.settings, to: options.settings.to && resolve(options.settings.to) };
  const isScheduled = settings.to !== '';
  if (isScheduled) await book.wantedSince(settings.to, nowMs());
  const startedMs = nowMs();
  let running: Running | undefined;
  let timer: NodeJS.Timeout | undefined;
  let testTriedMs = Number.NEGATIVE_INFINITY;
  let isClosing = false;

  return {
    state,
    runs: (beforeMs, limit) => book.runs(beforeMs, limit),
    tests: (beforeMs, limit) => book.tests(beforeMs, limit),
    async begin(actor) {
      if (running) return 'running';
      if (!isScheduled) return 'no_folder';
      await work.note(actor, 'backup.begin', settings.to, {});
      return run('backup', actor.who, (watched) => work.backUp(jobOf({}), actor, watched));
    },
    async beginTest(actor) {
      const folder = await folderOf();
      if (running) return 'running';
      if (folder === undefined) return 'no_folder';
      await work.note(actor, 'backup.begin_test', folder, {});
      return run('test', actor.who, (watched) => test(folder, actor, watched));
    },
    async cancel(actor) {
      if (!running) return false;
      await work.note(actor, 'backup.cancel', settings.to, { what: running.progress.what });
      running.cancelling.abort();
      return true;
    },
    figures,
    orders: { backup: orderBackup, 'restore-tested': takeTest },
    start() {
      if (isScheduled) timer = setInterval(() => void look().catch(fault('backups')), lookEveryMs);
    },
    async close() {
      isClosing = true;
      clearInterval(timer);
      running?.cancelling.abort();
      await running?.ended;
    },
  };

  /** Where backups are, or were made last. */
  async function folderOf(): Promise<string | undefined> {
    return isScheduled ? settings.to : book.lastFolder();
  }

  function jobOf(wanted: z.infer<typeof BackupOrder>): BackupJob {
    const { keep, withKey } = settings;
    const to = wanted.to ?? settings.to;
    if (to === '')
      throw new BackupError(
        'folder',
        'the setting "backup.to" names no folder: write it, or name a folder with --to',
      );
    return { ...job, keep, withKey, ...wanted, to: resolve(to) };
  }

  /** Does one thing, unless another is being done. */
  function run(
    what: BackupProgress['what'],
    by: string,
    deed: (watched: Watched) => Promise<unknown>,
  ): 'begun' | 'running' {
    if (running || isClosing) return 'running';
    const cancelling = new AbortController();
    const progress: BackupProgress = {
      what,
      atMs: nowMs(),
      by,
      stage: 'preparing',
      doneBytes: 0,
      totalBytes: 0,
    };
    const say = (told: Told) => Object.assign(progress, told);
    const ended = deed({ say, signal: cancelling.signal })
      .catch(fault(what))
      .finally(() => {
        running = undefined;
      });
    running = { progress, cancelling, ended };
    return 'begun';
  }

  function test(folder: string, actor: Actor, watched: Watched): Promise<void> {
    testTriedMs = nowMs();
    return work.test(folder, actor, watched);
  }

  async function state(): Promise<BackupState> {
    const folder = await folderOf();
    const { last, failures } = await standingOf(folder);
    const lastTest = folder === undefined ? undefined : (await book.lastTest(folder)).tried;
    return {
      folder: settings.to,
      everyMs: settings.every,
      keep: settings.keep,
      testEveryMs: settings.testEvery,
      samples: pointOf({ ...job, ...settings }).samples,
      running: running ? { ...running.progress } : null,
      last: last ?? null,
      failures,
      nextAtMs: isScheduled ? await backupDueMs() : null,
      lastTest: lastTest ?? null,
      nextTestAtMs: isScheduled ? await testDueMs() : null,
    };
  }

  async function figures(): Promise<BackupSamples | undefined> {
    const folder = await folderOf();
    if (folder === undefined) return undefined;
    const { last, failures } = await standingOf(folder);
    return backupFigures({
      everyMs: isScheduled ? settings.every : 0,
      testEveryMs: settings.testEvery,
      sinceMs: isScheduled ? await book.wantedSince(folder, nowMs()) : (last?.atMs ?? startedMs),
      lastMs: last?.atMs,
      failures,
      lastTest: (await book.lastTest(folder)).ended,
      nowMs: nowMs(),
    });
  }

  async function standingOf(folder: string | undefined) {
    return folder === undefined ? { last: undefined, failures: 0, triedMs: 0 } : book.standing(folder);
  }

  async function look(): Promise<void> {
    if (running || isClosing) return;
    if ((await backupDueMs()) <= nowMs()) {
      run('backup', '', (watched) => work.backUp(jobOf({}), SCHEDULE, watched));
      return;
    }
    const testMs = await testDueMs();
    if (testMs === null || Math.max(testMs, testTriedMs + TEST_AGAIN_MS) > nowMs()) return;
    run('test', '', (watched) => test(settings.to, SCHEDULE, watched));
  }

  async function backupDueMs(): Promise<number> {
    const { last, failures, triedMs } = await book.standing(settings.to);
    return nextBackup({ everyMs: settings.every, phase, startedMs, lastMs: last?.atMs, failures, triedMs });
  }

  async function testDueMs(): Promise<number | null> {
    const { last } = await book.standing(settings.to);
    const { tried, ended } = await book.lastTest(settings.to);
    return nextTest({
      everyMs: settings.testEvery,
      phase,
      startedMs,
      backupMs: last?.atMs,
      last: ended,
      triedMs: tried?.atMs,
    });
  }

  /** A command waits for what it ordered; when it goes, that is taken back. */
  async function orderBackup(
    body: unknown,
    say: (progress: unknown) => void,
    gone: AbortSignal,
  ): Promise<MadePoint> {
    const wanted = jobOf(BackupOrder.parse(body));
    const made = Promise.withResolvers<MadePoint>();
    made.promise.catch(() => {});
    await work.note(COMMAND, 'backup.begin', wanted.to, {});
    const begun = run('backup', COMMAND.who, async (watched) => {
      const both = (told: Told) => {
        watched.say(told);
        say(told);
      };
      const signal = AbortSignal.any([watched.signal, gone]);
      await work.backUp(wanted, COMMAND, { say: both, signal }).then(made.resolve, made.reject);
    });
    if (begun === 'running')
      throw new BackupError(
        'in_use',
        'a backup or a test of one is running in the collector; its end has to come first',
      );
    const own = running;
    try {
      return await made.promise;
    } finally {
      // Whoever hears of its end may begin the next.
      await own?.ended;
    }
  }

  /** A command has tested a backup on this machine. */
  async function takeTest(body: unknown): Promise<void> {
    await work.keepTest(COMMAND, RestoreTest.parse(body));
  }

  function fault(what: string): (error: Error) => void {
    return (error) => onFault(what, error);
  }
}

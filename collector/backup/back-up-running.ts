import type { StoreSnapshot } from '#collector/store/store.ts';
import { type BackupJob, pointOf } from './back-up-still.ts';
import { BackupError } from './backup-error.ts';
import type { MadePoint } from './make-point.ts';
import type { Told } from './program-messages.ts';
import { startBackupProgram } from './run-program.ts';

/** How long the journal may be held: as long as the store takes to hold still, with a margin. */
const HOLD_MS = 15 * 60_000;
/** How long senders may be kept waiting; a few milliseconds do. */
const PAUSE_MS = 2_000;

/** The intake, as far as a backup holds it; each as the functions of the same names of the intake thread. */
export interface HeldIntake {
  hold(untilMs: number): Promise<void>;
  letGo(): Promise<boolean>;
  pause(atMostMs: number): Promise<number>;
  resume(): Promise<boolean>;
}

/** The store, as far as a backup holds it. */
export interface HeldStore {
  hold(): Promise<{ folder: string; files: StoreSnapshot['files'] } | undefined>;
  letGo(): Promise<void>;
}

export interface BackUpRunningOptions {
  job: BackupJob;
  intake: HeldIntake;
  store: HeldStore;
  nowMs(): number;
  say(progress: Told): void;
  signal?: AbortSignal | undefined;
}

/**
 * Backs up the collector that runs in this process: the journal is held, then the store, then for an instant everything
 * that arrives, so that ledger and journal are of one moment; copying is done by a program beside it. Why what comes out
 * belongs together is written in `make-point.ts`. Throws a `BackupError`.
 */
export async function backUpRunning(options: BackUpRunningOptions): Promise<MadePoint> {
  const { job, intake, store, nowMs, say, signal } = options;
  const program = startBackupProgram(say);
  const cancel = () => program.cancel();
  signal?.addEventListener('abort', cancel);
  if (signal?.aborted) cancel();
  try {
    say({ stage: 'preparing', doneBytes: 0, totalBytes: 0 });
    await program.ask({ order: 'prepare', job }, 'prepared');
    say({ stage: 'holding', doneBytes: 0, totalBytes: 0 });
    await intake.hold(nowMs() + HOLD_MS);
    const { held, remarks } = await holdStore(options);
    const atMs = await holdMoment(options, () => program.ask({ order: 'begin' }, 'begun'));
    const { made } = await program.ask({ order: 'copy', atMs, store: held }, 'made');
    return { ...made, remarks: [...remarks, ...made.remarks] };
  } finally {
    signal?.removeEventListener('abort', cancel);
    // Twice is safe, and a thread that has ended holds nothing.
    await intake.letGo().catch(() => {});
    await store.letGo().catch(() => {});
    await program.end();
  }
}

/** A server elsewhere that is down keeps nobody from a backup of everything else. */
async function holdStore({ job, store }: BackUpRunningOptions) {
  try {
    return { held: await store.hold(), remarks: [] };
  } catch (cause) {
    const { message } = cause as Error;
    if (pointOf(job).samples === 'included')
      throw new BackupError('store', `the store cannot be held still (${message})`, { cause });
    return { held: undefined, remarks: [`the catalog of the store is not in it (${message})`] };
  }
}

/** Nothing arrives and nothing is judged while it is begun; then the journal may drop again what it likes. */
async function holdMoment(
  { intake, nowMs }: BackUpRunningOptions,
  begin: () => Promise<unknown>,
): Promise<number> {
  await intake.pause(PAUSE_MS);
  let wasPaused = false;
  const atMs = nowMs();
  try {
    await begin();
  } finally {
    wasPaused = await intake.resume();
  }
  if (!wasPaused)
    throw new BackupError(
      'failed',
      `holding one moment took longer than ${PAUSE_MS / 1000} s: the machine is too busy; try again`,
    );
  if (!(await intake.letGo()))
    throw new BackupError(
      'journal_full',
      'the journal reached its size limit, or waited too long, before the store was held still: what the store is behind has to be mended first, or the setting "journal.size" raised',
    );
  return atMs;
}

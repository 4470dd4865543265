import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { RestoreTest } from '#protocol/backup.ts';
import { backUpRunning, type HeldIntake, type HeldStore } from './back-up-running.ts';
import type { BackupJob } from './back-up-still.ts';
import type { BackupBook } from './backup-book.ts';
import { backupFailureOf } from './backup-error.ts';
import type { MadePoint } from './make-point.ts';
import type { Told } from './program-messages.ts';
import { startBackupProgram } from './run-program.ts';

/** Nobody but the schedule. */
export const SCHEDULE: Actor = { who: 'collector', address: '' };

export interface BackupWorkOptions {
  book: BackupBook;
  audit: Pick<Audit, 'write'>;
  intake: HeldIntake;
  store: HeldStore;
  nowMs(): number;
}

/** How far it is goes to `say`; `signal` ends it. */
export interface Watched {
  say(told: Told): void;
  signal: AbortSignal;
}

/** What the desk has done: each is written down, in the list and in the audit, whatever comes of it. */
export interface BackupWork {
  /** Rejects with a `BackupError`. */
  backUp(job: BackupJob, actor: Actor, watched: Watched): Promise<MadePoint>;
  /** Rejects when it could not be begun. */
  test(folder: string, actor: Actor, watched: Watched): Promise<void>;
  keepTest(actor: Actor, tested: RestoreTest): Promise<void>;
  note(actor: Actor, action: string, folder: string, after: unknown): Promise<void>;
}

export function makeBackupWork({ book, audit, intake, store, nowMs }: BackupWorkOptions): BackupWork {
  return {
    async backUp(job, actor, watched) {
      const atMs = nowMs();
      const entry = { atMs, by: byOf(actor), folder: job.to };
      let made: MadePoint;
      try {
        made = await backUpRunning({ job, intake, store, nowMs, ...watched });
      } catch (error) {
        const failure = backupFailureOf(error);
        const detail = (error as Error).message;
        const nothing = { point: '', bytes: 0, newBytes: 0, files: 0 };
        await book.addRun({ ...entry, ...nothing, tookMs: nowMs() - atMs, failure, detail });
        await note(actor, 'backup.failed', job.to, { failure, detail });
        throw error;
      }
      const { point, bytes, newBytes, files, remarks, removed } = made;
      const detail = remarks.join('; ');
      const run = {
        ...entry,
        tookMs: nowMs() - atMs,
        point,
        failure: '',
        detail,
        bytes,
        newBytes,
        files,
      } as const;
      await book.addRun(run, removed);
      await note(actor, 'backup.made', job.to, { point, bytes, newBytes });
      return made;
    },
    async test(folder, actor, { say, signal }) {
      const program = startBackupProgram(say);
      const cancel = () => program.cancel();
      signal.addEventListener('abort', cancel);
      try {
        const options = { from: folder, place: '', by: byOf(actor) };
        const { test: tested } = await program.ask({ order: 'test', options }, 'tested');
        // That somebody stopped it says nothing of the backup.
        if (!signal.aborted) await keepTest(actor, tested);
      } finally {
        signal.removeEventListener('abort', cancel);
        await program.end();
      }
    },
    keepTest,
    note,
  };

  async function keepTest(actor: Actor, tested: RestoreTest): Promise<void> {
    await book.addTest(tested);
    const { point, passed, differences } = tested;
    const after = { point, passed, ...(passed ? {} : { first: differences[0]?.code }) };
    await note(actor, 'backup.tested', tested.folder, after);
  }

  function note(actor: Actor, action: string, folder: string, after: unknown): Promise<void> {
    return audit.write(actor, { action, object: `backup:${folder}`, organisation: null, after });
  }
}

/** Empty for what the schedule began. */
function byOf(actor: Actor): string {
  return actor === SCHEDULE ? '' : actor.who;
}

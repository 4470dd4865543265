import { fork } from 'node:child_process';
import { join } from 'node:path';
import { BackupError } from './backup-error.ts';
import type { FromProgram, Told, ToProgram } from './program-messages.ts';

/** How long it may take to end once it was asked to: a folder on a server that does not answer holds it for ever. */
const END_MS = 5_000;

/** The program beside the collector that copies and tests. */
export interface BackupProgram {
  /** Resolves with its answer; rejects with a `BackupError` where it fails or ends. One at a time. */
  ask<Kind extends FromProgram['told']>(
    message: ToProgram,
    kind: Kind,
  ): Promise<Extract<FromProgram, { told: Kind }>>;
  /** Lets what is asked reject soon. */
  cancel(): void;
  /** May be called twice. */
  end(): Promise<void>;
}

/** How long the program may stand still: as long as it holds a moment of journal or ledger, their logs only grow. */
const STALL_MS = { holding: 120_000, otherwise: 2 * 3_600_000 };
const HOLDING: ReadonlySet<Told['stage']> = new Set(['holding', 'journal', 'ledger']);

/** Starts it. */
export function startBackupProgram(onProgress: (progress: Told) => void, stallMs = STALL_MS): BackupProgram {
  const child = fork(join(import.meta.dirname, 'backup-program.ts'), [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  });
  const ended = Promise.withResolvers<void>();
  let lastWords = '';
  let waiting: PromiseWithResolvers<FromProgram> | undefined;
  let wasCancelled = false;
  let killing: NodeJS.Timeout | undefined;
  let watching = watch('preparing');
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-2_000);
  });
  child.on('error', (error) => over(error.message));
  child.on('exit', (code, signal) => over(lastWords.trim().split('\n').at(-1) || `${signal ?? code}`));
  child.on('message', (message: FromProgram) => {
    clearTimeout(watching);
    watching = watch(stageOf(message));
    if (message.told === 'progress') return onProgress(message.progress);
    if (message.told === 'failed') waiting?.reject(new BackupError(message.failure, message.detail));
    else waiting?.resolve(message);
    waiting = undefined;
  });

  /** It has ended, or is given up: a file on a server that does not answer may hold it even when it is killed. */
  function over(why: string): void {
    const sentence = wasCancelled ? 'the backup was cancelled' : `the program that copies has ended (${why})`;
    waiting?.reject(new BackupError(wasCancelled ? 'cancelled' : 'failed', sentence));
    waiting = undefined;
    clearTimeout(killing);
    clearTimeout(watching);
    ended.resolve();
  }

  function kill(why: string): void {
    child.kill('SIGKILL');
    over(why);
  }

  function watch(stage: Told['stage']): NodeJS.Timeout {
    const patienceMs = HOLDING.has(stage) ? stallMs.holding : stallMs.otherwise;
    const why = `it stood still for ${Math.round(patienceMs / 1000)} s: the folder or its disk does not answer`;
    return setTimeout(() => kill(why), patienceMs).unref();
  }

  function killLater(): void {
    killing ??= setTimeout(() => kill('it did not end by itself'), END_MS);
  }

  function send(message: ToProgram): void {
    if (child.connected) child.send(message, () => {});
  }

  return {
    async ask(message, kind) {
      waiting = Promise.withResolvers();
      const { promise } = waiting;
      if (child.connected) send(message);
      else waiting.reject(new BackupError('failed', 'the program that copies has ended'));
      const answer = await promise;
      if (answer.told !== kind) throw new BackupError('failed', `asked for ${kind}, told ${answer.told}`);
      return answer as never;
    },
    cancel() {
      wasCancelled = true;
      send({ order: 'cancel' });
      killLater();
    },
    async end() {
      if (child.connected) child.disconnect();
      killLater();
      await ended.promise;
    },
  };
}

/** What it does from here on; with `begun` the moment is held. */
function stageOf(message: FromProgram): Told['stage'] {
  if (message.told === 'progress') return message.progress.stage;
  return message.told === 'begun' ? 'holding' : 'preparing';
}

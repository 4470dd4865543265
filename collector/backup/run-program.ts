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

/** Starts it. */
export function startBackupProgram(onProgress: (progress: Told) => void): BackupProgram {
  const child = fork(join(import.meta.dirname, 'backup-program.ts'), [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  });
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-2_000);
  });
  let waiting: PromiseWithResolvers<FromProgram> | undefined;
  let wasCancelled = false;
  let killing: NodeJS.Timeout | undefined;
  const ended = new Promise<void>((resolve) => {
    const over = (why: string) => {
      const sentence = wasCancelled
        ? 'the backup was cancelled'
        : `the program that copies has ended (${why})`;
      waiting?.reject(new BackupError(wasCancelled ? 'cancelled' : 'failed', sentence));
      waiting = undefined;
      clearTimeout(killing);
      resolve();
    };
    child.on('error', (error) => over(error.message));
    child.on('exit', (code, signal) => over(lastWords.trim().split('\n').at(-1) || `${signal ?? code}`));
  });
  child.on('message', (message: FromProgram) => {
    if (message.told === 'progress') return onProgress(message.progress);
    if (message.told === 'failed') waiting?.reject(new BackupError(message.failure, message.detail));
    else waiting?.resolve(message);
    waiting = undefined;
  });

  function send(message: ToProgram): void {
    if (child.connected) child.send(message, () => {});
  }

  function killLater(): void {
    killing ??= setTimeout(() => child.kill('SIGKILL'), END_MS);
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
      await ended;
    },
  };
}

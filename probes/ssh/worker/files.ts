import type { FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2';
import { hardTimer } from './hard-timer.ts';
import type { ListedEntry, ListedFolder, StatedFile } from './messages.ts';
import { SshFailure } from './ssh-failure.ts';

/** Folders and files of the other machine over SFTP: nothing is run there, nothing is opened, nothing is written. */
export interface RemoteFiles {
  list(folder: string, most: number, timeoutMs: number): Promise<ListedFolder>;
  stat(path: string, timeoutMs: number): Promise<StatedFile>;
}

/** Status codes of the protocol. */
const END = 1;
const NO_SUCH_FILE = 2;
const PERMISSION_DENIED = 3;
/** What a server answers about one thing; other errors are of the connection. */
const ANSWERS: readonly (number | undefined)[] = [END, NO_SUCH_FILE, PERMISSION_DENIED, 4, 8];

type Done<Result> = (error: (Error & { code?: number }) | undefined, result: Result) => void;

/** What a server says of one thing does not end the session; silence does. */
export function remoteFiles(sftp: SFTPWrapper): RemoteFiles {
  let isClosed = false;
  sftp.once('close', () => {
    isClosed = true;
  });
  return {
    async list(folder, most, timeoutMs) {
      const entries: ListedEntry[] = [];
      const opened = await ask<Buffer>(timeoutMs, (done) => sftp.opendir(folder, done));
      if ('why' in opened) return { entries, isCut: false, why: opened.why };
      const handle = opened.result;
      try {
        for (;;) {
          const read = await ask<FileEntryWithStats[]>(timeoutMs, (done) => sftp.readdir(handle, done));
          if ('why' in read) return { entries, isCut: false, why: read.code === END ? undefined : read.why };
          for (const { filename, attrs } of read.result) {
            if (filename === '.' || filename === '..') continue;
            if (entries.length >= most) return { entries, isCut: true, why: undefined };
            entries.push({ name: filename, ...describe(attrs) });
          }
        }
      } finally {
        // Nobody waits for it: the server closes it with the session at the latest.
        sftp.close(handle, () => {});
      }
    },
    async stat(path, timeoutMs) {
      const asked = await ask<Stats>(timeoutMs, (done) => sftp.stat(path, done));
      return 'why' in asked ? { why: asked.why } : { stat: describe(asked.result), why: undefined };
    },
  };

  function ask<Result>(
    timeoutMs: number,
    start: (done: Done<Result>) => void,
  ): Promise<{ result: Result } | { why: string | undefined; code: number | undefined }> {
    return new Promise((resolve, reject) => {
      // What is asked then is neither sent nor refused.
      if (isClosed) throw new SshFailure('failed', 'the connection has ended', { isEnded: true });
      const cancel = hardTimer(timeoutMs, () =>
        reject(new SshFailure('silent', `no answer about its files within ${timeoutMs / 1_000} s`)),
      );
      const onEnd = (error?: Error) => {
        cancel();
        const why = error === undefined ? '' : ` (${error.message})`;
        reject(new SshFailure('failed', `the connection ended${why}`, { isEnded: true }));
      };
      const onClose = () => onEnd();
      sftp.once('close', onClose);
      const done: Done<Result> = (error, result) => {
        cancel();
        sftp.removeListener('close', onClose);
        if (error === undefined || error === null) resolve({ result });
        else if (ANSWERS.includes(error.code)) resolve({ why: sentenceOf(error), code: error.code });
        else onEnd(error);
      };
      try {
        start(done);
      } catch (error) {
        onEnd(error as Error);
      }
    });
  }
}

/** Undefined where there is simply nothing. */
function sentenceOf({ code, message }: Error & { code?: number }): string | undefined {
  if (code === NO_SUCH_FILE) return undefined;
  if (code === PERMISSION_DENIED) return 'the account that signs in has no right to read it';
  return message;
}

function describe(stats: Stats): Omit<ListedEntry, 'name'> {
  const kind = stats.isFile()
    ? 'file'
    : stats.isDirectory()
      ? 'folder'
      : stats.isSymbolicLink()
        ? 'link'
        : 'other';
  return { kind, bytes: stats.size, modifiedMs: stats.mtime * 1_000 };
}

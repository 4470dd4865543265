import type { Worker } from 'node:worker_threads';
import type { PlatformName } from '../platforms/platform-name.ts';
import type {
  FromThread,
  ListedFolder,
  Opened,
  OpenRequest,
  Question,
  Ran,
  ShellOpened,
  StatedFile,
  ToThread,
} from './messages.ts';
import { SshFailure } from './ssh-failure.ts';

/** A thread as the program sees it. */
export interface Thread {
  /** Sessions that are open in it, or being opened. */
  readonly sessions: number;
  /** It ended, by itself or because it was asked to. */
  readonly isOver: boolean;
  /** Rejects with an `SshFailure`, also when the signal aborts: the session is given up then. */
  open(request: OpenRequest, signal: AbortSignal): Promise<RemoteSession>;
  close(): Promise<void>;
}

/** A session that lives in a thread. */
export interface RemoteSession {
  readonly opened: Opened;
  readonly isOver: boolean;
  shell(timeoutMs: number, signal: AbortSignal): Promise<ShellOpened>;
  run(platform: PlatformName, command: string, timeoutMs: number, signal: AbortSignal): Promise<Ran>;
  list(folder: string, most: number, timeoutMs: number, signal: AbortSignal): Promise<ListedFolder>;
  stat(path: string, timeoutMs: number, signal: AbortSignal): Promise<StatedFile>;
  close(): void;
}

/** The algorithms were the trouble: others may help. */
export class OtherAlgorithmsNeeded extends SshFailure {}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

export function createThread(worker: Worker): Thread {
  const waiting = new Map<number, Waiting>();
  const open = new Set<number>();
  let lastId = 0;
  let lastSession = 0;
  let over: SshFailure | undefined;

  worker.on('message', (message: FromThread) => {
    if ('trouble' in message) return warn(message.trouble);
    const one = waiting.get(message.id);
    waiting.delete(message.id);
    if (one === undefined) return;
    if ('answer' in message) return one.resolve(message.answer);
    const { state, message: sentence, isEnded, isNegotiation } = message.failure;
    const Failure = isNegotiation ? OtherAlgorithmsNeeded : SshFailure;
    one.reject(new Failure(state, sentence, { isEnded }));
  });
  worker.on('error', (error) => end(`the thread for SSH broke: ${error.message}`));
  worker.on('exit', () => end('the thread for SSH ended'));

  return {
    get sessions() {
      return open.size;
    },
    get isOver() {
      return over !== undefined;
    },
    async open(request, signal) {
      const session = ++lastSession;
      open.add(session);
      try {
        const opened = (await ask(session, { kind: 'open', request }, signal)) as Opened;
        return remote(session, opened);
      } catch (error) {
        closeSession(session);
        throw error;
      }
    },
    async close() {
      end('the thread for SSH was ended');
      await worker.terminate();
    },
  };

  function remote(session: number, opened: Opened): RemoteSession {
    return {
      opened,
      get isOver() {
        return !open.has(session);
      },
      shell: (timeoutMs, signal) =>
        ask(session, { kind: 'shell', timeoutMs }, signal) as Promise<ShellOpened>,
      run: (platform, command, timeoutMs, signal) =>
        ask(session, { kind: 'run', platform, command, timeoutMs }, signal) as Promise<Ran>,
      list: (folder, most, timeoutMs, signal) =>
        ask(session, { kind: 'list', folder, most, timeoutMs }, signal) as Promise<ListedFolder>,
      stat: (path, timeoutMs, signal) =>
        ask(session, { kind: 'stat', path, timeoutMs }, signal) as Promise<StatedFile>,
      close: () => closeSession(session),
    };
  }

  /** A question that fails ends its session: nobody knows what its command line would say next. */
  function ask(session: number, question: Question, signal: AbortSignal): Promise<unknown> {
    if (over) return Promise.reject(over);
    if (signal.aborted) return Promise.reject(givenUp());
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      const onAbort = () => settle(() => reject(givenUp()));
      const settle = (finish: () => void) => {
        waiting.delete(id);
        if (waiting.size === 0) worker.unref();
        signal.removeEventListener('abort', onAbort);
        finish();
      };
      signal.addEventListener('abort', onAbort);
      // A program does not end while it waits for an answer, and does not stay for the sake of an idle thread.
      if (waiting.size === 0) worker.ref();
      waiting.set(id, {
        resolve: (answer) => settle(() => resolve(answer)),
        reject: (error) => settle(() => reject(error)),
      });
      send({ session, id, ask: question });
    }).catch((error) => {
      closeSession(session);
      throw error;
    });
  }

  function send(message: ToThread): void {
    worker.postMessage(message);
  }

  function closeSession(session: number): void {
    if (open.delete(session) && !over) send({ session, close: true });
  }

  function end(why: string): void {
    if (over) return;
    over = new SshFailure('failed', why, { isEnded: true });
    open.clear();
    for (const one of [...waiting.values()]) one.reject(over);
  }
}

const warned = new Set<string>();
const MOST_WARNINGS = 20;

/** Each mistake is told once. */
function warn(trouble: string): void {
  if (warned.has(trouble) || warned.size >= MOST_WARNINGS) return;
  warned.add(trouble);
  process.emitWarning(`in a thread for SSH, which goes on: ${trouble}`);
}

function givenUp(): SshFailure {
  return new SshFailure('silent', 'gave no answer in the time there is for one collection');
}

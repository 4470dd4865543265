import { cpus } from 'node:os';
import type { AlgorithmProfile } from './algorithms.ts';
import { startThread } from './start-thread.ts';
import { createThread, type Thread } from './thread.ts';

/** The threads in which all sessions of this program live. */
export interface Pool {
  /** The thread for a new session; the slow one for key exchanges that keep a thread busy for seconds. */
  threadFor(profile: AlgorithmProfile): Promise<Thread>;
  /** Ends all threads. */
  close(): Promise<void>;
}

const MOST_THREADS = 2;
/** A second thread costs memory, and is worth it from so many sessions on. */
const SESSIONS_OF_ONE = 32;

export interface PoolOptions {
  /** Processors that may be used. */
  cores: number;
  start: typeof startThread;
}

/** Starts nothing before a thread is asked for. A thread that died is replaced when the next one is asked for. */
export function createPool(
  { cores, start }: PoolOptions = { cores: cpus().length, start: startThread },
): Pool {
  const most = Math.max(1, Math.min(MOST_THREADS, cores - 1));
  let quick: Thread[] = [];
  let slow: Thread | undefined;
  /** One start at a time, or a hundred targets would start a hundred threads. */
  let turn: Promise<unknown> = Promise.resolve();

  return {
    threadFor(profile) {
      const thread = turn.then(() => (profile === 'exchange' ? slowThread() : quickThread()));
      turn = thread.catch(() => {});
      return thread;
    },
    async close() {
      await turn;
      await Promise.all([...quick, ...(slow ? [slow] : [])].map((thread) => thread.close()));
      quick = [];
      slow = undefined;
    },
  };

  async function quickThread(): Promise<Thread> {
    quick = quick.filter(({ isOver }) => !isOver);
    const [least] = [...quick].sort((a, b) => a.sessions - b.sessions);
    if (least && (quick.length >= most || least.sessions < SESSIONS_OF_ONE)) return least;
    const thread = createThread(await start(most));
    quick.push(thread);
    return thread;
  }

  async function slowThread(): Promise<Thread> {
    if (slow === undefined || slow.isOver) slow = createThread(await start(most));
    return slow;
  }
}

/*
 * Probes are made one by one and know nothing of each other, and threads are too dear to have some for each: the one
 * place in which this folder keeps something for the whole program. It ends with the last that uses it.
 */
let shared: { pool: Pool; users: number } | undefined;

/** The pool of this program; give it back once. */
export function takePool(): { pool: Pool; giveBack(): Promise<void> } {
  shared ??= { pool: createPool(), users: 0 };
  const mine = shared;
  mine.users++;
  let isMine = true;
  return {
    pool: mine.pool,
    async giveBack() {
      if (!isMine) return;
      isMine = false;
      if (--mine.users > 0) return;
      if (shared === mine) shared = undefined;
      await mine.pool.close();
    },
  };
}

import {
  QueryTooLargeError,
  type Rows,
  type Store,
  type StoreSnapshot,
  type StoreStats,
  StoreUnavailableError,
} from '../store.ts';
import { Engine, type EngineLimits } from './engine.ts';
import { describeFound } from './groups.ts';
import { runLatest, runQuery } from './queries.ts';
import { readRolled } from './read-rolled.ts';
import { DEFAULT_RETENTION } from './tiers.ts';

export type EmbeddedOptions = Partial<EngineLimits>;

/** Whoever takes a snapshot and is gone must not keep files for ever. */
const HOLD_LIMIT_MS = 12 * 3_600_000;
const MEBIBYTE = 2 ** 20;
const DEFAULTS: EngineLimits = {
  retention: DEFAULT_RETENTION,
  headBytes: 96 * MEBIBYTE,
  recentBytes: 72 * MEBIBYTE,
};

/**
 * The store in files of its own under a folder: rows in memory, then chunks appended to one file a day, and a small
 * SQLite catalog whose one open transaction holds everything since the last flush. What fails (a full disk) takes the
 * engine back to that flush; the next call opens it anew, and `position` says from where rows must come again.
 */
export async function openEmbeddedStore(folder: string, options: EmbeddedOptions = {}): Promise<Store> {
  let held: (() => void) | undefined;
  const limits = { ...DEFAULTS, ...options, isHeld: () => held !== undefined };
  let engine: Engine | undefined = new Engine(folder, limits);
  let closed = false;
  let applied = engine.position;
  let samplesAppended = 0;
  /** Rows are gone that somebody had appended, and who appends them has not asked yet from where they must come again. */
  let wentBack = false;
  let known = engine.stats();
  let last: Promise<unknown> = Promise.resolve();

  function open(): Engine {
    if (closed) throw new StoreUnavailableError('the store is closed');
    if (!engine) {
      engine = new Engine(folder, limits);
      applied = engine.position;
    }
    return engine;
  }

  /** One change at a time, in the order asked for; queries run in between. */
  function change<Result>(
    work: (engine: Engine) => Result | Promise<Result>,
    isFed = false,
  ): Promise<Result> {
    const mine = last.then(async () => {
      if (isFed && wentBack) {
        throw new StoreUnavailableError(
          `the store in ${folder} went back to its last flush; rows come again from its position`,
        );
      }
      try {
        return await work(open());
      } catch (cause) {
        engine?.abandon();
        engine = undefined;
        wentBack = true;
        throw asUnavailable(cause);
      }
    });
    last = mine.catch(() => {});
    return mine;
  }

  function hold(opened: Engine): StoreSnapshot {
    const files = opened.hold();
    const done = () => {
      clearTimeout(timer);
      if (held !== done) return;
      held = undefined;
      opened.letGo();
    };
    const timer = setTimeout(done, HOLD_LIMIT_MS).unref();
    held = done;
    return { position: opened.position, files, done };
  }

  async function ask<Result>(work: (engine: Engine) => Promise<Result>): Promise<Result> {
    try {
      return await work(open());
    } catch (cause) {
      throw cause instanceof QueryTooLargeError ? cause : asUnavailable(cause);
    }
  }

  function asUnavailable(cause: unknown): StoreUnavailableError {
    if (cause instanceof StoreUnavailableError) return cause;
    return new StoreUnavailableError(`the store in ${folder} fails: ${(cause as Error).message}`, { cause });
  }

  return {
    position: () =>
      change((opened) => {
        wentBack = false;
        return opened.position;
      }),
    setback: async () => undefined,
    settle: async () => {},
    append: (rows: readonly Rows[], position) =>
      change(async (opened) => {
        await opened.append(rows);
        applied = position;
        for (const { values } of rows) samplesAppended += values.length;
      }, true),
    flush: () => change((opened) => opened.checkpoint(applied), true),
    query: (query, limit) => ask((opened) => runQuery(opened.parts(), query, limit)),
    latest: (selector, limit) => ask((opened) => runLatest(opened.parts(), selector, limit)),
    series: (selector, limit) =>
      ask(async (opened) => opened.parts().groups.select(selector, limit).found.map(describeFound)),
    deleteBefore: (timeMs) => change((opened) => opened.deleteBefore(timeMs)),
    deleteTarget: (target) => change((opened) => opened.deleteTarget(target)),
    maintain: (nowMs) => change((opened) => opened.maintain(nowMs)),
    async snapshot() {
      if (held) throw new StoreUnavailableError('the store is held still for another backup');
      return change(async (opened) => {
        await opened.checkpoint(applied);
        return hold(opened);
      });
    },
    stats(): StoreStats {
      // One that failed says what it was like before.
      if (engine && !closed) known = engine.stats();
      return { ...known, samplesAppended };
    },
    rolled: {
      read: (selector, tier, fromMs, toMs) =>
        ask((opened) => readRolled(opened.parts(), selector, tier, { fromMs, toMs })),
      write: (rows, tier) => change((opened) => opened.putRolled(rows, tier)),
    },
    async close() {
      if (closed) return;
      await change(async (opened) => {
        await opened.checkpoint(applied);
        opened.close();
      }).finally(() => {
        closed = true;
      });
    },
  };
}

import { setTimeout as wait } from 'node:timers/promises';

export interface TargetBookOptions<Value> {
  /** Works it out for these; a target that is left out has none. */
  ask(targets: readonly string[], nowMs: number): Promise<ReadonlyMap<string, Value>>;
  /** So long an answer stands. */
  freshMs: number;
  /** Targets asked at a time, so that others get at the store between. */
  atOnce: number;
  nowMs(): number;
}

/** What is known now, and how many targets are still being worked out. */
export interface Known<Value> {
  values: ReadonlyMap<string, Value>;
  waiting: number;
}

export type TargetBook<Value> = ReturnType<typeof targetBook<Value>>;

/** Targets remembered; beyond it the ones asked longest ago are forgotten. */
const MOST_REMEMBERED = 20_000;

/**
 * What is dear to work out, kept by target. An answer waits for what is missing as long as the caller has time for it;
 * the rest goes on behind it, one part at a time whoever asks, and is there the next time. What is older than it should
 * be is better than nothing: it is told while the new one is made.
 */
export function targetBook<Value>({ ask, freshMs, atOnce, nowMs }: TargetBookOptions<Value>) {
  const known = new Map<string, { atMs: number; value: Value | undefined }>();
  const wanted = new Set<string>();
  const asked = new Set<string>();
  let running: Promise<void> | undefined;
  let fault: Error | undefined;
  let part = Promise.withResolvers<void>();

  return {
    /** Throws what went wrong when nothing at all is known. */
    async get(targets: readonly string[], waitMs: number): Promise<Known<Value>> {
      const oldestMs = nowMs() - freshMs;
      const missing = new Set<string>();
      for (const target of targets) {
        const entry = known.get(target);
        if (!entry) missing.add(target);
        if ((!entry || entry.atMs <= oldestMs) && !asked.has(target)) wanted.add(target);
      }
      if (wanted.size > 0) begin();
      if (missing.size > 0) await untilKnown(missing, waitMs);
      const values = new Map<string, Value>();
      let waiting = 0;
      for (const target of targets) {
        const entry = known.get(target);
        if (!entry) waiting++;
        else if (entry.value !== undefined) values.set(target, entry.value);
      }
      if (waiting === targets.length && waiting > 0 && fault) throw fault;
      return { values, waiting };
    },

    /** Resolves when nothing is being worked out. */
    async idle(): Promise<void> {
      while (running) await running;
    },
  };

  async function untilKnown(missing: ReadonlySet<string>, waitMs: number): Promise<void> {
    const abort = new AbortController();
    let isLate = false;
    const late = wait(waitMs, undefined, { signal: abort.signal, ref: false })
      .catch(() => undefined)
      .then(() => {
        isLate = true;
      });
    while (running && !isLate && [...missing].some((target) => !known.has(target)))
      await Promise.race([late, running, part.promise]);
    abort.abort();
  }

  function begin(): void {
    running ??= workOff().finally(() => {
      running = undefined;
    });
  }

  async function workOff(): Promise<void> {
    fault = undefined;
    while (wanted.size > 0) {
      const targets = [...wanted].slice(0, atOnce);
      for (const target of targets) {
        wanted.delete(target);
        asked.add(target);
      }
      const atMs = nowMs();
      try {
        const values = await ask(targets, atMs);
        for (const target of targets) remember(target, { atMs, value: values.get(target) });
      } catch (error) {
        // Nothing is known of the others either while the store is ill: they are asked again by who comes next.
        fault = error as Error;
        wanted.clear();
      }
      asked.clear();
      part.resolve();
      part = Promise.withResolvers();
    }
  }

  function remember(target: string, entry: { atMs: number; value: Value | undefined }): void {
    known.delete(target);
    known.set(target, entry);
    for (const oldest of known.keys()) {
      if (known.size <= MOST_REMEMBERED) break;
      known.delete(oldest);
    }
  }
}

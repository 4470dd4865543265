import type { Fact, Probe, Reading } from '#probes/probe.ts';

/** What one run of a probe came to, whether it worked or not. */
export interface ProbeRun {
  ok: boolean;
  /** UTC ms at which it began. */
  timeMs: number;
  durationMs: number;
  readings: readonly Reading[];
  facts: readonly Fact[];
  skipped: readonly { what: string; why: string }[];
  /** Why it failed; empty when it did not. */
  error: string;
}

export interface RunOptions {
  timeoutMs: number;
  /** UTC ms. */
  wallMs(): number;
  /** A clock that never jumps, in ms. */
  monotonicMs(): number;
}

/**
 * Runs a probe once within its time. `run` never rejects and is there when the time is over at the latest; `settled`
 * is there when the probe itself has come back, before which it must not be called again.
 */
export function runProbe(
  probe: Probe,
  options: RunOptions,
): { run: Promise<ProbeRun>; settled: Promise<void> } {
  const { timeoutMs, wallMs, monotonicMs } = options;
  const timeMs = wallMs();
  const startedMs = monotonicMs();
  const abort = new AbortController();
  const collected = Promise.resolve().then(() => probe.collect(abort.signal));
  const settled = collected.then(
    () => {},
    () => {},
  );
  const run = within(collected, timeoutMs, abort).then(
    ({ readings, facts = [], skipped = [] }): ProbeRun => ({
      ...outcome(),
      ok: true,
      readings,
      facts,
      skipped,
    }),
    (error: unknown): ProbeRun => ({ ...outcome(), error: tell(error) }),
  );
  return { run, settled };

  function outcome(): ProbeRun {
    const durationMs = monotonicMs() - startedMs;
    return { ok: false, timeMs, durationMs, readings: [], facts: [], skipped: [], error: '' };
  }
}

/** A clock with a hand: rejects and aborts when the time is over. */
function within<Result>(work: Promise<Result>, timeoutMs: number, abort: AbortController): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`gave no answer within ${timeoutMs / 1000} s`));
      abort.abort();
    }, timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function tell(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.slice(0, 2_000) || 'failed without saying why';
}

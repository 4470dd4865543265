import type { Fact, Measurements, Probe, Reading } from '#probes/probe.ts';
import { ProbeError } from '#probes/probe-error.ts';
import type { ProbeState } from '#protocol/probe-state.ts';

/** What one run of a probe came to, whether it worked or not. */
export interface ProbeRun {
  ok: boolean;
  state: ProbeState;
  /** UTC ms at which it began. */
  timeMs: number;
  /** NaN when it was not asked. */
  durationMs: number;
  /** Of a failed run: what was read before it failed. */
  readings: readonly Reading[];
  facts: readonly Fact[];
  skipped: readonly { what: string; why: string }[];
  /** Why it failed; empty when it did not. */
  error: string;
}

export interface RunOptions {
  timeoutMs: number;
  /** After its time is over and it was told so, it may still say for this long what it read and what was wrong. */
  lastWordMs?: number;
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
  const { wallMs, monotonicMs } = options;
  const timeMs = wallMs();
  const startedMs = monotonicMs();
  const abort = new AbortController();
  const collected = Promise.resolve().then(() => probe.collect(abort.signal));
  const settled = collected.then(
    () => {},
    () => {},
  );
  const run = within(collected, options, abort).then(
    (measurements): ProbeRun => ({ ...outcome(measurements), ok: true, state: 'ok' }),
    (error: unknown): ProbeRun => {
      const isTold = error instanceof ProbeError;
      const state = isTold ? error.state : 'failed';
      return { ...outcome(isTold ? error.measurements : undefined), ok: false, state, error: tell(error) };
    },
  );
  return { run, settled };

  function outcome({ readings, facts = [], skipped = [] }: Measurements = { readings: [] }) {
    return { timeMs, durationMs: monotonicMs() - startedMs, readings, facts, skipped, error: '' };
  }
}

/** A clock with a hand: aborts when the time is over, and rejects when the last word was not said in time either. */
function within<Result>(
  work: Promise<Result>,
  { timeoutMs, lastWordMs = 0 }: RunOptions,
  abort: AbortController,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void =>
      reject(new ProbeError('silent', `gave no answer within ${timeoutMs / 1000} s`));
    let timer = setTimeout(() => {
      if (lastWordMs === 0) giveUp();
      else timer = setTimeout(giveUp, lastWordMs);
      abort.abort();
    }, timeoutMs);
    work
      // What is thrown only because of the abort says nothing about the target.
      .then(resolve, (error) =>
        abort.signal.aborted && !(error instanceof ProbeError) ? giveUp() : reject(error),
      )
      .finally(() => clearTimeout(timer));
  });
}

function tell(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.slice(0, 2_000) || 'failed without saying why';
}

/** What to beat, and when. */
export interface DeadMansSwitchOptions {
  /** An address at another place that calls somebody when the beats stop. */
  url: string;
  everyMs: number;
  timeoutMs: number;
  /** True while judging and telling keep up; a collector that is ill must not look well from outside. */
  isWell(): boolean | Promise<boolean>;
  nowMs(): number;
}

/** How the beats go. */
export interface Beats {
  /** When a beat was last answered; null before the first. */
  lastMs: number | null;
  sent: number;
  /** Not sent because something here was not well. */
  withheld: number;
  failed: number;
  /** Why the last one failed; empty when it did not. */
  error: string;
}

/** Beats an external address as long as this collector does its work. */
export function startDeadMansSwitch(options: DeadMansSwitchOptions): {
  readonly beats: Beats;
  close(): Promise<void>;
} {
  const beats: Beats = { lastMs: null, sent: 0, withheld: 0, failed: 0, error: '' };
  const stop = new AbortController();
  let beating: Promise<void> | undefined;

  const timer = setInterval(() => {
    // A beat that takes longer than the interval is not overtaken.
    beating ??= beat(options, beats, stop.signal).finally(() => {
      beating = undefined;
    });
  }, options.everyMs);

  return {
    beats,
    async close() {
      clearInterval(timer);
      stop.abort();
      await beating;
    },
  };
}

async function beat(options: DeadMansSwitchOptions, beats: Beats, stop: AbortSignal): Promise<void> {
  try {
    if (!(await options.isWell())) {
      beats.withheld++;
      return;
    }
    beats.sent++;
    const signal = AbortSignal.any([stop, AbortSignal.timeout(options.timeoutMs)]);
    const response = await fetch(options.url, { signal, redirect: 'error' });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`answered ${response.status}`);
    beats.lastMs = options.nowMs();
    beats.error = '';
  } catch (error) {
    if (stop.aborted) return;
    beats.failed++;
    const { message, cause } = error as Error;
    beats.error = cause instanceof Error ? `${message}: ${cause.message}` : message;
  }
}

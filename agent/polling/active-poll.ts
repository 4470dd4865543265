import type { Memory, Probe, ProbeOptions } from '#probes/probe.ts';
import { ProbeError } from '#probes/probe-error.ts';
import type { ProbeReport } from '#protocol/agent-report.ts';
import type { NewItem } from '../outbox/outbox.ts';
import { createProbeItems } from '../probe-items.ts';
import { type ProbeRun, runProbe } from '../run-probe.ts';
import type { Lateness } from '../schedule/lateness.ts';
import type { Job } from '../schedule/scheduler.ts';
import { afterRun, afterSignOfLife, type Breaker, CLOSED, mayAsk, WRONG_SECRET_PAUSE_MS } from './breaker.ts';
import type { WantedPoll } from './plan-polls.ts';
import type { ResolverOf } from './resolver.ts';
import { maskSkipped } from './secrets.ts';
import type { Turnstile } from './turnstile.ts';
import { underName } from './under-name.ts';

/** One target that is asked by one probe, again and again. */
export interface ActivePoll extends Job {
  readonly wanted: WantedPoll;
  /** Asked less often than it is due. */
  isPaused(): boolean;
  /** Asks, unless the breaker says not to; what is known is told in any case. */
  start(lateMs: number): void;
  /** It is due and the earlier run has not ended. */
  repeat(): void;
  /** The target has given a sign of life: asks now, unless it is being asked. */
  nudge(): void;
  /** Closes the probe when its run under way has ended. */
  retire(): void;
}

export interface ActivePollOptions {
  wanted: WantedPoll;
  probeOptions: ProbeOptions;
  resolverOf: ResolverOf;
  turnstile: Turnstile;
  lateness: Lateness;
  /** Where wrong secrets are remembered, so that a restart does not try them again at once. */
  locks: Memory;
  hand(items: readonly NewItem[]): void;
  announce(id: string, canonical: Uint8Array): boolean;
  onReport(poll: WantedPoll, report: ProbeReport): void;
  /** A probe did not come back for so long that another one takes its place. */
  onStuck(poll: WantedPoll): void;
  wallMs(): number;
  monotonicMs(): number;
}

const LONGEST_RUN_MS = 60_000;
const SHARE_OF_INTERVAL = 0.8;
const LAST_WORD_MS = 500;
/** A probe that has not come back after so many intervals, and so long, never will. */
const STUCK_INTERVALS = 3;
const STUCK_MS = 180_000;

export function createActivePoll(options: ActivePollOptions): ActivePoll {
  const { wanted, turnstile, lateness, locks, hand, wallMs, monotonicMs } = options;
  const { key, type, everyMs } = wanted;
  const resolver = options.resolverOf(type);
  const made = createProbeItems({
    ...options,
    probe: type.name,
    target: wanted.target,
    intervalMs: everyMs,
    reach: 'out',
    onReport: (report) => options.onReport(wanted, report),
  });
  const runOptions = {
    timeoutMs: Math.min(type.timeoutMs, SHARE_OF_INTERVAL * everyMs, LONGEST_RUN_MS),
    lastWordMs: Math.min(LAST_WORD_MS, everyMs / 10),
    wallMs,
    monotonicMs,
  };
  let current: { probe: Probe; address: string } | undefined;
  let { breaker, last } = recallLock();
  let isBusy = false;
  let isRetired = false;
  /** When the run under way began; undefined while it waits for its turn. */
  let startedMs: number | undefined;
  /** Runs of a probe that was given up do not count any more. */
  let generation = 0;

  return {
    name: key,
    periodMs: everyMs,
    phaseMs: Math.floor(fractionOf(key) * everyMs),
    wanted,
    isBusy: () => isBusy,
    isPaused: () => breaker.resumeAtMs > monotonicMs(),
    start(lateMs) {
      if (isBusy || isRetired) return;
      if (mayAsk(breaker, monotonicMs(), everyMs)) void ask(lateMs);
      else tell(asBefore());
    },
    repeat() {
      const waitedMs = startedMs === undefined ? 0 : monotonicMs() - startedMs;
      if (waitedMs > Math.max(STUCK_MS, STUCK_INTERVALS * everyMs)) giveUp();
      if (waitedMs > runOptions.timeoutMs) tell(asBefore());
    },
    nudge() {
      breaker = afterSignOfLife(breaker);
      if (!isBusy && !isRetired && mayAsk(breaker, monotonicMs(), everyMs)) void ask(0);
    },
    retire() {
      if (isRetired) return;
      isRetired = true;
      if (!isBusy) closeProbe();
    },
  };

  async function ask(lateMs: number): Promise<void> {
    isBusy = true;
    const ofGeneration = generation;
    const queuedMs = monotonicMs();
    const leave = await turnstile.enter();
    if (isRetired) {
      leave();
      return settle(ofGeneration);
    }
    startedMs = monotonicMs();
    lateness.add(lateMs + startedMs - queuedMs);
    const { run, settled } = runProbe({ collect, close: async () => {} }, runOptions);
    void settled.then(() => settle(ofGeneration));
    const result = await run;
    leave();
    if (isRetired || ofGeneration !== generation) return;
    const { error, skipped } = result;
    last = { ...result, error: wanted.mask(error), skipped: maskSkipped(skipped, wanted.mask) };
    const isHeldBack = !type.asksOn || result.state === 'wrong_secret';
    breaker = isHeldBack ? afterRun(breaker, result.state, startedMs ?? queuedMs, everyMs) : CLOSED;
    keepLock(result);
    tell(last);
  }

  async function collect(signal: AbortSignal) {
    const address = await resolver.resolve(wanted.address);
    if (current?.address !== address) {
      closeProbe();
      current = { address, probe: create(address) };
    }
    return await current.probe.collect(signal);
  }

  function create(address: string): Probe {
    try {
      return type.create(
        { ...wanted.config, address },
        underName({ ...options.probeOptions, resolve: resolver.resolve }, address, wanted.address),
      );
    } catch (error) {
      throw new ProbeError('misconfigured', error instanceof Error ? error.message : String(error), {
        cause: error,
      });
    }
  }

  function settle(ofGeneration: number): void {
    if (ofGeneration !== generation) return;
    isBusy = false;
    startedMs = undefined;
    if (isRetired) closeProbe();
  }

  function giveUp(): void {
    generation++;
    isBusy = false;
    startedMs = undefined;
    closeProbe();
    options.onStuck(wanted);
  }

  function closeProbe(): void {
    // What a probe cannot give back any more is no reason to stop.
    current?.probe.close().catch(() => {});
    current = undefined;
  }

  /** A probe that brings what cannot be put into words is a failed one, and costs nobody else a thing. */
  function tell(run: ProbeRun | undefined): void {
    if (run === undefined) return;
    try {
      hand(made.items(run));
    } catch (error) {
      options.onReport(wanted, {
        probe: type.name,
        ok: false,
        error: wanted.mask(String(error)),
        skipped: [],
      });
    }
  }

  /** Without asking again: how it is as far as anybody knows. */
  function asBefore(): ProbeRun | undefined {
    if (last === undefined) return undefined;
    const { state, error, skipped } = last;
    const nothing = { readings: [], facts: [], durationMs: Number.NaN };
    return {
      ok: false,
      state: state === 'ok' ? 'silent' : state,
      error,
      skipped,
      timeMs: wallMs(),
      ...nothing,
    };
  }

  function keepLock({ state }: ProbeRun): void {
    if (state === 'wrong_secret') {
      const untilMs = wallMs() + Math.max(WRONG_SECRET_PAUSE_MS, everyMs);
      locks.set(key, { text: wanted.text, untilMs });
    } else if (locks.get(key) !== undefined) locks.set(key, undefined);
  }

  function recallLock(): { breaker: Breaker; last: ProbeRun | undefined } {
    const lock = locks.get(key) as { text?: unknown; untilMs?: unknown } | undefined;
    const leftMs = Number(lock?.untilMs) - wallMs();
    const isInForce = lock?.text === wanted.text && leftMs > 0;
    if (!isInForce) return { breaker: CLOSED, last: undefined };
    const longestMs = Math.max(WRONG_SECRET_PAUSE_MS, everyMs);
    return {
      breaker: { failures: 0, resumeAtMs: monotonicMs() + Math.min(leftMs, longestMs), isLocked: true },
      last: {
        ok: false,
        state: 'wrong_secret',
        timeMs: wallMs(),
        durationMs: Number.NaN,
        readings: [],
        facts: [],
        skipped: [],
        error: 'the credential was not accepted before the agent was started; it is not tried again at once',
      },
    };
  }
}

/** A number in [0, 1) that belongs to the text: FNV-1a, whose bits are mixed once more. */
export function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

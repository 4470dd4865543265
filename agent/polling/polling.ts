/*
 *   own file ──► claims ──┐                    ┌─► active poll ─► breaker ─► turnstile ─► probe ═══► device
 *   assignment ───────────┴─► plan ─► schedule ┤                                           │
 *                                              └─► active poll …        gatherer ◄─ items ◄┘
 *                                                                          └─► outbox, few portions a second
 */
import { isIP } from 'node:net';
import type { Memory, ProbeOptions, ProbeType } from '#probes/probe.ts';
import type { AssignedTarget } from '#protocol/session.ts';
import type { Log } from '../log.ts';
import type { NewItem } from '../outbox/outbox.ts';
import { createLateness } from '../schedule/lateness.ts';
import { createScheduler } from '../schedule/scheduler.ts';
import { type ActivePoll, createActivePoll } from './active-poll.ts';
import { createGatherer } from './gatherer.ts';
import {
  type ClaimedTarget,
  createPollPlanner,
  type PollBounds,
  type RefusedPoll,
  type WantedPoll,
} from './plan-polls.ts';
import type { ResolverOf } from './resolver.ts';
import type { Opener } from './secrets.ts';
import { createTurnstile } from './turnstile.ts';

export interface PollingOptions {
  types: readonly ProbeType[];
  bounds: PollBounds;
  /** How often targets of the agent's own file are asked. */
  pollIntervalMs: number;
  resolverOf: ResolverOf;
  open: Opener;
  fingerprint(settings: unknown): string;
  probeOptions: ProbeOptions;
  /** Where wrong secrets are remembered. */
  locks: Memory;
  /** Takes items a few times a second, many at once. */
  keep(items: readonly NewItem[]): void;
  announce(id: string, canonical: Uint8Array): boolean;
  log: Log;
  wallMs(): number;
  monotonicMs(): number;
}

export interface PollingFigures {
  targets: number;
  polls: number;
  underWay: number;
  paused: number;
  latestMs: number;
  p99Ms: number;
  skippedRuns: number;
}

/** Asks the targets of a zone: thousands of them, none in the way of another. */
export interface Polling {
  /** Takes the place of all that is asked; what did not change goes on undisturbed. Returns what is not done. */
  use(own: readonly ClaimedTarget[], assigned: readonly AssignedTarget[]): RefusedPoll[];
  /** Probes of targets in service. */
  count(): number;
  /** The target with this address, among those that are asked. */
  targetAt(ip: string): { id: string; title: string } | undefined;
  isTarget(id: string): boolean;
  /** A target has spoken by itself: it is asked now, at most once in ten seconds. */
  nudge(target: string): void;
  /** Begins to count lateness anew. */
  figures(): PollingFigures;
  stop(): void;
}

const MAX_UNDER_WAY = 1_000;
/** At a start a thousand targets are asked for the first time within twenty seconds. */
const NEWCOMER_MS = 20;
const NUDGE_EVERY_MS = 10_000;
const NAMES_COUNT_MS = 1_000;

export function createPolling(options: PollingOptions): Polling {
  const { resolverOf, log, monotonicMs } = options;
  const plan = createPollPlanner({ ...options, platform: process.platform });
  const turnstile = createTurnstile(MAX_UNDER_WAY);
  const lateness = createLateness();
  const gatherer = createGatherer(options.keep);
  const nudgedMs = new Map<string, number>();
  let active = new Map<string, ActivePoll>();
  let byAddress = new Map<string, WantedPoll>();
  let names: WantedPoll[] = [];
  /** Where the names led to a moment ago: strangers may make us look here thousands of times a second. */
  let byName = new Map<string | undefined, WantedPoll>();
  let byNameAtMs = Number.NEGATIVE_INFINITY;
  let byTarget = new Map<string, ActivePoll[]>();
  const scheduler = createScheduler<ActivePoll>({
    baseMs: 0,
    monotonicMs,
    newcomerMs: NEWCOMER_MS,
    run: (due, lateMs) => {
      for (const [index, poll] of due.entries()) poll.start(lateMs[index] as number);
    },
    skip: (poll) => poll.repeat(),
  });

  return {
    use(own, assigned) {
      const { wanted, refused } = plan(own, assigned);
      const before = active;
      active = new Map(wanted.map((poll) => [poll.key, keepOrCreate(before.get(poll.key), poll)]));
      for (const [key, poll] of before) if (active.get(key) !== poll) poll.retire();
      byTarget = groupByTarget(active.values());
      byAddress = new Map(wanted.map((poll) => [poll.address, poll]));
      names = wanted.filter(({ address }) => isIP(address) === 0);
      byNameAtMs = Number.NEGATIVE_INFINITY;
      for (const target of nudgedMs.keys()) if (!byTarget.has(target)) nudgedMs.delete(target);
      scheduler.setJobs([...active.values()]);
      return refused;
    },
    count: () => active.size,
    targetAt(ip) {
      const poll = byAddress.get(ip) ?? namedAt(ip);
      return poll && { id: poll.target, title: poll.title };
    },
    isTarget: (id) => byTarget.has(id),
    nudge(target) {
      const polls = byTarget.get(target);
      const nowMs = monotonicMs();
      if (polls === undefined || nowMs - (nudgedMs.get(target) ?? Number.NEGATIVE_INFINITY) < NUDGE_EVERY_MS)
        return;
      nudgedMs.set(target, nowMs);
      for (const poll of polls) poll.nudge();
    },
    figures() {
      let paused = 0;
      for (const poll of active.values()) if (poll.isPaused()) paused++;
      const { skippedRuns } = scheduler.takeFigures();
      const { inside: underWay } = turnstile;
      return {
        targets: byTarget.size,
        polls: active.size,
        underWay,
        paused,
        skippedRuns,
        ...lateness.take(),
      };
    },
    stop() {
      scheduler.stop();
      for (const poll of active.values()) poll.retire();
      active = new Map();
      gatherer.flush();
    },
  };

  function namedAt(ip: string): WantedPoll | undefined {
    const nowMs = monotonicMs();
    if (nowMs - byNameAtMs >= NAMES_COUNT_MS) {
      byName = new Map(names.map((poll) => [resolverOf(poll.type).known(poll.address), poll]));
      byNameAtMs = nowMs;
    }
    return byName.get(ip);
  }

  function keepOrCreate(before: ActivePoll | undefined, wanted: WantedPoll): ActivePoll {
    if (before?.wanted.text === wanted.text) return before;
    return createActivePoll({
      ...options,
      wanted,
      turnstile,
      lateness,
      hand: gatherer.add,
      onReport({ title }, { probe, ok, error, skipped }) {
        const more = skipped.length > 0 ? skipped : undefined;
        const data = { target: title, probe, error: error || undefined, skipped: more };
        if (ok) log.info('a target is read', data);
        else log.warn('a target cannot be read', data);
      },
      onStuck: ({ title }) =>
        log.error('a probe did not come back and is given up', { target: title, probe: wanted.type.name }),
    });
  }
}

function groupByTarget(polls: Iterable<ActivePoll>): Map<string, ActivePoll[]> {
  const groups = new Map<string, ActivePoll[]>();
  for (const poll of polls) {
    const group = groups.get(poll.wanted.target);
    if (group) group.push(poll);
    else groups.set(poll.wanted.target, [poll]);
  }
  return groups;
}

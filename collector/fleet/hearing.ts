/*
 * Who is heard and who is silent, of all targets. Fed by the schemas whose newest row has changed, so that nobody walks
 * over series: one look at one row for each, and one comparison a second for each target.
 *
 *   touched schemas ─► take(): heard until … ─┬─► sweep(), each second: who is over that ─► changes
 *                                             └─► heard again, first heard ───────────────► changes
 */
import { LatestReader } from '#collector/series/latest.ts';
import { type FleetChange, HEARD_BY, SILENT_AFTER_INTERVALS } from '#protocol/fleet.ts';
import type { Schema } from '#protocol/schema.ts';
import { isByAgent, isOwnWord, pushes, subjectsOf, waysOf } from './sources.ts';

/** How one target was heard; changes in place. */
export interface Heard {
  heardAtMs: number;
  /** Shortest interval of what it sends. */
  intervalMs: number;
  /** Bits of `HEARD_BY`. */
  heardBy: number;
  silent: boolean;
  /** Silent beyond it. */
  dueAtMs: number;
  /** Shortest interval of what its own agent measures, and when something of that pace came last. */
  agentPaceMs: number;
  agentPacedAtMs: number;
  /** First words of what it pushes. */
  subjects: Set<string>;
}

/** One schema as far as it says that its target is there. */
interface Source {
  heard: Heard;
  id: string;
  reader: LatestReader;
  /** Column that says whether asking worked; -1: any row is a sign. */
  success: number;
  /** As its schema says. */
  intervalMs: number;
  /** As it is: longer for what is pushed more seldom. */
  paceMs: number;
  ways: number;
  pushed: boolean;
  /** Its own agent measures it: all of that goes on or ends together. */
  byAgent: boolean;
  lastMs: number;
}

/** A target fell silent, or was heard again. */
export interface HeardChange {
  atMs: number;
  id: string;
  silent: boolean;
}

/** Those of the last hour or so; in a storm of the last minutes. */
const MOST_RECENT = 2_000;

/** What comes this seldom says nothing of a target that also sends often: an inventory an hour keeps no dead server alive. */
const SELDOM_MS = 300_000;
/** Clocks of senders that differ by less are taken for ours. */
const CLOCK_TOLERANCE_MS = 60_000;

/** What is kept over a restart, by target. */
export type KeptHearing = Record<
  string,
  [heardAtMs: number, intervalMs: number, heardBy: number, silent: 0 | 1]
>;

export class Hearing {
  readonly #sources: (Source | undefined)[] = [];
  readonly #byTarget = new Map<string, Heard>();
  #changed = new Set<string>();
  #recent: HeardChange[] = [];
  /** Grows with each change. */
  version = 0;

  /** What was known before the start; nobody is called silent before there was time to be heard again. */
  restore(kept: KeptHearing, nowMs: number): void {
    for (const [id, [heardAtMs, intervalMs, heardBy, silent]] of Object.entries(kept)) {
      const patienceMs = SILENT_AFTER_INTERVALS * intervalMs;
      const dueAtMs = (silent === 1 ? heardAtMs : nowMs) + patienceMs;
      const known = { heardAtMs, intervalMs, heardBy, silent: silent === 1, dueAtMs };
      this.#byTarget.set(id, { ...nothing(), ...known });
    }
  }

  keep(): KeptHearing {
    const kept: KeptHearing = {};
    for (const [id, { heardAtMs, intervalMs, heardBy, silent }] of this.#byTarget)
      if (!Number.isNaN(heardAtMs)) kept[id] = [heardAtMs, intervalMs, heardBy, silent ? 1 : 0];
    return kept;
  }

  /** A schema that begins to send. */
  addSchema(index: number, schema: Schema, latest: SharedArrayBuffer, nowMs: number): void {
    if (this.#sources[index] || !isOwnWord(schema)) return;
    const { target: id, intervalMs } = schema;
    let heard = this.#byTarget.get(id);
    if (!heard) {
      heard = nothing();
      this.#byTarget.set(id, heard);
    }
    const source: Source = {
      heard,
      id,
      reader: new LatestReader(latest),
      success: schema.columns.findIndex(({ metric }) => metric === 'probe.success'),
      intervalMs,
      paceMs: intervalMs,
      ways: waysOf(schema),
      pushed: pushes(schema),
      byAgent: isByAgent(schema),
      lastMs: Number.NaN,
    };
    if (source.pushed) for (const name of subjectsOf(schema)) heard.subjects.add(name);
    this.#sources[index] = source;
    this.#take(source, nowMs);
  }

  /** The newest rows of these schemas have changed. */
  take(touched: Iterable<number>, nowMs: number): void {
    for (const index of touched) {
      const source = this.#sources[index];
      if (source) this.#take(source, nowMs);
    }
  }

  /** Calls silent whose time is over. */
  sweep(nowMs: number): void {
    for (const [id, heard] of this.#byTarget) {
      if (heard.silent || !(nowMs > heard.dueAtMs)) continue;
      heard.silent = true;
      this.#remember(id, true, nowMs);
      this.#change(id);
    }
  }

  /** What has changed since this was asked last. */
  changes(): FleetChange[] {
    if (this.#changed.size === 0) return [];
    const found: FleetChange[] = [];
    for (const id of this.#changed) {
      const heard = this.#byTarget.get(id);
      if (!heard) continue;
      const { heardAtMs, intervalMs, heardBy, silent } = heard;
      found.push({ id, heardAtMs, intervalMs, heardBy, silent });
    }
    this.#changed = new Set();
    return found;
  }

  /** Who fell silent and was heard again since then, oldest first. */
  recent(sinceMs: number): HeardChange[] {
    return this.#recent.filter(({ atMs }) => atMs >= sinceMs);
  }

  of(id: string): Heard | undefined {
    return this.#byTarget.get(id);
  }

  /** The target is gone. */
  forget(id: string): void {
    if (!this.#byTarget.delete(id)) return;
    for (const [index, source] of this.#sources.entries())
      if (source?.id === id) this.#sources[index] = undefined;
  }

  #take(source: Source, nowMs: number): void {
    const timeMs = source.reader.answeredAt(source.success);
    if (Number.isNaN(timeMs)) return;
    const atMs = Math.abs(nowMs - timeMs) <= CLOCK_TOLERANCE_MS ? nowMs : Math.min(timeMs, nowMs);
    // Who pushes names no interval: the last gap is the best guess.
    if (source.pushed && atMs > source.lastMs)
      source.paceMs = Math.max(source.intervalMs, Math.min(atMs - source.lastMs, MOST_PUSH_GAP_MS));
    source.lastMs = atMs;
    const { heard, intervalMs, paceMs } = source;
    if (!source.byAgent && !counts(heard, intervalMs, atMs)) return;
    if (!(intervalMs >= heard.intervalMs)) heard.intervalMs = intervalMs;
    const expectedMs = source.byAgent ? agentPace(heard, intervalMs, atMs) : paceMs;
    heard.dueAtMs = Math.max(heard.dueAtMs, atMs + SILENT_AFTER_INTERVALS * expectedMs);
    if (!(atMs <= heard.heardAtMs)) {
      const isFirst = Number.isNaN(heard.heardAtMs);
      heard.heardAtMs = atMs;
      if (isFirst) this.#change(source.id);
    }
    if ((heard.heardBy & source.ways) !== source.ways) {
      heard.heardBy |= source.ways;
      this.#change(source.id);
    }
    if (heard.silent && nowMs <= heard.dueAtMs) {
      heard.silent = false;
      this.#remember(source.id, false, nowMs);
      this.#change(source.id);
    }
  }

  #remember(id: string, silent: boolean, atMs: number): void {
    this.#recent.push({ atMs, id, silent });
    if (this.#recent.length > 2 * MOST_RECENT) this.#recent = this.#recent.slice(-MOST_RECENT);
  }

  #change(id: string): void {
    this.#changed.add(id);
    this.version++;
  }
}

/** Of what comes seldom only when there is nothing that comes often, or no longer. */
function counts(heard: Heard, intervalMs: number, atMs: number): boolean {
  if (intervalMs <= SELDOM_MS || !(intervalMs > heard.intervalMs)) return true;
  if (!(atMs - heard.heardAtMs > SILENT_AFTER_INTERVALS * intervalMs)) return false;
  heard.intervalMs = intervalMs;
  return true;
}

/** How soon something of the agent is expected: by its fastest probe, as long as there is one of that pace. */
function agentPace(heard: Heard, intervalMs: number, atMs: number): number {
  const isSlower = intervalMs > heard.agentPaceMs;
  const isLeft = atMs - heard.agentPacedAtMs > SILENT_AFTER_INTERVALS * intervalMs;
  if (!isSlower || isLeft) {
    heard.agentPaceMs = intervalMs;
    heard.agentPacedAtMs = atMs;
  }
  return heard.agentPaceMs;
}

/** Who comes once a day is expected once a day; who comes more seldom is silent in between. */
const MOST_PUSH_GAP_MS = 86_400_000;

function nothing(): Heard {
  return {
    heardAtMs: Number.NaN,
    intervalMs: Number.NaN,
    heardBy: 0,
    silent: false,
    dueAtMs: Number.NEGATIVE_INFINITY,
    agentPaceMs: Number.NaN,
    agentPacedAtMs: Number.NEGATIVE_INFINITY,
    subjects: new Set(),
  };
}

/** True for a target that is heard only by what it pushes itself. */
export function onlyPushes({ heardBy }: Heard): boolean {
  return heardBy === HEARD_BY.pushed;
}

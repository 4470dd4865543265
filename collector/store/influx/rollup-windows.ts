import type { Catalog } from '../embedded/catalog.ts';
import { alignDown } from '../embedded/tiers.ts';
import { HOURS, type InfluxTier, MINUTES } from './rollup-tiers.ts';

/** Rows may come this late before their window is computed; those that are later have it computed again. */
const PATIENCE_MS = 5 * 60_000;

/** A year of late rows is thousands of windows with little in each: neighbours are computed together. */
const TOGETHER = 24;

/** A part of time. */
export interface TimeSpan {
  fromMs: number;
  toMs: number;
}

/** Neighbouring windows of one tier that are computed together. */
export interface WindowRun extends TimeSpan {
  tier: InfluxTier;
}

/**
 * Which windows are to compute: each that got a row since it was computed last. It stands in the catalog from the row
 * until the roll-up is written, so that neither a crash nor a year of late rows loses one.
 */
export class RollupWindows {
  readonly #catalog: Catalog;
  readonly #waiting = new Map<InfluxTier, Set<number>>([
    [MINUTES, new Set()],
    [HOURS, new Set()],
  ]);
  /** Rows come hour by hour, nearly always. */
  #touchedMs = Number.NaN;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    for (const { tier, windowMs } of catalog.pending()) {
      this.#of(tier === MINUTES.number ? MINUTES : HOURS).add(windowMs);
    }
  }

  /** Those that could be computed as of now. */
  complete(nowMs: number): number {
    let count = 0;
    for (const [tier, windows] of this.#waiting) {
      for (const windowMs of windows) if (isComplete(tier, windowMs, nowMs)) count++;
    }
    return count;
  }

  /** A row of this time was taken. */
  touch(timeMs: number): void {
    const windowMs = alignDown(timeMs, MINUTES.windowMs);
    if (windowMs === this.#touchedMs) return;
    this.#touchedMs = windowMs;
    this.#add(MINUTES, windowMs);
    this.#add(HOURS, alignDown(timeMs, HOURS.windowMs));
  }

  /** Everything from a time on is to compute again, as of now. */
  touchFrom(timeMs: number, nowMs: number): void {
    for (const tier of [MINUTES, HOURS]) {
      for (let at = alignDown(timeMs, tier.windowMs); at <= nowMs; at += tier.windowMs) this.#add(tier, at);
    }
  }

  #add(tier: InfluxTier, windowMs: number): void {
    const windows = this.#of(tier);
    if (windows.has(windowMs)) return;
    windows.add(windowMs);
    this.#catalog.addPending(tier.number, 0, windowMs);
  }

  /** Windows that are complete, the newest first, which is what people look at; they wait no more. */
  take(nowMs: number): WindowRun | undefined {
    for (const tier of [MINUTES, HOURS]) {
      let newestMs = Number.NEGATIVE_INFINITY;
      for (const windowMs of this.#of(tier)) {
        if (windowMs <= newestMs || !isComplete(tier, windowMs, nowMs)) continue;
        if (this.#isReady(tier, windowMs)) newestMs = windowMs;
      }
      if (newestMs === Number.NEGATIVE_INFINITY) continue;
      return this.#takeRun(tier, newestMs);
    }
    return undefined;
  }

  #takeRun(tier: InfluxTier, newestMs: number): WindowRun {
    let fromMs = newestMs;
    const waits = (windowMs: number) => this.#of(tier).has(windowMs) && this.#isReady(tier, windowMs);
    for (let count = 1; count < TOGETHER && waits(fromMs - tier.windowMs); count++) fromMs -= tier.windowMs;
    const run = { tier, fromMs, toMs: newestMs + tier.windowMs };
    for (const windowMs of windowsOf(run)) this.#of(tier).delete(windowMs);
    // The next row of one of them counts as a new one.
    this.#touchedMs = Number.NaN;
    return run;
  }

  /** Hours are made of minutes. */
  #isReady(tier: InfluxTier, windowMs: number): boolean {
    if (tier === MINUTES) return true;
    for (let at = windowMs; at < windowMs + tier.windowMs; at += MINUTES.windowMs) {
      if (this.#of(MINUTES).has(at)) return false;
    }
    return true;
  }

  /** They were computed; one that got a row meanwhile waits again. */
  done(run: WindowRun): void {
    for (const windowMs of windowsOf(run)) {
      if (!this.#of(run.tier).has(windowMs)) this.#catalog.removePending(run.tier.number, 0, windowMs);
    }
  }

  /** They were not. */
  putBack(run: WindowRun): void {
    for (const windowMs of windowsOf(run)) this.#of(run.tier).add(windowMs);
  }

  /** The longest part of a span, in whole multiples of `stepMs`, that a roll-up is complete for. */
  longestClean(tier: InfluxTier, fromMs: number, toMs: number, stepMs: number): TimeSpan | undefined {
    const waiting = [...this.#of(tier)].filter((at) => at < toMs && at + tier.windowMs > fromMs);
    let best: TimeSpan | undefined;
    let startMs = fromMs;
    for (const windowMs of [...waiting.sort((a, b) => a - b), Number.POSITIVE_INFINITY]) {
      const span = {
        fromMs: Math.ceil(startMs / stepMs) * stepMs,
        toMs: alignDown(Math.min(windowMs, toMs), stepMs),
      };
      if (span.toMs - span.fromMs > (best ? best.toMs - best.fromMs : 0)) best = span;
      startMs = windowMs + tier.windowMs;
    }
    return best;
  }

  #of(tier: InfluxTier): Set<number> {
    return this.#waiting.get(tier) as Set<number>;
  }
}

function isComplete({ windowMs: widthMs }: InfluxTier, windowMs: number, nowMs: number): boolean {
  return windowMs + widthMs + PATIENCE_MS <= nowMs;
}

function* windowsOf({ tier, fromMs, toMs }: WindowRun): Iterable<number> {
  for (let windowMs = fromMs; windowMs < toMs; windowMs += tier.windowMs) yield windowMs;
}

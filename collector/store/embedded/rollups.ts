import type { MetricKind } from '#protocol/metric.ts';
import { Bins, type RolledBin } from '../bins.ts';
import type { Catalog, ChunkRow } from './catalog.ts';
import { TIMES, writeChunk } from './chunk.ts';
import type { Group, Source } from './groups.ts';
import { OpenChunk } from './open-chunk.ts';
import type { Reader } from './reader.ts';
import { answersFrom, FIELDS_FOR, type RolledField, rolledFields, type Wanted } from './rolled-fields.ts';
import type { Partition, Segments } from './segments.ts';
import { alignDown, alignUp, TIERS } from './tiers.ts';

/** Bins in a window. */
const WINDOW_BINS = 120;

/**
 * Roll-ups, computed window by window once the raw rows of a window are in, computed again when late ones come, and
 * read in place of raw samples where their bins fit the steps asked for.
 */
export class Rollups {
  readonly #catalog: Catalog;
  readonly #segments: Segments;
  readonly #reader: Reader;
  readonly #open: OpenChunk;
  readonly #nextSequence: () => number;
  readonly #groupOf: (id: number) => Group | undefined;
  /** By tier and group: windows to compute. */
  readonly #pending: Map<number, Set<number>>[] = TIERS.map(() => new Map());
  #round: { tier: number; group: number; windowMs: number }[] = [];
  /** Whether this round computed anything. */
  #computed = false;
  readonly #times = new Float64Array(WINDOW_BINS + 1);
  readonly #fields: Record<RolledField, Float64Array>;

  constructor(
    catalog: Catalog,
    segments: Segments,
    reader: Reader,
    nextSequence: () => number,
    groupOf: (id: number) => Group | undefined,
  ) {
    this.#catalog = catalog;
    this.#segments = segments;
    this.#reader = reader;
    this.#open = new OpenChunk(segments);
    this.#nextSequence = nextSequence;
    this.#groupOf = groupOf;
    const column = () => new Float64Array(WINDOW_BINS + 1);
    this.#fields = {
      count: column(),
      min: column(),
      max: column(),
      sum: column(),
      last: column(),
      increase: column(),
      increaseMs: column(),
    };
    for (const { tier, group, windowMs } of catalog.pending()) this.#setOf(tier, group).add(windowMs);
  }

  get pending(): number {
    let count = 0;
    for (const byGroup of this.#pending) for (const windows of byGroup.values()) count += windows.size;
    return count;
  }

  /** Raw rows between these times have become a chunk. */
  added(group: Group, fromMs: number, toMs: number): void {
    this.#mark(1, group.id, fromMs, toMs);
  }

  /** A raw row came late; also the window of the row behind it may change, by the pair of the two. */
  addedLate(group: Group, timeMs: number): void {
    const newestMs = Math.max(timeMs, group.newestMs ?? timeMs);
    this.#mark(1, group.id, timeMs, Math.min(newestMs, timeMs + lookbackMs(1, group)));
  }

  #mark(tier: number, group: number, fromMs: number, toMs: number): void {
    const { windowMs } = TIERS[tier];
    const windows = this.#setOf(tier, group);
    for (let window = alignDown(fromMs, windowMs); window <= toMs; window += windowMs) {
      if (windows.has(window)) continue;
      windows.add(window);
      this.#catalog.addPending(tier, group, window);
    }
  }

  #setOf(tier: number, group: number): Set<number> {
    let windows = this.#pending[tier].get(group);
    if (!windows) {
      windows = new Set();
      this.#pending[tier].set(group, windows);
    }
    return windows;
  }

  forget(group: Group): void {
    for (const byGroup of this.#pending) byGroup.delete(group.id);
  }

  /** Computes one window; false when a whole round has found none that is ready. */
  step(rawFromMs: number): boolean {
    if (this.#round.length === 0) {
      for (const [tier, byGroup] of this.#pending.entries()) {
        for (const [group, windows] of byGroup) {
          for (const windowMs of windows) this.#round.push({ tier, group, windowMs });
        }
      }
      // The finer tier first, the coarser one is made of it.
      this.#round.sort((a, b) => b.tier - a.tier || b.windowMs - a.windowMs);
    }
    for (let next = this.#round.pop(); next; next = this.#round.pop()) {
      const group = this.#groupOf(next.group);
      const windows = this.#pending[next.tier].get(next.group);
      if (!group || !windows?.has(next.windowMs)) continue;
      if (!this.#isReady(next.tier, group, next.windowMs)) continue;
      windows.delete(next.windowMs);
      this.#catalog.removePending(next.tier, next.group, next.windowMs);
      // What has no raw rows any more stays as it was.
      if (next.windowMs >= rawFromMs || next.tier > 1)
        this.#compute(next.tier, group, next.windowMs, rawFromMs);
      this.#computed = true;
      return true;
    }
    // What was computed may have made a coarser window ready.
    const again = this.#computed;
    this.#computed = false;
    return again;
  }

  #isReady(tier: number, group: Group, windowMs: number): boolean {
    const endMs = windowMs + TIERS[tier].windowMs;
    if (group.main.rows > 0 && group.main.fromMs < endMs) return false;
    if (tier === 1) return true;
    for (const finer of this.#pending[tier - 1].get(group.id) ?? []) {
      if (finer >= windowMs && finer < endMs) return false;
    }
    return true;
  }

  #compute(tier: number, group: Group, windowMs: number, rawFromMs: number): void {
    const { stepMs, windowMs: width, partitionMs } = TIERS[tier];
    const endMs = windowMs + width;
    // Some bins more before the window, so that the pair that reaches into it is known.
    const fromMs = windowMs - lookbackMs(tier, group);
    const bins = new Bins(fromMs, endMs, stepMs);
    const firstBin = (windowMs - fromMs) / stepMs;
    const { columns, rolledAt } = group.shape;
    const foldColumn = (column: number) => {
      bins.reset();
      this.#foldTier(tier - 1, [{ group, column }], fromMs, endMs, bins, 'everything', rawFromMs);
    };
    foldColumn(0);
    const filled = bins.filled(firstBin);
    const partition: Partition = { tier, startMs: alignDown(windowMs, partitionMs) };
    this.#catalog.removeChunksFrom(partition, group.id, windowMs);
    if (filled.length === 0) return;

    let column = 0;
    const hints = new Uint8Array(rolledAt[columns.length]);
    const chunk = writeChunk(group.id, filled.length, hints.length - 1, hints, (block, into) => {
      if (block === TIMES) {
        for (let row = 0; row < filled.length; row++)
          into[row] = windowMs + (filled[row] - firstBin) * stepMs;
        return;
      }
      if (block === rolledAt[column + 1]) foldColumn(++column);
      const field = rolledFields(columns[column].kind)[block - rolledAt[column]];
      bins.copy(field, filled, into);
      if (field === 'sum' || field === 'increase') tidy(into, filled.length, group.hints[column + 1]);
    });
    const offset = this.#segments.append(partition, chunk);
    this.#catalog.addChunk({
      group: group.id,
      partition,
      sequence: this.#nextSequence(),
      fromMs: windowMs,
      toMs: endMs - 1,
      rows: filled.length,
      late: false,
      offset,
      bytes: chunk.length,
    });
    if (tier + 1 < TIERS.length) this.#mark(tier + 1, group.id, windowMs, windowMs);
  }

  /**
   * Folds a series into bins of `stepMs` from the coarsest tier whose bins fit, from finer ones where that has none,
   * and from whatever there is where raw samples are gone (before `rawFromMs`).
   */
  fold(
    sources: readonly Source[],
    fromMs: number,
    toMs: number,
    stepMs: number,
    bins: Bins,
    wanted: Wanted,
    rawFromMs: number,
  ): void {
    let tier = TIERS.length - 1;
    while (tier > 0 && (stepMs % TIERS[tier].stepMs !== 0 || toMs - fromMs < TIERS[tier].windowMs)) tier--;
    if (sources.some((source) => !answersFrom(kindOf(source), wanted))) tier = 0;
    this.#foldTier(tier, sources, fromMs, toMs, bins, wanted, rawFromMs);
  }

  #foldTier(
    tier: number,
    sources: readonly Source[],
    fromMs: number,
    toMs: number,
    bins: Bins,
    wanted: Wanted,
    rawFromMs: number,
  ): void {
    if (fromMs >= toMs) return;
    if (tier === 0) {
      this.#foldGone(1, sources, fromMs, Math.min(toMs, rawFromMs), bins, wanted);
      this.#foldRaw(sources, Math.max(fromMs, rawFromMs), toMs, bins, wanted);
      return;
    }
    const { stepMs } = TIERS[tier];
    // The pair that reaches into the first bin lies outside of the span.
    const firstMs = alignUp(fromMs, stepMs) + (climbing(wanted) ? stepMs : 0);
    const lastMs = alignDown(toMs, stepMs);
    let doneMs = fromMs;
    for (const { source, row, partition } of this.#windows(tier, sources, firstMs, lastMs, rawFromMs)) {
      const windowFromMs = Math.max(firstMs, row.fromMs);
      this.#foldTier(tier - 1, sources, doneMs, windowFromMs, bins, wanted, rawFromMs);
      this.#addWindow(source, row, partition, windowFromMs, lastMs, bins, wanted);
      doneMs = Math.min(lastMs, row.fromMs + TIERS[tier].windowMs);
    }
    this.#foldTier(tier - 1, sources, doneMs, toMs, bins, wanted, rawFromMs);
  }

  #foldRaw(sources: readonly Source[], fromMs: number, toMs: number, bins: Bins, wanted: Wanted): void {
    if (fromMs >= toMs) return;
    if (climbing(wanted) && bins.lastRolledMs < fromMs) {
      // Behind a roll-up the neighbour of the first sample is in the raw samples before.
      this.#reader.samples(sources, bins.lastRolledMs, fromMs, (times, values, _start, end) =>
        bins.precededBy(times[end - 1], values[end - 1]),
      );
    }
    this.#reader.fold(sources, fromMs, toMs, bins, wanted === 'rate');
  }

  /** What is left of a span whose raw samples are gone: the finest roll-up there is. */
  #foldGone(
    tier: number,
    sources: readonly Source[],
    fromMs: number,
    toMs: number,
    bins: Bins,
    wanted: Wanted,
  ): void {
    if (fromMs >= toMs || tier >= TIERS.length) return;
    let doneMs = fromMs;
    for (const { source, row, partition } of this.#windows(
      tier,
      sources,
      fromMs,
      toMs,
      Number.POSITIVE_INFINITY,
    )) {
      this.#foldGone(tier + 1, sources, doneMs, row.fromMs, bins, wanted);
      this.#addWindow(source, row, partition, fromMs, toMs, bins, wanted);
      doneMs = row.fromMs + TIERS[tier].windowMs;
    }
    this.#foldGone(tier + 1, sources, doneMs, toMs, bins, wanted);
  }

  /**
   * Windows of a tier that may stand for the raw samples of a series: nothing of theirs waits to be computed again,
   * and no other schema of the series has rows there. Where raw samples are gone everything may.
   */
  #windows(
    tier: number,
    sources: readonly Source[],
    fromMs: number,
    toMs: number,
    rawFromMs: number,
  ): { source: Source; row: ChunkRow; partition: Partition }[] {
    if (fromMs >= toMs) return [];
    const found = sources.flatMap((source) =>
      this.#catalog
        .partitions(tier, fromMs, toMs)
        .flatMap((partition) =>
          this.#catalog
            .chunks(partition, source.group.id, fromMs, toMs)
            .map((row) => ({ source, row, partition })),
        ),
    );
    if (sources.length > 1) found.sort((a, b) => a.row.fromMs - b.row.fromMs);
    return found.filter(({ row }, at) => {
      if (row.fromMs < rawFromMs) return true;
      if (found[at - 1]?.row.fromMs === row.fromMs || found[at + 1]?.row.fromMs === row.fromMs) return false;
      return sources.every(({ group }) => this.#isSettled(tier, group, row.fromMs));
    });
  }

  #isSettled(tier: number, group: Group, windowMs: number): boolean {
    if (this.#pending[tier].get(group.id)?.has(windowMs)) return false;
    if (tier > 1) {
      const endMs = windowMs + TIERS[tier].windowMs;
      for (const finer of this.#pending[tier - 1].get(group.id) ?? []) {
        if (finer >= windowMs && finer < endMs) return false;
      }
    }
    const { main } = group;
    return main.rows === 0 || main.fromMs >= windowMs + TIERS[tier].windowMs || main.toMs < windowMs;
  }

  #addWindow(
    source: Source,
    row: ChunkRow,
    partition: Partition,
    fromMs: number,
    toMs: number,
    bins: Bins,
    wanted: Wanted,
  ): void {
    const { group, column } = source;
    const kind = kindOf(source);
    const fields = FIELDS_FOR[wanted];
    try {
      this.#open.open({ ...row, group: group.id, partition, kept: undefined });
      this.#open.times(this.#times);
      for (const [at, field] of rolledFields(kind).entries()) {
        if (kind === 'counter' || fields.includes(field)) {
          this.#open.read(group.shape.rolledAt[column] + at, this.#fields[field]);
        }
      }
    } catch (error) {
      this.#reader.report(row.sequence, source, row.fromMs, row.toMs, error);
      return;
    }
    for (let at = 0; at < row.rows; at++) {
      const timeMs = this.#times[at];
      if (timeMs < fromMs || timeMs >= toMs) continue;
      bin.count = this.#fields.count[at];
      bin.rows = Math.max(1, bin.count);
      bin.last = this.#fields.last[at];
      const counts = kind === 'counter';
      // Where raw samples are gone a counter's level is the one at the end of the bin.
      bin.min = counts ? bin.last : this.#fields.min[at];
      bin.max = counts ? bin.last : this.#fields.max[at];
      bin.sum = counts ? bin.last * bin.count : this.#fields.sum[at];
      bin.increase = counts ? this.#fields.increase[at] : 0;
      bin.increaseMs = counts ? this.#fields.increaseMs[at] : 0;
      bins.addRolled(timeMs, bin);
    }
  }
}

/**
 * Sums of decimals are decimals of as many places; adding doubles leaves a rest in their last bits, which would cost
 * seven bytes each. Rounding takes it away again, and nothing else.
 */
function tidy(sums: Float64Array, count: number, places: number): void {
  const power = 10 ** places;
  for (let at = 0; at < count; at++) {
    const rounded = Math.round(sums[at] * power) / power;
    if (Math.abs(rounded - sums[at]) <= Math.abs(sums[at]) * 1e-13) sums[at] = rounded;
  }
}

/** How far before a window its first sample may have a neighbour. */
function lookbackMs(tier: number, { shape }: Group): number {
  const { stepMs } = TIERS[tier];
  return tier === 1 ? alignUp(Math.max(stepMs, 4 * shape.intervalMs), stepMs) : stepMs;
}

/** Needs pairs of neighbours, and summaries only where these are known. */
function climbing(wanted: Wanted): boolean {
  return wanted === 'rate' || wanted === 'everything';
}

function kindOf({ group, column }: Source): MetricKind {
  return group.shape.columns[column].kind;
}

const bin: RolledBin = {
  rows: 0,
  count: 0,
  min: 0,
  max: 0,
  sum: 0,
  last: 0,
  increase: 0,
  increaseMs: 0,
};

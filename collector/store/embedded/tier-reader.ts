import type { MetricKind } from '#protocol/metric.ts';
import type { Bins, RolledBin } from '../bins.ts';
import type { Catalog, ChunkRow } from './catalog.ts';
import type { Group, Source } from './groups.ts';
import type { OpenChunk } from './open-chunk.ts';
import type { PendingWindows } from './pending-windows.ts';
import type { Reader } from './reader.ts';
import { answersFrom, FIELDS_FOR, type RolledField, rolledFields, type Wanted } from './rolled-fields.ts';
import type { Partition } from './segments.ts';
import { alignDown, alignUp, TIERS, WINDOW_BINS } from './tiers.ts';

/** Reads roll-ups in place of raw samples where their bins fit the steps asked for. */
export class TierReader {
  readonly #catalog: Catalog;
  readonly #reader: Reader;
  readonly #pending: PendingWindows;
  readonly #open: OpenChunk;
  readonly #times = new Float64Array(WINDOW_BINS);
  readonly #fields: Record<RolledField, Float64Array>;

  constructor(catalog: Catalog, open: OpenChunk, reader: Reader, pending: PendingWindows) {
    this.#catalog = catalog;
    this.#reader = reader;
    this.#pending = pending;
    this.#open = open;
    const column = () => new Float64Array(WINDOW_BINS);
    this.#fields = {
      count: column(),
      min: column(),
      max: column(),
      sum: column(),
      last: column(),
      increase: column(),
      increaseMs: column(),
    };
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
    this.foldTier(tier, sources, fromMs, toMs, bins, wanted, rawFromMs);
  }

  /** As `fold`, from this tier down. */
  foldTier(
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
      this.foldTier(tier - 1, sources, doneMs, windowFromMs, bins, wanted, rawFromMs);
      this.#addWindow(source, row, partition, windowFromMs, lastMs, bins, wanted);
      doneMs = Math.min(lastMs, row.fromMs + TIERS[tier].windowMs);
    }
    this.foldTier(tier - 1, sources, doneMs, toMs, bins, wanted, rawFromMs);
  }

  /** Adds the bins of one tier as they are kept, whatever samples there are. */
  addBins(tier: number, sources: readonly Source[], fromMs: number, toMs: number, bins: Bins): void {
    const windows = this.#windows(tier, sources, fromMs, toMs, Number.POSITIVE_INFINITY);
    for (const { source, row, partition } of windows) {
      this.#addWindow(source, row, partition, fromMs, toMs, bins, 'everything');
    }
  }

  #foldRaw(sources: readonly Source[], fromMs: number, toMs: number, bins: Bins, wanted: Wanted): void {
    if (fromMs >= toMs) return;
    if (climbing(wanted) && bins.lastRolledMs < fromMs) {
      // Behind a roll-up the neighbour of the first sample is in the raw samples before.
      this.#reader.samples(sources, bins.lastRolledMs, fromMs, (times, values, _start, end) =>
        bins.precededBy(times[end - 1], values[end - 1]),
      );
    }
    this.#reader.fold(sources, fromMs, toMs, bins, climbing(wanted));
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

  #isSettled(tier: number, { id, main }: Group, windowMs: number): boolean {
    const window = { tier, group: id, windowMs };
    if (this.#pending.has(window) || this.#pending.hasFiner(window)) return false;
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
      this.#open.open({ ...row, group: group.id, partition, keptAt: -1 });
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

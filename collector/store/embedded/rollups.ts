import { Bins } from '../bins.ts';
import type { RolledRows } from '../rolled.ts';
import type { Catalog } from './catalog.ts';
import { TIMES, writeChunk } from './chunk.ts';
import type { Group } from './groups.ts';
import type { PendingWindows, RollupWindow } from './pending-windows.ts';
import { rolledFields } from './rolled-fields.ts';
import type { Partition, Segments } from './segments.ts';
import type { TierReader } from './tier-reader.ts';
import { alignDown, alignUp, TIERS } from './tiers.ts';

/** What roll-ups are made with. */
export interface RollupParts {
  catalog: Catalog;
  segments: Segments;
  tiers: TierReader;
  pending: PendingWindows;
  nextSequence(): number;
  groupOf(id: number): Group | undefined;
}

/** Computes roll-ups window by window once the raw rows of a window are in, and again when late ones came. */
export class Rollups {
  readonly #parts: RollupParts;
  #round: RollupWindow[] = [];
  /** Whether this round computed anything. */
  #computed = false;

  constructor(parts: RollupParts) {
    this.#parts = parts;
  }

  /** Raw rows between these times have become a chunk. */
  added(group: Group, fromMs: number, toMs: number): void {
    this.#parts.pending.mark(1, group.id, fromMs, toMs);
  }

  /** A raw row came late; also the window of the row behind it may change, by the pair of the two. */
  addedLate(group: Group, timeMs: number): void {
    const newestMs = Math.max(timeMs, group.newestMs ?? timeMs);
    this.#parts.pending.mark(1, group.id, timeMs, Math.min(newestMs, timeMs + lookbackMs(1, group)));
  }

  /** Computes one window; false when a whole round has found none that is ready. */
  step(rawFromMs: number): boolean {
    const { pending, groupOf } = this.#parts;
    if (this.#round.length === 0) this.#round = pending.all();
    for (let next = this.#round.pop(); next; next = this.#round.pop()) {
      const group = groupOf(next.group);
      if (!group || !pending.has(next) || !this.#isReady(group, next)) continue;
      pending.done(next);
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

  #isReady({ main }: Group, window: RollupWindow): boolean {
    const endMs = window.windowMs + TIERS[window.tier].windowMs;
    return (main.rows === 0 || main.fromMs >= endMs) && !this.#parts.pending.hasFiner(window);
  }

  #compute(tier: number, group: Group, windowMs: number, rawFromMs: number): void {
    const { tiers, pending } = this.#parts;
    const { stepMs, windowMs: width } = TIERS[tier];
    const endMs = windowMs + width;
    // Some bins more before the window, so that the pair that reaches into it is known.
    const fromMs = windowMs - lookbackMs(tier, group);
    const bins = new Bins(fromMs, endMs, stepMs);
    const firstBin = (windowMs - fromMs) / stepMs;
    const { columns, rolledAt } = group.shape;
    const foldColumn = (column: number) => {
      bins.reset();
      tiers.foldTier(tier - 1, [{ group, column }], fromMs, endMs, bins, 'everything', rawFromMs);
    };
    foldColumn(0);
    const filled = bins.filled(firstBin);
    let column = 0;
    this.#keep(tier, group, windowMs, filled.length, (block, into) => {
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
    if (filled.length > 0 && tier + 1 < TIERS.length) pending.mark(tier + 1, group.id, windowMs, windowMs);
  }

  /** Puts bins that somebody else has computed in place of the windows that they lie in. */
  put(tier: number, group: Group, { timesMs, columns }: Pick<RolledRows, 'timesMs' | 'columns'>): void {
    const { windowMs: width } = TIERS[tier];
    const { rolledAt, columns: described } = group.shape;
    for (let start = 0; start < timesMs.length; ) {
      const windowMs = alignDown(timesMs[start], width);
      let end = start + 1;
      while (end < timesMs.length && timesMs[end] < windowMs + width) end++;
      const from = start;
      let column = 0;
      this.#keep(tier, group, windowMs, end - from, (block, into) => {
        if (block === rolledAt[column + 1]) column++;
        const field = rolledFields(described[column].kind)[block - rolledAt[column]];
        const values = block === TIMES ? timesMs : columns[column][field];
        if (values) into.set(values.subarray(from, end));
        else into.fill(Number.NaN, 0, end - from);
      });
      start = end;
    }
  }

  /** Keeps one window of a roll-up in place of the one before; without rows there is none. */
  #keep(
    tier: number,
    group: Group,
    windowMs: number,
    rows: number,
    fill: (block: number, into: Float64Array) => void,
  ): void {
    const { catalog, segments, nextSequence } = this.#parts;
    const { windowMs: width, partitionMs } = TIERS[tier];
    const partition: Partition = { tier, startMs: alignDown(windowMs, partitionMs) };
    catalog.removeChunksFrom(partition, group.id, windowMs);
    if (rows === 0) return;
    const hints = new Uint8Array(group.shape.rolledAt[group.shape.columns.length]);
    const chunk = writeChunk(group.id, rows, hints.length - 1, hints, fill);
    const offset = segments.append(partition, chunk);
    catalog.addChunk({
      group: group.id,
      partition,
      sequence: nextSequence(),
      fromMs: windowMs,
      toMs: windowMs + width - 1,
      rows,
      late: false,
      offset,
      bytes: chunk.length,
    });
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

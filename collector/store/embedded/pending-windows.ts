import type { Catalog } from './catalog.ts';
import { alignDown, TIERS } from './tiers.ts';

/** A window of a roll-up of one group. */
export interface RollupWindow {
  tier: number;
  group: number;
  windowMs: number;
}

/** Windows that wait to be computed, first or again; persisted, so that none is forgotten in a crash. */
export class PendingWindows {
  readonly #catalog: Catalog;
  /** By tier and group. */
  readonly #windows: Map<number, Set<number>>[] = TIERS.map(() => new Map());

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    for (const { tier, group, windowMs } of catalog.pending()) this.#setOf(tier, group).add(windowMs);
  }

  get size(): number {
    let size = 0;
    for (const byGroup of this.#windows) for (const windows of byGroup.values()) size += windows.size;
    return size;
  }

  /** Marks every window that touches [fromMs, toMs]. */
  mark(tier: number, group: number, fromMs: number, toMs: number): void {
    const { windowMs } = TIERS[tier];
    const windows = this.#setOf(tier, group);
    for (let window = alignDown(fromMs, windowMs); window <= toMs; window += windowMs) {
      if (windows.has(window)) continue;
      windows.add(window);
      this.#catalog.addPending(tier, group, window);
    }
  }

  has({ tier, group, windowMs }: RollupWindow): boolean {
    return this.#windows[tier].get(group)?.has(windowMs) ?? false;
  }

  /** True when a window of a tier waits that lies in this one of a coarser tier. */
  hasFiner({ tier, group, windowMs }: RollupWindow): boolean {
    if (tier < 2) return false;
    const endMs = windowMs + TIERS[tier].windowMs;
    for (const finer of this.#windows[tier - 1].get(group) ?? []) {
      if (finer >= windowMs && finer < endMs) return true;
    }
    return false;
  }

  done({ tier, group, windowMs }: RollupWindow): void {
    this.#windows[tier].get(group)?.delete(windowMs);
    this.#catalog.removePending(tier, group, windowMs);
  }

  forget(group: number): void {
    for (const byGroup of this.#windows) byGroup.delete(group);
  }

  /** All of them, the finest tier and the oldest last, as one takes them from the end. */
  all(): RollupWindow[] {
    const all: RollupWindow[] = [];
    for (const [tier, byGroup] of this.#windows.entries()) {
      for (const [group, windows] of byGroup) {
        for (const windowMs of windows) all.push({ tier, group, windowMs });
      }
    }
    return all.sort((a, b) => b.tier - a.tier || b.windowMs - a.windowMs);
  }

  #setOf(tier: number, group: number): Set<number> {
    let windows = this.#windows[tier].get(group);
    if (!windows) {
      windows = new Set();
      this.#windows[tier].set(group, windows);
    }
    return windows;
  }
}

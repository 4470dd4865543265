import type { Labels } from '#protocol/sample.ts';
import type { Binding } from './slot.ts';
import type { TargetPage } from './target-page.ts';

/** Slots whose state is remembered; of what comes beyond it the history leads up to the gap. */
const MAX_SLOTS = 50_000;
/** Nobody sends a backlog later than this after having come back. */
const FORGET_AFTER_MS = 6 * 3_600_000;

/** How far a rule had come with a series when its rows ceased to come. */
export interface SlotBefore {
  rule: string;
  metric: string;
  labels: Labels;
  /** `RuleInForce.judgesBy` of then: another rule cannot go on from it. */
  judgesBy: string;
  state: Float64Array;
}

/** The state in front of a gap in the rows of one schema. */
export interface GapStart {
  /** Time of the last row that was judged. */
  newestMs: number;
  slots: SlotBefore[];
}

/**
 * Remembers, of a schema whose rows come again after a silence, how its slots stood in front of it: what fills the gap is
 * judged from there. It is not kept over a restart.
 */
export class GapStarts {
  readonly #starts = new Map<string, GapStart & { takenMs: number }>();
  #slots = 0;

  /** Call it before the row that ends the silence is judged. */
  take(page: TargetPage, binding: Binding, nowMs: number): void {
    const { id } = binding.known;
    // Of two gaps the first one is where a backlog begins.
    if (this.#starts.has(id) || this.#slots + binding.slots.length > MAX_SLOTS) return;
    const slots = binding.slots.map(
      ({ rule, compiled, series, at }): SlotBefore => ({
        rule: rule.rule.id,
        metric: series.metric,
        labels: series.labels,
        judgesBy: rule.judgesBy,
        state: page.state.slice(at, at + compiled.stateLength),
      }),
    );
    this.#slots += slots.length;
    this.#starts.set(id, { newestMs: page.newestMs(binding), slots, takenMs: nowMs });
  }

  /** Hands over what stood in front of a gap, once. */
  give(schemaId: string, fromMs: number): GapStart | undefined {
    const start = this.#starts.get(schemaId);
    if (!start) return undefined;
    this.#drop(schemaId, start);
    const { newestMs, slots } = start;
    return newestMs < fromMs ? { newestMs, slots } : undefined;
  }

  forget(nowMs: number): void {
    for (const [id, start] of this.#starts) {
      if (nowMs - start.takenMs > FORGET_AFTER_MS) this.#drop(id, start);
    }
  }

  #drop(id: string, { slots }: GapStart): void {
    this.#starts.delete(id);
    this.#slots -= slots.length;
  }
}

import type { SeriesIdentity } from '#protocol/sample.ts';
import type { SeriesDescription } from '../store.ts';
import type { PlannedUnit } from './copy-plan.ts';
import type { Keeps } from './keeps.ts';
import type { ReadSeries } from './shape-rows.ts';
import { addPair, emptyTally, isEqual, isRounded, type Pair, type Samples } from './tally.ts';

/** A series on a day of which not the same is found on both sides. */
export interface Difference extends SeriesIdentity {
  dayMs: number;
  source: { count: number; sum: number };
  found: { count: number; sum: number };
}

/** What a copy has moved so far, of all units that are verified. */
export interface Tallied {
  samples: number;
  /** Not-read samples and infinities that the other side cannot keep. */
  unreadLeft: number;
  infiniteLeft: number;
  /** Series whose numbers the other side has rounded. */
  rounded: number;
}

const NOTHING: Samples = { timesMs: new Float64Array(), values: new Float64Array() };

/** Compares two sides series by series, over as many slices of a day as it takes. */
export class Verification {
  readonly #keeps: Keeps;
  readonly #byTarget = new Map<string, Map<string, { series: SeriesDescription; pair: Pair }>>();

  constructor(keeps: Keeps) {
    this.#keeps = keeps;
  }

  /** True when both sides have the same in this slice. Nothing is kept of it before `take`. */
  compare(source: readonly ReadSeries[], found: readonly ReadSeries[]): { isEqual: boolean; take(): void } {
    const others = new Map(found.map((one) => [one.key, one]));
    const pairs = source.map((one) => {
      const pair: Pair = { source: emptyTally(), found: emptyTally() };
      addPair(pair, one, others.get(one.key) ?? NOTHING, this.#keeps);
      return { one, pair };
    });
    return {
      isEqual: pairs.every(({ pair }) => isEqual(pair, this.#keeps)),
      take: () => {
        for (const { one, pair } of pairs) this.#add(one, pair);
      },
    };
  }

  #add({ key, description }: ReadSeries, more: Pair): void {
    const { target } = description;
    let own = this.#byTarget.get(target);
    if (!own) {
      own = new Map();
      this.#byTarget.set(target, own);
    }
    const known = own.get(key)?.pair;
    if (!known) own.set(key, { series: description, pair: more });
    else {
      for (const side of ['source', 'found'] as const) {
        for (const field of ['count', 'sum', 'fractions', 'size', 'unread', 'infinite'] as const) {
          known[side][field] += more[side][field];
        }
      }
    }
  }

  /** Ends a unit; its differences, and what was moved when there are none. */
  finish({ target, dayMs }: PlannedUnit): { differences: Difference[]; tallied: Tallied } {
    const tallied: Tallied = { samples: 0, unreadLeft: 0, infiniteLeft: 0, rounded: 0 };
    const differences: Difference[] = [];
    for (const { series, pair } of this.#byTarget.get(target)?.values() ?? []) {
      const { source, found } = pair;
      const { metric, labels } = series;
      if (!isEqual(pair, this.#keeps)) differences.push({ target, metric, labels, dayMs, source, found });
      tallied.samples += found.count + found.unread + found.infinite;
      if (isRounded(pair)) tallied.rounded++;
      tallied.unreadLeft += Math.max(0, source.unread - found.unread);
      tallied.infiniteLeft += Math.max(0, source.infinite - found.infinite);
    }
    this.#byTarget.delete(target);
    return { differences, tallied };
  }
}

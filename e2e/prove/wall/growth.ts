import type { Held } from './seen.ts';
import { type Slope, slopeOf } from './slope.ts';

const LIMIT_MB_PER_HOUR = 1;
/**
 * The engine compiles what runs often, first once and then better and better, and keeps the machine code: a new page
 * grows by it for a quarter of an hour although it holds no more objects than before, and stops by itself. Measured:
 * heap snapshots some minutes apart differ by code alone, and with the compilers off nothing grows from the beginning.
 */
const WARM_UP_MS = 20 * 60_000;
/** With less than this after the warm-up the slope is printed, but a limit in MB an hour would judge minutes. */
const JUDGED_MS = 20 * 60_000;
const MB = 2 ** 20;

/** What the page held at some time. */
export type Sample = Held & { atMs: number };

/** What was measured of a wall that began to live at a time, for whether it can live for months. */
export class Growth {
  readonly #begunMs: number;
  readonly #samples: Sample[] = [];

  constructor(begunMs: number) {
    this.#begunMs = begunMs;
  }

  take(sample: Sample): void {
    this.#samples.push(sample);
  }

  /** `4.31 MB, 6301 functions`. */
  get newest(): string {
    const last = this.#samples[this.#samples.length - 1];
    return last ? `${(last.heapBytes / MB).toFixed(2)} MB, ${last.functions} functions` : 'not measured';
  }

  /** The slope of the heap, when it is steeper than promised or may be; undefined otherwise. */
  violation(): string | undefined {
    if (!this.#isLong) return undefined;
    const { upper95 } = this.#line(({ heapBytes }) => heapBytes / MB);
    if (upper95 < LIMIT_MB_PER_HOUR) return undefined;
    return `up to ${upper95.toFixed(2)} MB an hour with 95 % certainty`;
  }

  counts(): Record<string, number> {
    const warm = this.#warm();
    const last = warm[warm.length - 1];
    const heap = this.#line(({ heapBytes }) => heapBytes / MB);
    const functions = this.#line((held) => held.functions);
    return {
      measuredWarm: warm.length,
      heapMB: rounded((last?.heapBytes ?? 0) / MB),
      heapMBPerHour: rounded(heap.slope),
      heapMBPerHourUpper95: rounded(heap.upper95),
      objects: last?.objects ?? 0,
      objectsPerHour: rounded(this.#line(({ objects }) => objects).slope),
      functions: last?.functions ?? 0,
      functionsPerHour: rounded(functions.slope),
      functionsPerHourUpper95: rounded(functions.upper95),
      nodes: last?.nodes ?? 0,
      nodesPerHour: rounded(this.#line(({ nodes }) => nodes).slope),
      listeners: last?.listeners ?? 0,
      listenersPerHour: rounded(this.#line(({ listeners }) => listeners).slope),
    };
  }

  get #lastedMs(): number {
    const last = this.#samples[this.#samples.length - 1];
    return last ? last.atMs - this.#begunMs : 0;
  }

  get #isLong(): boolean {
    return this.#lastedMs >= WARM_UP_MS + JUDGED_MS;
  }

  /** Runs that are too short for it leave out a third. */
  #warm(): Sample[] {
    const fromMs = this.#begunMs + (this.#isLong ? WARM_UP_MS : this.#lastedMs / 3);
    return this.#samples.filter(({ atMs }) => atMs >= fromMs);
  }

  #line(value: (held: Held) => number): Slope {
    return slopeOf(this.#warm().map((sample) => ({ x: sample.atMs / 3_600_000, y: value(sample) })));
  }
}

function rounded(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 1_000) / 1_000 : -1;
}

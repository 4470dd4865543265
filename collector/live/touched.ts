/** Shortest time between two sends: under heavy intake batches follow each other within a millisecond. */
export const SEND_EVERY_MS = 10;

/**
 * Gathers the schemas touched by committed batches and hands them on at once when the last send is long enough
 * ago, otherwise `SEND_EVERY_MS` after it.
 */
export class TouchedGatherer {
  #touched = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #sentAtMs = 0;
  readonly #send: (touched: Set<number>) => void;
  readonly #nowMs: () => number;

  /** `nowMs` is a monotonic clock. */
  constructor(send: (touched: Set<number>) => void, nowMs: () => number) {
    this.#send = send;
    this.#nowMs = nowMs;
  }

  add(indexes: Iterable<number>): void {
    for (const index of indexes) this.#touched.add(index);
    if (this.#timer || this.#touched.size === 0) return;
    const waitMs = this.#sentAtMs + SEND_EVERY_MS - this.#nowMs();
    if (waitMs <= 0) this.#flush();
    else this.#timer = setTimeout(() => this.#flush(), waitMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #flush(): void {
    this.#timer = undefined;
    this.#sentAtMs = this.#nowMs();
    const touched = this.#touched;
    this.#touched = new Set();
    this.#send(touched);
  }
}

/** Storms that follow each other closely are waited for, a few times. */
const MOST_WAITS = 3;
const WAIT_MS = 1_000;

/**
 * After a storm of alerts the list is asked for anew: once it is calm, or after some seconds of it, and not by all
 * browsers at the same moment.
 */
export class StormWatch {
  readonly #ask: () => void;
  readonly #later: (run: () => void, ms: number) => void;
  readonly #random: () => number;
  #heard = 0;
  #isWaiting = false;

  /** `random` from 0 to 1. */
  constructor(ask: () => void, later: (run: () => void, ms: number) => void, random: () => number) {
    this.#ask = ask;
    this.#later = later;
    this.#random = random;
  }

  storm(): void {
    this.#heard++;
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#wait(MOST_WAITS);
  }

  #wait(left: number): void {
    const before = this.#heard;
    this.#later(
      () => {
        if (this.#heard !== before && left > 1) return this.#wait(left - 1);
        this.#isWaiting = false;
        this.#ask();
      },
      WAIT_MS * (1 + this.#random()),
    );
  }
}

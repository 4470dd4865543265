import { signal } from '@preact/signals';
import type { ToBrowser } from '#protocol/live.ts';

/** How much happened that was not told one by one. */
export type StormCounts = Pick<Extract<ToBrowser, { type: 'alert_storm' }>, 'events' | 'fired' | 'resolved'>;

/** Storms that follow each other closely are waited for, a few times. */
const MOST_WAITS = 3;
const WAIT_MS = 1_000;

/**
 * After a storm of alerts the list is asked for anew: once it is calm, or after some seconds of it, and not by all
 * browsers at the same moment.
 */
export class StormWatch {
  /** The storm that goes on, as far as it was told; null once the list is whole again. */
  readonly going = signal<StormCounts | null>(null);
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

  storm({ events, fired, resolved }: StormCounts): void {
    const before = this.going.value ?? { events: 0, fired: 0, resolved: 0 };
    this.going.value = {
      events: before.events + events,
      fired: before.fired + fired,
      resolved: before.resolved + resolved,
    };
    this.#heard++;
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#wait(MOST_WAITS);
  }

  /** The list came: what happened stands in it. */
  listed(): void {
    if (!this.#isWaiting) this.going.value = null;
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

import { signal } from '@preact/signals';

/** Differences below this are the way of the message, not the clock. */
const TOLERATED_MS = 400;

/** The collector's time, as far as its pulses tell: a wrong clock at the browser must not make data look stale. */
export class Clock {
  /** Collector time, moved each second. */
  readonly nowMs = signal(Date.now());
  /**
   * Up to when we know what the collector has heard: now while pulses come, and the last pulse while they do not.
   * Silence is judged by it, since a cut between browser and collector says nothing about the machines.
   */
  readonly knownMs = signal(Date.now());
  #offsetMs = 0;
  #connected = false;

  /** Collector time at this moment. */
  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Takes the collector's time out of a pulse. */
  adjust(collectorMs: number): void {
    const offsetMs = collectorMs - Date.now();
    if (Math.abs(offsetMs - this.#offsetMs) > TOLERATED_MS) this.#offsetMs = offsetMs;
    this.#connected = true;
  }

  /** The socket is gone: nothing is known from here on. */
  lost(): void {
    this.#connected = false;
  }

  tick(): void {
    this.nowMs.value = this.now();
    if (this.#connected) this.knownMs.value = this.nowMs.value;
  }
}

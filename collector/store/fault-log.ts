import type { StoreFault } from './store.ts';

const KEPT = 100;

/** What a store could not read or write: the newest of it by name, all of it by number. */
export class FaultLog {
  readonly #newest: StoreFault[] = [];
  #total = 0;

  add(fault: StoreFault): void {
    if (this.#newest.length >= KEPT) this.#newest.shift();
    this.#newest.push(fault);
    this.#total++;
  }

  /** The two fields of `StoreStats`. */
  stats(): { faults: StoreFault[]; faultsTotal: number } {
    return { faults: [...this.#newest], faultsTotal: this.#total };
  }
}

import type { StoreFault } from '../store.ts';

const KEPT = 100;

interface Refusal {
  fault: StoreFault;
  values: number;
}

/** What the server did not take, each trouble named once, with how many values it has cost and since when. */
export class Refusals {
  readonly #known = new Map<string, Refusal>();
  #total = 0;

  add(key: string, fault: StoreFault, values: number): void {
    const before = this.#known.get(key);
    this.#known.delete(key);
    if (!before && this.#known.size >= KEPT) this.#known.delete(this.#known.keys().next().value as string);
    if (!before) this.#total++;
    this.#known.set(key, {
      values: (before?.values ?? 0) + values,
      fault: {
        ...fault,
        fromMs: Math.min(fault.fromMs, before?.fault.fromMs ?? fault.fromMs),
        toMs: Math.max(fault.toMs, before?.fault.toMs ?? fault.toMs),
      },
    });
  }

  /** The two fields of `StoreStats`. */
  stats(): { faults: StoreFault[]; faultsTotal: number } {
    const faults = [...this.#known.values()].map(({ fault, values }) => ({
      ...fault,
      detail: `${values} ${values === 1 ? 'value' : 'values'}: ${fault.detail}`,
    }));
    return { faults, faultsTotal: this.#total };
  }
}

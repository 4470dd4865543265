import type { Catalog } from '../embedded/catalog.ts';
import { type Setback, StoreUnavailableError } from '../store.ts';

/** What somebody took from the database, kept until whoever feeds it has written the loss down. */
export class Setbacks {
  readonly #catalog: Catalog;
  /** It was found, and nobody has asked yet. */
  #isUntold: boolean;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.#isUntold = this.#stored() !== undefined;
  }

  /** A second one before the first is settled makes it larger. */
  add({ from, to }: Setback): void {
    const before = this.#stored();
    this.#catalog.setNumber('setback_from', Math.min(from, before?.from ?? from));
    this.#catalog.setNumber('setback_to', Math.max(to, before?.to ?? to));
    this.#isUntold = true;
  }

  /** What is to be written down; it has been told with this. */
  tell(): Setback | undefined {
    this.#isUntold = false;
    return this.#stored();
  }

  settle(): void {
    this.#catalog.setNumber('setback_to', 0);
    this.#catalog.commit();
  }

  /** Nothing goes on before somebody has asked what is gone: what comes next would lie behind a hole. */
  refuseUntold(): void {
    if (!this.#isUntold) return;
    const { from, to } = this.#stored() as Setback;
    throw new StoreUnavailableError(
      `the database does not hold journal positions ${from} to ${to - 1} any more; that is written down first`,
      { code: 'emptied' },
    );
  }

  #stored(): Setback | undefined {
    const to = this.#catalog.number('setback_to', 0);
    return to > 0 ? { from: this.#catalog.number('setback_from', 1), to } : undefined;
  }
}

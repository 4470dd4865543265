import type { Rows } from './store.ts';

/** Loans that wait at a time; who lends more is refused. */
const WAITING = 16;

interface Loan {
  rows: readonly Rows[];
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Rows for the store beside those of the journal, such as history out of another store. They are appended when the
 * journal has no more; a store that fails forgets them, and then whoever lent them lends them again.
 */
export class Loans {
  readonly #waiting: Loan[] = [];
  readonly #flushes: Omit<Loan, 'rows'>[] = [];
  /** Why the store failed while nobody waited for it; told to whoever asks for the next flush. */
  #failure: Error | undefined;
  #unflushed = false;

  get waiting(): boolean {
    return this.#waiting.length > 0;
  }

  get flushWanted(): boolean {
    return this.#flushes.length > 0;
  }

  /** Resolves once the rows are appended. */
  lend(rows: readonly Rows[]): Promise<void> {
    if (this.#waiting.length >= WAITING) {
      return Promise.reject(new Error(`${WAITING} loans wait already: lend again when one was taken`));
    }
    return new Promise((resolve, reject) => this.#waiting.push({ rows, resolve, reject }));
  }

  /** Resolves once the store has flushed all rows whose `lend` has resolved; rejects when it failed since the last time. */
  flush(): Promise<void> {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) return Promise.reject(failure);
    if (!this.#unflushed) return Promise.resolve();
    return new Promise((resolve, reject) => this.#flushes.push({ resolve, reject }));
  }

  /** Appends the loan that waits longest. Rejects with what `append` rejects with, as the lender's promise does. */
  async take(append: (rows: readonly Rows[]) => Promise<void>): Promise<void> {
    const loan = this.#waiting.shift();
    if (!loan) return;
    this.#unflushed = true;
    try {
      await append(loan.rows);
      loan.resolve();
    } catch (error) {
      loan.reject(error as Error);
      throw error;
    }
  }

  /** Everything that was appended is durable. */
  flushed(): void {
    this.#unflushed = false;
    for (const { resolve } of this.#flushes.splice(0)) resolve();
  }

  /** The store has forgotten what it had not flushed, or takes nothing any more. */
  failed(error: Error): void {
    if (this.#flushes.length === 0) this.#failure = error;
    for (const { reject } of [...this.#waiting.splice(0), ...this.#flushes.splice(0)]) reject(error);
    this.#unflushed = false;
  }
}

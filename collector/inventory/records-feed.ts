import type { ArrivedRecord, Records } from './records.ts';

/** Records that may wait for the ledger. What is dropped here is in the journal and comes again at a restart. */
const WAITING_LIMIT = 20_000;
const RETRY_MS = 2_000;

/**
 * Takes records as they arrive and brings them into the ledger behind each other, many in one transaction, so that
 * a thousand agents do not cause a sync each.
 */
export class RecordsFeed {
  readonly #records: Pick<Records, 'take'>;
  readonly #onError: (error: Error) => void;
  #waiting: ArrivedRecord[] = [];
  #running: Promise<void> | undefined;
  #dropped = 0;
  #closed = false;

  constructor(records: Pick<Records, 'take'>, onError: (error: Error) => void) {
    this.#records = records;
    this.#onError = onError;
  }

  /** Records that were left out because the ledger was too slow. */
  get dropped(): number {
    return this.#dropped;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  accept(records: readonly ArrivedRecord[]): void {
    if (this.#waiting.length + records.length > WAITING_LIMIT) {
      this.#dropped += records.length;
      return;
    }
    this.#waiting.push(...records);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Resolves when everything accepted so far is in the ledger, or was given up; nothing is tried again after it. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#records.take(batch);
      } catch (error) {
        this.#onError(error as Error);
        if (this.#closed) return;
        this.#waiting = [...batch, ...this.#waiting];
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  }
}

import type { ArrivedRecord, Records } from './records.ts';

const RETRY_MS = 2_000;

export interface RecordsFeedOptions {
  records: Pick<Records, 'take'>;
  /** Everything before this position of the journal is in the ledger; more records may come. */
  onTaken(position: number): void;
  onError(error: Error): void;
}

/**
 * Takes records as they arrive and brings them into the ledger behind each other, many in one transaction, so that
 * a thousand agents do not cause a sync each. What waits is bounded by whoever tells: it stops until `onTaken`.
 */
export class RecordsFeed {
  readonly #options: RecordsFeedOptions;
  #waiting: ArrivedRecord[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(options: RecordsFeedOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  accept(records: readonly ArrivedRecord[]): void {
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
        await this.#options.records.take(batch);
        this.#options.onTaken(batch[batch.length - 1].position + 1);
      } catch (error) {
        this.#options.onError(error as Error);
        if (this.#closed) return;
        this.#waiting = [...batch, ...this.#waiting];
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  }
}

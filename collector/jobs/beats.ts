import type { Sql } from '#collector/ledger/sql.ts';
import type { Jobs } from './jobs.ts';
import type { ToldRun } from './run-row.ts';

/** Words that may wait for the ledger. */
const WAITING = 10_000;
/** Words brought into the ledger by one transaction. */
const AT_ONCE = 200;

/** More beats wait than may wait; trying again in a few seconds helps. */
export class BeatsOverloadedError extends Error {
  constructor() {
    super(`${WAITING} words about runs wait for the ledger already; send it again in a few seconds`);
    this.name = 'BeatsOverloadedError';
  }
}

interface Waiter {
  id: string;
  told: ToldRun;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Brings words about runs into the ledger, many in one transaction: a thousand jobs that end on the hour do not cost a
 * sync each.
 */
export class Beats {
  readonly #sql: Sql;
  readonly #jobs: Jobs;
  #waiting: Waiter[] = [];
  #running = false;

  constructor(sql: Sql, jobs: Jobs) {
    this.#sql = sql;
    this.#jobs = jobs;
  }

  /** Resolves when it is durable. */
  take(id: string, told: ToldRun): Promise<void> {
    if (this.#waiting.length >= WAITING) return Promise.reject(new BeatsOverloadedError());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id, told, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, AT_ONCE);
      try {
        this.#jobs.changed(await this.#keep(batch));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error as Error);
      }
    }
    this.#running = false;
  }

  #keep(batch: readonly Waiter[]): Promise<string[]> {
    return this.#sql.transaction(async () => {
      const changed = new Set<string>();
      for (const { id, told } of batch) for (const each of await this.#jobs.take(id, told)) changed.add(each);
      return [...changed];
    });
  }
}

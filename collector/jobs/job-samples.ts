import { createHash } from 'node:crypto';
import { type Push, SampleSender } from '#collector/health/sample-sender.ts';
import type { Schema } from '#protocol/schema.ts';
import { jobMetrics } from '#protocol/vocabulary/job.ts';

/** Every job tells its figures this often, and at once when its state changes. */
export const JOB_INTERVAL_MS = 60_000;
/** Rows in one push. */
const ROWS_AT_ONCE = 1_000;

/** The figures of a job at one moment. */
export interface JobRow {
  id: string;
  organisation: string;
  values: readonly number[];
}

/** Brings the figures of jobs into the journal, under the organisation that each belongs to. */
export class JobSamples {
  readonly #push: Push;
  readonly #senders = new Map<string, SampleSender>();
  /** Of two rows with one time only the first would be judged. */
  readonly #lastMs = new Map<string, number>();

  constructor(push: Push) {
    this.#push = push;
  }

  /** Resolves when they are durable. */
  async send(rows: readonly JobRow[], nowMs: number): Promise<void> {
    for (const [organisation, own] of Map.groupBy(rows, (row) => row.organisation)) {
      const sender = this.#senderOf(organisation);
      for (let at = 0; at < own.length; at += ROWS_AT_ONCE) {
        const part = own.slice(at, at + ROWS_AT_ONCE).map(({ id, values }) => {
          const timeMs = Math.max(nowMs, (this.#lastMs.get(id) ?? 0) + 1);
          this.#lastMs.set(id, timeMs);
          return { key: id, schema: () => schemaOf(id), values, timeMs };
        });
        await sender.send(part, nowMs);
      }
    }
  }

  forget(id: string): void {
    this.#lastMs.delete(id);
    for (const sender of this.#senders.values()) sender.forget(id);
  }

  #senderOf(organisation: string): SampleSender {
    let sender = this.#senders.get(organisation);
    if (!sender) {
      sender = new SampleSender({ key: keyOf(organisation), organisation }, this.#push);
      this.#senders.set(organisation, sender);
    }
    return sender;
  }
}

/** Stands for the judge of an organisation's jobs where samples name the key that brought them. */
function keyOf(organisation: string): string {
  const hex = createHash('sha256').update(`jobs of ${organisation}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

function schemaOf(target: string): Schema {
  return {
    probe: 'job',
    target,
    intervalMs: JOB_INTERVAL_MS,
    columns: jobMetrics.map(({ name, kind, unit }) => ({ metric: name, labels: {}, kind, unit })),
  };
}

import type { PushIdentity } from '#collector/intake/identity.ts';
import { PushEntries } from '#collector/intake/push-entries.ts';
import { canonicalSchema, type Schema, schemaIdentity } from '#protocol/schema.ts';

/** Appends entries to the journal; rejects when it took nothing. */
export type Push = (sender: PushIdentity, entries: Uint8Array, count: number) => Promise<unknown>;

/** One row of values to be sent. */
export interface OwnRow {
  /** The same for all rows of one schema. */
  key: string;
  /** Asked for the first row of a key. */
  schema(): Schema;
  values: readonly number[];
  timeMs: number;
}

const EXPECTED_BYTES = 4_096;

/** Brings samples that the collector makes itself into the journal like any other: schemas once, then values. */
export class SampleSender {
  readonly #push: Push;
  readonly #sender: PushIdentity;
  /** Identities of the schemas that stand in the journal since this process began. */
  readonly #known = new Map<string, Uint8Array>();

  constructor(sender: PushIdentity, push: Push) {
    this.#sender = sender;
    this.#push = push;
  }

  /** Resolves when they are durable. Rejects when the journal took nothing; schemas come again with the next rows. */
  async send(rows: Iterable<OwnRow>, nowMs: number): Promise<void> {
    const entries = new PushEntries(this.#sender.key, nowMs, EXPECTED_BYTES);
    const made: string[] = [];
    for (const row of rows) this.#add(entries, made, row);
    if (entries.count === 0) return;
    try {
      await this.#push(this.#sender, entries.take(), entries.count);
    } catch (error) {
      // Their schemas may not have reached the journal.
      for (const key of made) this.#known.delete(key);
      throw error;
    }
  }

  /** Nothing more comes of this key. */
  forget(key: string): void {
    this.#known.delete(key);
  }

  #add(entries: PushEntries, made: string[], { key, schema, values, timeMs }: OwnRow): void {
    let schemaId = this.#known.get(key);
    if (!schemaId) {
      const described = schema();
      schemaId = Buffer.from(schemaIdentity(described), 'hex');
      entries.addSchema(canonicalSchema(described));
      this.#known.set(key, schemaId);
      made.push(key);
    }
    const shape = { schemaId, columns: Uint16Array.from(values.keys()), width: values.length };
    entries.addFrame(shape, timeMs, Float64Array.from(values), values.length);
  }
}

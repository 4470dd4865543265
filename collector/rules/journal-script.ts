import type { BandsBody, RulesBody, SeriesBand } from '#collector/journal/control-bodies.ts';
import { ENTRY } from '#collector/journal/entry.ts';
import { CONTROL, ENTRY_HEADER_BYTES, type JournalBatch, ORIGIN } from '#collector/journal/journal.ts';
import type { SchemaBook } from '#collector/series/schema-book.ts';
import { encodeFrameBody, FLAG_BACKLOG, ITEM, ITEM_HEADER_BYTES, padded } from '#protocol/frame.ts';
import type { Rule } from '#protocol/rule.ts';
import type { Schema } from '#protocol/schema.ts';
import { schemaIdentity } from '#protocol/schema.ts';

/** What a frame may be told beside its values. */
export interface FrameOptions {
  arrivalMs?: number;
  isBacklog?: boolean;
  origin?: number;
}

/** Writes a journal by hand, entry by entry. For tests and benchmarks of what reads it. */
export class JournalScript {
  readonly #book: SchemaBook;
  #entries: Uint8Array[] = [];
  #next = 1;

  constructor(book: SchemaBook) {
    this.#book = book;
  }

  frame(schema: Schema, timeMs: number, values: ArrayLike<number>, options: FrameOptions = {}): this {
    const id = schemaIdentity(schema);
    this.#book.add(id, schema);
    const flags = options.isBacklog ? FLAG_BACKLOG : 0;
    const body = encodeFrameBody(id, timeMs, values);
    return this.#add(options.origin ?? ORIGIN.agent, ITEM.frame, flags, body, options.arrivalMs ?? timeMs);
  }

  tick(nowMs: number): this {
    return this.#add(
      ORIGIN.collector,
      CONTROL.tick,
      0,
      new Uint8Array(new Float64Array([nowMs]).buffer),
      nowMs,
    );
  }

  /** `beside`: thresholds and groups, which old entries do not have. */
  rules(
    revision: number,
    rules: readonly Rule[],
    arrivalMs: number,
    revisions?: readonly number[],
    beside: Pick<RulesBody, 'thresholds' | 'groups'> = {},
  ): this {
    const body: RulesBody = {
      revision,
      rules: rules.map((rule, index) => ({ rule, revision: revisions?.[index] ?? revision })),
      ...beside,
    };
    return this.#add(ORIGIN.collector, CONTROL.rules, 0, Buffer.from(JSON.stringify(body)), arrivalMs);
  }

  bands(bands: readonly SeriesBand[], arrivalMs: number): this {
    const body = Buffer.from(JSON.stringify({ bands } satisfies BandsBody));
    return this.#add(ORIGIN.collector, CONTROL.bands, 0, body, arrivalMs);
  }

  targetDeleted(target: string, arrivalMs: number): this {
    const body = Buffer.from(JSON.stringify({ target }));
    return this.#add(ORIGIN.collector, CONTROL.targetDeleted, 0, body, arrivalMs);
  }

  /** Everything since the last call, as one batch. */
  batch(): JournalBatch {
    const [batch] = this.batches(Number.POSITIVE_INFINITY);
    return batch ?? { position: this.#next, entries: 0, bytes: new Uint8Array(0) };
  }

  /** Everything since the last call, in batches of at most that many entries. */
  batches(size: number): JournalBatch[] {
    const batches: JournalBatch[] = [];
    for (let first = 0; first < this.#entries.length; first += size) {
      const entries = this.#entries.slice(first, first + size);
      batches.push({ position: this.#next, entries: entries.length, bytes: Buffer.concat(entries) });
      this.#next += entries.length;
    }
    this.#entries = [];
    return batches;
  }

  #add(origin: number, kind: number, flags: number, body: Uint8Array, arrivalMs: number): this {
    const entry = new Uint8Array(ENTRY_HEADER_BYTES + ITEM_HEADER_BYTES + padded(body.length));
    const view = new DataView(entry.buffer);
    view.setUint32(ENTRY.bytes, entry.length, true);
    view.setUint32(ENTRY.origin, origin, true);
    view.setFloat64(ENTRY.arrival, arrivalMs, true);
    view.setUint8(ENTRY.itemKind, kind);
    view.setUint8(ENTRY.itemFlags, flags);
    view.setUint32(ENTRY.itemBodyBytes, body.length, true);
    entry.set(body, ENTRY.itemBody);
    this.#entries.push(entry);
    return this;
  }
}

/*
 * What of a message is taken. Walks entries in place: those that are not taken are closed up, so that what is left
 * at the front is what the journal gets.
 *
 *   seen before? ─► schema known? ─► may this sender write that target? ─► as wide as its schema? ─► taken
 */
import { ENTRY } from '#collector/journal/entry.ts';
import type { KnownSchema, SchemaBook } from '#collector/series/schema-book.ts';
import { FRAME_HEADER_BYTES, ITEM, RECORD_HEADER_BYTES, readHex, readSequence } from '#protocol/frame.ts';
import { LIMITS } from '#protocol/limits.ts';
import { WireRecord } from '#protocol/record.ts';
import { Schema, schemaIdentity } from '#protocol/schema.ts';
import type { REFUSALS, SequenceRange } from '#protocol/session.ts';
import type { Sender } from './sender.ts';

export type RefusalCode = (typeof REFUSALS)[number];

/** Bounds of one sender; configurable. */
export interface AdmissionLimits {
  seriesPerAgent: number;
  valuesPerLabel: number;
}

/** Who sends on a connection, and what is known about what it sends. */
export interface Origin {
  /** For acknowledgements; undefined for pushes, which carry no sequence. */
  sender: Sender | undefined;
  source: string;
  organisation: string;
  /** Targets it may write; undefined: any (the push road has checked). */
  targets: ReadonlySet<string> | undefined;
  /** Schemas that this sender was allowed, by index. */
  allowed: Set<number>;
  /** Columns of the schema in use for each probe and target. */
  columns: Map<string, number>;
}

/** A record that was taken; `data` as it came. */
export interface TakenRecord {
  /** Offset of its entry among those taken, in entries. */
  entry: number;
  timeMs: number;
  record: WireRecord;
}

/** What became of one message. */
export interface Verdict {
  /** Sequences to acknowledge once the batch is durable: taken now or before. */
  ranges: SequenceRange[];
  refused: { range: SequenceRange; code: RefusalCode; detail: string }[];
  schemasNeeded: string[];
}

/** What became of a batch of messages. */
export interface Admitted {
  /** Bytes and entries at the front of the buffer that are to be appended. */
  bytes: number;
  entries: number;
  records: TakenRecord[];
  newSchemas: { id: string; schema: Schema; source: string; organisation: string }[];
  /** Sequences taken by this batch, to be given back when the journal takes nothing. */
  taken: { sender: Sender; sequence: number }[];
}

export interface AdmissionCounts {
  taken: number;
  duplicates: number;
  refused: number;
  withoutSchema: number;
}

export class Admission {
  readonly counts: AdmissionCounts = { taken: 0, duplicates: 0, refused: 0, withoutSchema: 0 };
  readonly book: SchemaBook;
  readonly #limits: AdmissionLimits;

  constructor(limits: AdmissionLimits, book: SchemaBook) {
    this.#limits = limits;
    this.book = book;
  }

  begin(): Admitted {
    return { bytes: 0, entries: 0, records: [], newSchemas: [], taken: [] };
  }

  /** Judges the `entries` entries of one message that begin at `offset`; returns the offset behind them. */
  message(
    bytes: Uint8Array,
    view: DataView,
    offset: number,
    entries: number,
    origin: Origin,
    nowMs: number,
    into: Admitted,
    verdict: Verdict,
  ): number {
    let next = offset;
    for (let entry = 0; entry < entries; entry++) {
      const at = next;
      const size = view.getUint32(at, true);
      next += size;
      if (!this.#entry(bytes, view, at, origin, nowMs, into, verdict)) continue;
      if (into.bytes !== at) bytes.copyWithin(into.bytes, at, next);
      into.bytes += size;
      into.entries++;
      this.counts.taken++;
    }
    return next;
  }

  /** True when the entry is to be appended. */
  #entry(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    origin: Origin,
    nowMs: number,
    into: Admitted,
    verdict: Verdict,
  ): boolean {
    const kind = bytes[at + ENTRY.itemKind];
    const sequence = readSequence(view, at + ENTRY.sequence);
    const { sender } = origin;
    // A schema is learned even when its sequence is an old one: it is asked for by its identity.
    if (kind === ITEM.schema) {
      const fault = this.#schema(bytes, view, at, origin, into);
      if (fault) return this.#refuse(sequence, fault.code, fault.detail, sender, verdict);
    }
    if (sender?.sequences.has(sequence)) {
      this.counts.duplicates++;
      acknowledge(verdict, sequence);
      return false;
    }
    if (kind === ITEM.frame) {
      const known = this.book.find(bytes, at + ENTRY.frameSchema);
      if (!known) {
        this.counts.withoutSchema++;
        const id = readHex(bytes, at + ENTRY.frameSchema, 16);
        if (!verdict.schemasNeeded.includes(id)) verdict.schemasNeeded.push(id);
        return false;
      }
      const fault = this.#frame(view, at, known, origin);
      if (fault) return this.#refuse(sequence, fault.code, fault.detail, sender, verdict);
    } else if (kind === ITEM.record) {
      const fault = this.#record(bytes, view, at, origin, into);
      if (fault) return this.#refuse(sequence, fault.code, fault.detail, sender, verdict);
    }
    if (sender) {
      sender.take(sequence, nowMs);
      into.taken.push({ sender, sequence });
      acknowledge(verdict, sequence);
    }
    return true;
  }

  #frame(view: DataView, at: number, known: KnownSchema, origin: Origin): Fault | undefined {
    if (!origin.allowed.has(known.index)) {
      const fault = this.#admitSchema(known.schema, origin);
      if (fault) return fault;
      origin.allowed.add(known.index);
    }
    const width = (view.getUint32(at + ENTRY.itemBodyBytes, true) - FRAME_HEADER_BYTES) / 8;
    if (width === known.schema.columns.length) return undefined;
    return {
      code: 'wrong_width',
      detail: `a frame of ${width} values for a schema of ${known.schema.columns.length} columns`,
    };
  }

  #schema(bytes: Uint8Array, view: DataView, at: number, origin: Origin, into: Admitted): Fault | undefined {
    const text = bodyText(bytes, view, at, 0);
    const parsed = Schema.safeParse(parseJson(text));
    if (!parsed.success) return { code: 'bad_schema', detail: firstIssue(parsed.error) };
    const id = schemaIdentity(parsed.data);
    const known = this.book.byId(id);
    if (known && origin.allowed.has(known.index)) return undefined;
    const fault = this.#admitSchema(parsed.data, origin);
    if (fault) return fault;
    if (!known) {
      const { source, organisation } = origin;
      into.newSchemas.push({ id, schema: parsed.data, source, organisation });
    }
    origin.allowed.add(this.book.add(id, parsed.data).index);
    return undefined;
  }

  /** Whether the sender may write that target, and stays within its limits with these columns. */
  #admitSchema(schema: Schema, origin: Origin): Fault | undefined {
    if (origin.targets && !origin.targets.has(schema.target)) {
      return {
        code: 'foreign_target',
        detail: `the key of this agent may not write target ${schema.target}`,
      };
    }
    if (!origin.sender) return undefined;
    const stream = `${schema.probe} ${schema.target}`;
    let series = schema.columns.length;
    for (const [other, columns] of origin.columns) if (other !== stream) series += columns;
    if (series > this.#limits.seriesPerAgent) {
      return {
        code: 'too_many_series',
        detail: `${series} series, ${this.#limits.seriesPerAgent} are allowed an agent`,
      };
    }
    const crowded = crowdedLabel(schema, this.#limits.valuesPerLabel);
    if (crowded) return { code: 'too_many_label_values', detail: crowded };
    origin.columns.set(stream, schema.columns.length);
    return undefined;
  }

  #record(bytes: Uint8Array, view: DataView, at: number, origin: Origin, into: Admitted): Fault | undefined {
    const length = view.getUint32(at + ENTRY.itemBodyBytes, true);
    if (length > LIMITS.recordBytes)
      return { code: 'bad_record', detail: `${length} bytes, ${LIMITS.recordBytes} are allowed` };
    const parsed = WireRecord.safeParse(parseJson(bodyText(bytes, view, at, RECORD_HEADER_BYTES)));
    if (!parsed.success) return { code: 'bad_record', detail: firstIssue(parsed.error) };
    if (origin.targets && !origin.targets.has(parsed.data.target)) {
      return {
        code: 'foreign_target',
        detail: `the key of this agent may not write target ${parsed.data.target}`,
      };
    }
    into.records.push({
      entry: into.entries,
      timeMs: view.getFloat64(at + ENTRY.itemBody, true),
      record: parsed.data,
    });
    return undefined;
  }

  #refuse(
    sequence: number,
    code: RefusalCode,
    detail: string,
    sender: Sender | undefined,
    verdict: Verdict,
  ): boolean {
    this.counts.refused++;
    // What is refused is accounted for: it is no gap, and it need not come again.
    sender?.sequences.add(sequence);
    if (!sender) {
      verdict.refused.push({ range: [sequence, sequence], code, detail });
      return false;
    }
    const last = verdict.refused.at(-1);
    if (last?.code === code && last.detail === detail && last.range[1] === sequence - 1)
      last.range[1] = sequence;
    else verdict.refused.push({ range: [sequence, sequence], code, detail });
    return false;
  }
}

interface Fault {
  code: RefusalCode;
  detail: string;
}

function acknowledge(verdict: Verdict, sequence: number): void {
  const last = verdict.ranges[verdict.ranges.length - 1];
  if (last && last[1] === sequence - 1) last[1] = sequence;
  else verdict.ranges.push([sequence, sequence]);
}

/** Which label has too many values in a schema, as a sentence. */
function crowdedLabel(schema: Schema, allowed: number): string | undefined {
  if (schema.columns.length <= allowed) return undefined;
  const values = new Map<string, Set<string>>();
  for (const { labels } of schema.columns) {
    for (const [name, value] of Object.entries(labels)) {
      const known = values.get(name) ?? new Set();
      values.set(name, known.add(value));
    }
  }
  for (const [name, known] of values) {
    if (known.size > allowed) return `label ${name} has ${known.size} values, ${allowed} are allowed`;
  }
  return undefined;
}

function bodyText(bytes: Uint8Array, view: DataView, at: number, skip: number): string {
  const length = view.getUint32(at + ENTRY.itemBodyBytes, true) - skip;
  return Buffer.from(bytes.buffer, bytes.byteOffset + at + ENTRY.itemBody + skip, length).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function firstIssue(error: { issues: { path: PropertyKey[]; message: string }[] }): string {
  const [issue] = error.issues;
  return `${issue.path.map(String).join('.') || 'the content'}: ${issue.message}`.slice(0, 300);
}

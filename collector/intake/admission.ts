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
import { canonicalSchema, SCHEMA_ID_BYTES, Schema, schemaIdentity } from '#protocol/schema.ts';
import type { SequenceRange } from '#protocol/session.ts';
import type { Fault, RefusalCode, SchemasInUse } from './schemas-in-use.ts';
import type { Sender } from './sender.ts';

/** A frame of an agent may lie ahead of us by this much: more would make everything that follows it look old. */
const EARLY_MS = 300_000;

/** Who sends on a connection, and what is known about what it sends. */
export interface Origin {
  /** For acknowledgements; undefined for pushes, which carry no sequence. */
  sender: Sender | undefined;
  /** UUID of the agent or the push key. */
  source: string;
  organisation: string;
  schemas: SchemasInUse;
}

/** A record that was taken; `data` as it came. */
export interface TakenRecord {
  /** Offset of its entry among those taken, in entries. */
  entry: number;
  timeMs: number;
  record: WireRecord;
  /** The agent that sent it; undefined for pushes. */
  agent: string | undefined;
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
  /** Sequences settled by this batch, to be given back when the journal takes nothing. */
  settled: { sender: Sender; sequence: number; isRefused: boolean }[];
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

  constructor(book: SchemaBook) {
    this.book = book;
  }

  begin(): Admitted {
    return { bytes: 0, entries: 0, records: [], newSchemas: [], settled: [] };
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
    let fault: Fault | undefined;
    // A schema is learned even when its sequence is an old one: it is asked for by its identity.
    if (kind === ITEM.schema) fault = this.#schema(bytes, view, at, origin, nowMs, into);
    if (!fault && sender?.knows(sequence)) {
      this.counts.duplicates++;
      extend(verdict.ranges, sequence);
      return false;
    }
    if (!fault && sender?.hasGivenUp(sequence)) {
      fault = { code: 'given_up', detail: 'missing for so long that it may have come before' };
    } else if (kind === ITEM.frame) {
      const known = this.book.find(bytes, at + ENTRY.frameSchema);
      if (!known) {
        this.counts.withoutSchema++;
        const id = readHex(bytes, at + ENTRY.frameSchema, SCHEMA_ID_BYTES);
        if (!verdict.schemasNeeded.includes(id)) verdict.schemasNeeded.push(id);
        return false;
      }
      fault = this.#frame(view, at, known, origin, nowMs);
    } else if (kind === ITEM.record) fault = this.#record(bytes, view, at, origin, into);
    if (fault) {
      this.counts.refused++;
      refuse(verdict, sequence, fault);
      if (!sender || sender.knows(sequence)) return false;
      sender.refuse(sequence, nowMs);
      into.settled.push({ sender, sequence, isRefused: true });
      return false;
    }
    if (sender) {
      sender.take(sequence, nowMs);
      into.settled.push({ sender, sequence, isRefused: false });
      extend(verdict.ranges, sequence);
    }
    return true;
  }

  #frame(
    view: DataView,
    at: number,
    known: KnownSchema,
    { sender, schemas }: Origin,
    nowMs: number,
  ): Fault | undefined {
    const fault = schemas.has(known) ? undefined : schemas.admit(known, nowMs);
    if (fault) return fault;
    const width = (view.getUint32(at + ENTRY.itemBodyBytes, true) - FRAME_HEADER_BYTES) / 8;
    if (width !== known.schema.columns.length) {
      return {
        code: 'wrong_width',
        detail: `a frame of ${width} values for a schema of ${known.schema.columns.length} columns`,
      };
    }
    const timeMs = view.getFloat64(at + ENTRY.frameTime, true) - view.getFloat64(at + ENTRY.skew, true);
    if (sender && timeMs > nowMs + EARLY_MS)
      return { code: 'from_future', detail: 'a frame of a time that has yet to come' };
    return undefined;
  }

  #schema(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    origin: Origin,
    nowMs: number,
    into: Admitted,
  ): Fault | undefined {
    const text = bodyText(bytes, view, at, 0);
    const parsed = Schema.safeParse(parseJson(text));
    if (!parsed.success) return { code: 'bad_schema', detail: firstIssue(parsed.error) };
    const schema = parsed.data;
    // Its sender names it by the hash of what it sent: written otherwise, its frames would never find it.
    if (text !== canonicalSchema(schema))
      return { code: 'bad_schema', detail: 'not written in the canonical form' };
    const id = schemaIdentity(schema);
    const known = this.book.byId(id);
    if (known && origin.schemas.has(known)) return undefined;
    const fault = origin.schemas.check(schema, nowMs);
    if (fault) return fault;
    if (!known) {
      const { source, organisation } = origin;
      into.newSchemas.push({ id, schema, source, organisation });
    }
    origin.schemas.use(this.book.add(id, schema), nowMs);
    return undefined;
  }

  #record(bytes: Uint8Array, view: DataView, at: number, origin: Origin, into: Admitted): Fault | undefined {
    const length = view.getUint32(at + ENTRY.itemBodyBytes, true);
    if (length > LIMITS.recordBytes)
      return { code: 'bad_record', detail: `${length} bytes, ${LIMITS.recordBytes} are allowed` };
    const parsed = WireRecord.safeParse(parseJson(bodyText(bytes, view, at, RECORD_HEADER_BYTES)));
    if (!parsed.success) return { code: 'bad_record', detail: firstIssue(parsed.error) };
    const fault = origin.schemas.checkTarget(parsed.data.target);
    if (fault) return fault;
    into.records.push({
      entry: into.entries,
      timeMs: view.getFloat64(at + ENTRY.itemBody, true),
      record: parsed.data,
      agent: origin.sender && origin.source,
    });
    return undefined;
  }
}

function refuse(verdict: Verdict, sequence: number, { code, detail }: Fault): void {
  const last = verdict.refused.at(-1);
  if (last?.code === code && last.detail === detail && last.range[1] === sequence - 1)
    last.range[1] = sequence;
  else verdict.refused.push({ range: [sequence, sequence], code, detail });
}

/** Adds a sequence to ranges that are gathered in the order of a message. */
export function extend(ranges: SequenceRange[], sequence: number): void {
  const last = ranges[ranges.length - 1];
  if (last && last[1] === sequence - 1) last[1] = sequence;
  else ranges.push([sequence, sequence]);
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

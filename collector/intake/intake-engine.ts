/*
 * The intake thread without its thread: takes batches of messages, one after the other.
 *
 *   batch ─► admission ─► schemas to the ledger ─► journal (sync) ─┬─► verdicts: acknowledge
 *                                                                  ├─► newest rows ─► touched
 *                                                                  ├─► records
 *                                                                  └─► judge ─► events, when they are durable
 */
import { ENTRY } from '#collector/journal/entry.ts';
import {
  CONTROL,
  ENTRY_HEADER_BYTES,
  type Journal,
  type JournalBatch,
  ORIGIN,
} from '#collector/journal/journal.ts';
import type { Judge } from '#collector/rules/judge.ts';
import { LatestWriter, makeLatest } from '#collector/series/latest.ts';
import type { KnownSchema, SchemaBook, SchemaLedger } from '#collector/series/schema-book.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import {
  ITEM,
  ITEM_HEADER_BYTES,
  padded,
  RECORD_HEADER_BYTES,
  readHex,
  readSequence,
} from '#protocol/frame.ts';
import { WireRecord } from '#protocol/record.ts';
import type { SequenceRange } from '#protocol/session.ts';
import {
  Admission,
  type AdmissionCounts,
  type AdmissionLimits,
  type Admitted,
  type Origin,
  type Verdict,
} from './admission.ts';
import type { OpenGap } from './connected-agents.ts';
import { Sender } from './sender.ts';

/** Senders are saved this often; what came after is found again in the journal. */
const SAVE_SENDERS_MS = 10_000;
/** A life of an outbox that was not heard of for this long is forgotten. */
const FORGET_SENDER_MS = 60 * 86_400_000;
/** Ranges told to an agent that connects. */
const HAVE_RANGES = 64;

/** A connection through which messages come; numbers are made by the main thread. */
export interface OpenedConnection {
  connection: number;
  /** UUID of the agent, or of the push key. */
  source: string;
  organisation: string;
  /** 16 hex digits; undefined for pushes. */
  epoch: string | undefined;
  /** Undefined: any. */
  targets: readonly string[] | undefined;
}

/** A record that is durable, for the inventory. */
export interface ArrivedRecord {
  position: number;
  timeMs: number;
  record: WireRecord;
}

/** What the engine tells as it goes. */
export interface EngineListener {
  schema(known: KnownSchema, latest: SharedArrayBuffer): void;
  records(records: ArrivedRecord[]): void;
  events(events: AlertEvent[]): void;
  /** The journal has entries up to here. */
  appended(next: number): void;
  /** Judging could not be made durable; it is tried again at the next tick. */
  judgingFailed(error: unknown): void;
}

/** What became of a batch; verdicts in the order of its messages. */
export interface BatchResult {
  verdicts: Verdict[];
  /** Indexes of schemas whose newest row changed. */
  touched: Int32Array;
}

export interface EngineOptions {
  journal: Journal;
  /** Empty; filled from `schemas`. */
  book: SchemaBook;
  schemas: SchemaLedger;
  judge(book: SchemaBook): Promise<Judge>;
  /** Organisation of each target; what senders bring is added. */
  organisations: Map<string, string>;
  listener: EngineListener;
  limits: AdmissionLimits;
  nowMs(): number;
  /** Position from which records are told again at the start. */
  recordsFrom: number;
}

/** Figures of the intake thread. */
export interface EngineStats extends AdmissionCounts {
  schemas: number;
  batches: number;
  journalNext: number;
  journalOldest: number;
  journalBytes: number;
  judgingPosition: number;
  /** Time of the last tick, UTC ms; 0 before the first. */
  tickMs: number;
  openGaps: number;
  samples: number;
}

/** What is known of an agent whatever the connection. */
interface Source {
  targets: ReadonlySet<string> | undefined;
  allowed: Set<number>;
  columns: Map<string, number>;
}

/** Opens the engine: schemas, senders and judging are brought up to the end of the journal. */
export async function openIntakeEngine(options: EngineOptions): Promise<IntakeEngine> {
  const engine = new IntakeEngine(options);
  await engine.catchUp();
  return engine;
}

export class IntakeEngine {
  readonly #options: EngineOptions;
  readonly #admission: Admission;
  readonly #latest: (LatestWriter | undefined)[] = [];
  readonly #senders = new Map<string, Sender>();
  readonly #sources = new Map<string, Source>();
  readonly #origins = new Map<number, Origin>();
  #judge: Judge | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #savedMs = 0;
  #touched: Set<number> = new Set();
  /** Known here, and not yet in the ledger because it did not take them: no frame is durable before they are. */
  #unsavedSchemas: Admitted['newSchemas'] = [];
  #batches = 0;
  #samples = 0;
  #tickMs = 0;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#admission = new Admission(options.limits, options.book);
  }

  /** Reads what a crash left between the journal and everything that follows it. */
  async catchUp(): Promise<void> {
    const { journal, schemas, recordsFrom, listener } = this.#options;
    const { book } = this.#admission;
    for (const { id, schema } of await schemas.all()) book.add(id, schema);
    const saved = await journal.senders();
    for (const [key, sender] of saved.senders) this.#senders.set(key, new Sender(key, sender));
    const judge = await this.#options.judge(book);
    this.#judge = judge;
    let position = Math.min(judge.position, saved.position, recordsFrom, journal.next);
    for (;;) {
      const batch = await journal.read(position);
      if (!batch) break;
      this.#recount(batch, saved.position);
      const records = recordsIn(batch).filter((record) => record.position >= recordsFrom);
      if (records.length > 0) listener.records(records);
      if (batch.position + batch.entries > judge.position) judge.take(batch);
      this.#keepNewest(batch.bytes, batch.entries);
      position = batch.position + batch.entries;
    }
    await this.#commit();
  }

  /** Makes a connection known; returns what of its epoch is durable already. */
  open({ connection, source, organisation, epoch, targets }: OpenedConnection): SequenceRange[] {
    for (const target of targets ?? []) this.#options.organisations.set(target, organisation);
    const known = this.#source(source, targets);
    const sender = epoch === undefined ? undefined : this.#sender(`${source} ${epoch}`);
    this.#origins.set(connection, { sender, source, organisation, ...known });
    return sender?.sequences.ranges.slice(-HAVE_RANGES).map(([from, to]): SequenceRange => [from, to]) ?? [];
  }

  forget(connection: number): void {
    this.#origins.delete(connection);
  }

  /** Takes `messages` (connection, entries) × n, whose entries lie in `bytes` one behind the other. */
  batch(bytes: Uint8Array, messages: Uint32Array): Promise<BatchResult> {
    return this.#inOrder(async () => {
      const { journal, schemas, listener, nowMs } = this.#options;
      const admitted = this.#admission.begin();
      let verdicts: Verdict[];
      let position = 0;
      try {
        verdicts = this.#admit(bytes, messages, admitted);
        for (const { schema, organisation } of admitted.newSchemas) {
          // Whose a target is says the agent that writes it; a push only makes new ones.
          const { organisations } = this.#options;
          if (!organisations.has(schema.target)) organisations.set(schema.target, organisation);
        }
        this.#unsavedSchemas.push(...admitted.newSchemas);
        if (this.#unsavedSchemas.length > 0) {
          await schemas.save(this.#unsavedSchemas, nowMs());
          this.#unsavedSchemas = [];
        }
        if (admitted.entries > 0) {
          position = await journal.append(bytes.subarray(0, admitted.bytes), admitted.entries);
        }
      } catch (error) {
        for (const { sender, sequence } of admitted.taken) sender.giveBack(sequence);
        throw error;
      }
      if (admitted.entries > 0) {
        this.#batches++;
        listener.appended(journal.next);
        this.#follow(bytes.subarray(0, admitted.bytes), admitted, position);
      }
      return { verdicts, touched: this.#takeTouched() };
    });
  }

  /** Commits what judging made of the last batches; apart from `batch`, so that acknowledgements need not wait. */
  async afterBatch(): Promise<void> {
    if (this.#judge && this.#judge.uncommitted > 0) await this.#inOrder(() => this.#commit());
  }

  /** Appends an entry of the collector's own. */
  control(kind: number, body: Uint8Array): Promise<void> {
    return this.#inOrder(async () => {
      const { journal, listener, nowMs } = this.#options;
      const bytes = controlEntry(kind, body, nowMs());
      const position = await journal.append(bytes, 1);
      listener.appended(journal.next);
      this.#judge?.take({ position, entries: 1, bytes });
      if (kind !== CONTROL.tick) await this.#commit();
    });
  }

  /** Once a second: the clock of judging, and what is saved from time to time. */
  async tick(): Promise<void> {
    const nowMs = this.#options.nowMs();
    const body = new Uint8Array(8);
    new DataView(body.buffer).setFloat64(0, nowMs, true);
    await this.control(CONTROL.tick, body);
    this.#tickMs = nowMs;
    await this.#inOrder(async () => {
      await this.#commit();
      if (nowMs - this.#savedMs >= SAVE_SENDERS_MS) await this.#saveSenders(nowMs);
    });
  }

  /** The store has everything before this position. */
  release(position: number): Promise<void> {
    return this.#inOrder(() => this.#options.journal.release('store', position));
  }

  /** What is missing now, by agent, newest gap first. */
  openGaps(): Map<string, OpenGap[]> {
    const found = new Map<string, OpenGap[]>();
    for (const [key, { gaps }] of this.#senders) {
      const [agent, epoch] = key.split(' ');
      for (const { from, to, missing, noticedAtMs, returnedAtMs } of gaps) {
        if (returnedAtMs !== null) continue;
        const known = found.get(agent) ?? [];
        known.unshift({ epoch, from, to, missing, sinceMs: noticedAtMs });
        found.set(agent, known);
      }
    }
    return found;
  }

  stats(): EngineStats {
    const { journal } = this.#options;
    let openGaps = 0;
    for (const { gaps } of this.#senders.values()) {
      for (const gap of gaps) if (gap.returnedAtMs === null) openGaps++;
    }
    return {
      ...this.#admission.counts,
      schemas: this.#admission.book.size,
      batches: this.#batches,
      samples: this.#samples,
      journalNext: journal.next,
      journalOldest: journal.oldest,
      journalBytes: journal.bytes,
      judgingPosition: this.#judge?.position ?? 0,
      tickMs: this.#tickMs,
      openGaps,
    };
  }

  async close(): Promise<void> {
    await this.#inOrder(async () => {
      await this.#judge?.close();
      await this.#saveSenders(this.#options.nowMs());
      await this.#options.journal.close();
    });
  }

  #admit(bytes: Uint8Array, messages: Uint32Array, admitted: Admitted): Verdict[] {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const nowMs = this.#options.nowMs();
    const verdicts: Verdict[] = [];
    let offset = 0;
    for (let at = 0; at < messages.length; at += 2) {
      const origin = this.#origins.get(messages[at]);
      const verdict: Verdict = { ranges: [], refused: [], schemasNeeded: [] };
      verdicts.push(verdict);
      if (!origin) {
        // Its connection ended while the message waited: nobody is told, and the agent sends it again.
        for (let entry = 0; entry < messages[at + 1]; entry++) offset += view.getUint32(offset, true);
        continue;
      }
      offset = this.#admission.message(
        bytes,
        view,
        offset,
        messages[at + 1],
        origin,
        nowMs,
        admitted,
        verdict,
      );
    }
    return verdicts;
  }

  /** Everything that follows once entries are durable. */
  #follow(bytes: Uint8Array, admitted: Admitted, position: number): void {
    this.#keepNewest(bytes, admitted.entries);
    this.#judge?.take({ position, entries: admitted.entries, bytes });
    if (admitted.records.length === 0) return;
    this.#options.listener.records(
      admitted.records.map(({ entry, timeMs, record }) => ({ position: position + entry, timeMs, record })),
    );
  }

  /** Writes the rows into shared memory; the first frame of a schema makes it. */
  #keepNewest(bytes: Uint8Array, entries: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    for (let entry = 0; entry < entries; entry++) {
      if (bytes[at + ENTRY.itemKind] === ITEM.frame) {
        const known = this.#admission.book.find(bytes, at + ENTRY.frameSchema);
        if (known) {
          const timeMs = view.getFloat64(at + ENTRY.frameTime, true) - view.getFloat64(at + ENTRY.skew, true);
          const writer = this.#latest[known.index] ?? this.#makeLatest(known);
          if (writer.write(timeMs, view, at + ENTRY.frameValues)) this.#touched.add(known.index);
          this.#samples += known.schema.columns.length;
        }
      }
      at += view.getUint32(at, true);
    }
  }

  #makeLatest(known: KnownSchema): LatestWriter {
    const buffer = makeLatest(known.schema.columns.length);
    const writer = new LatestWriter(buffer);
    this.#latest[known.index] = writer;
    this.#options.listener.schema(known, buffer);
    return writer;
  }

  #takeTouched(): Int32Array {
    const touched = Int32Array.from(this.#touched);
    this.#touched.clear();
    return touched;
  }

  async #commit(): Promise<void> {
    const judge = this.#judge;
    if (!judge) return;
    try {
      const events = await judge.commit();
      if (events.length > 0) this.#options.listener.events(events);
      await this.#options.journal.release('judging', judge.durable);
    } catch (error) {
      this.#options.listener.judgingFailed(error);
    }
  }

  async #saveSenders(nowMs: number): Promise<void> {
    this.#savedMs = nowMs;
    const changed = new Map();
    const forgotten: string[] = [];
    for (const [key, sender] of this.#senders) {
      if (nowMs - sender.seenAtMs > FORGET_SENDER_MS) {
        forgotten.push(key);
        this.#senders.delete(key);
      } else if (sender.dirty) changed.set(key, sender.save());
      sender.dirty = false;
    }
    await this.#options.journal.saveSenders(
      { position: this.#options.journal.next, senders: changed },
      forgotten,
    );
  }

  /** Counts the sequences of entries that came after the senders were saved. */
  #recount({ position, entries, bytes }: JournalBatch, savedPosition: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    for (let entry = position; entry < position + entries; entry++) {
      if (entry >= savedPosition && view.getUint32(at + ENTRY.origin, true) === ORIGIN.agent) {
        const key = `${uuidAt(bytes, at + ENTRY.source)} ${readHex(bytes, at + ENTRY.epoch, 8)}`;
        this.#sender(key).take(
          readSequence(view, at + ENTRY.sequence),
          view.getFloat64(at + ENTRY.arrival, true),
        );
      }
      at += view.getUint32(at, true);
    }
  }

  #sender(key: string): Sender {
    let sender = this.#senders.get(key);
    if (!sender) {
      sender = new Sender(key, { ranges: [], gaps: [], seenAtMs: this.#options.nowMs() });
      this.#senders.set(key, sender);
    }
    return sender;
  }

  #source(source: string, targets: readonly string[] | undefined): Source {
    const known = this.#sources.get(source);
    // What was allowed under other targets is asked anew.
    if (known && sameTargets(known.targets, targets)) return known;
    const made = {
      targets: targets && new Set(targets),
      allowed: new Set<number>(),
      columns: new Map<string, number>(),
    };
    this.#sources.set(source, made);
    return made;
  }

  #inOrder<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#tail.then(work);
    this.#tail = mine.catch(() => {});
    return mine;
  }
}

function sameTargets(
  known: ReadonlySet<string> | undefined,
  targets: readonly string[] | undefined,
): boolean {
  if (!known || !targets) return known === targets;
  return known.size === targets.length && targets.every((target) => known.has(target));
}

/** An entry of the collector's own: no source, no sequence. */
export function controlEntry(kind: number, body: Uint8Array, nowMs: number): Uint8Array {
  const bytes = new Uint8Array(ENTRY_HEADER_BYTES + ITEM_HEADER_BYTES + padded(body.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(ENTRY.bytes, bytes.length, true);
  view.setUint32(ENTRY.origin, ORIGIN.collector, true);
  view.setFloat64(ENTRY.arrival, nowMs, true);
  view.setUint8(ENTRY.itemKind, kind);
  view.setUint32(ENTRY.itemBodyBytes, body.length, true);
  bytes.set(body, ENTRY.itemBody);
  return bytes;
}

/** The records of a batch that is read again; all were checked before they were written. */
function recordsIn({ position, entries, bytes }: JournalBatch): ArrivedRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const records: ArrivedRecord[] = [];
  let at = 0;
  for (let entry = 0; entry < entries; entry++) {
    if (bytes[at + ENTRY.itemKind] === ITEM.record) {
      const from = bytes.byteOffset + at + ENTRY.itemBody + RECORD_HEADER_BYTES;
      const length = view.getUint32(at + ENTRY.itemBodyBytes, true) - RECORD_HEADER_BYTES;
      const record = WireRecord.parse(JSON.parse(Buffer.from(bytes.buffer, from, length).toString('utf8')));
      records.push({
        position: position + entry,
        timeMs: view.getFloat64(at + ENTRY.itemBody, true),
        record,
      });
    }
    at += view.getUint32(at, true);
  }
  return records;
}

function uuidAt(bytes: Uint8Array, offset: number): string {
  const hex = readHex(bytes, offset, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/*
 * The intake thread without its thread: takes batches of messages, one after the other.
 *
 *   batch ─► admission ─► schemas to the ledger ─► journal (sync) ─┬─► verdicts: acknowledge
 *                                                                  ├─► newest rows ─► touched
 *                                                                  ├─► records
 *                                                                  └─► judge ─► events, when they are durable
 */
import {
  CONTROL,
  type Journal,
  type JournalBatch,
  type JournalLoss,
  type StoreReturn,
} from '#collector/journal/journal.ts';
import type { Judge } from '#collector/rules/judge.ts';
import type { KnownSchema, SchemaBook, SchemaLedger } from '#collector/series/schema-book.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import type { SequenceRange } from '#protocol/session.ts';
import type { LossReason } from '#protocol/store-state.ts';
import { Admission, type AdmissionCounts, type Admitted, type Origin, type Verdict } from './admission.ts';
import type { OpenGap } from './connected-agents.ts';
import { controlEntry } from './control-entry.ts';
import { NewestRows } from './newest-rows.ts';
import { type ArrivedRecord, RecordReader } from './record-reader.ts';
import { type AdmissionLimits, SchemasInUse } from './schemas-in-use.ts';
import { type RefusedSequences, refusedIn, SenderBook } from './sender-book.ts';

/** Senders are saved this often; what came after is found again in the journal. */
const SAVE_SENDERS_MS = 10_000;
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

/** What the engine tells as it goes. */
export interface EngineListener {
  schema(known: KnownSchema, latest: SharedArrayBuffer): void;
  /** Answered by `recordsTaken`; only so many are told before that. */
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
  /** False for a journal that replaces another one: lives of outboxes are under way that it knows nothing of. */
  noticesBeginnings: boolean;
  /** Empty; filled from `schemas`. */
  book: SchemaBook;
  schemas: SchemaLedger;
  judge(book: SchemaBook): Promise<Judge>;
  /** Organisation of each target; what senders bring is added. */
  organisations: Map<string, string>;
  listener: EngineListener;
  limits: AdmissionLimits;
  nowMs(): number;
  /** Position from which records were never taken. */
  recordsFrom: number;
}

/** Figures of the intake thread. */
export interface EngineStats extends AdmissionCounts {
  schemas: number;
  batches: number;
  journalNext: number;
  journalOldest: number;
  journalBytes: number;
  /** Entries that the history does not have, since the journal was made. */
  lostEntries: Record<LossReason, number>;
  judgingPosition: number;
  /** Position of the next entry whose record is not yet in the ledger. */
  recordsPosition: number;
  /** Time of the last tick, UTC ms; 0 before the first. */
  tickMs: number;
  openGaps: number;
  /** Sequences that were given up because there were too many holes. */
  givenUp: number;
  samples: number;
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
  readonly #newest: NewestRows;
  readonly #senders: SenderBook;
  readonly #records: RecordReader;
  /** By source: what it uses outlives its connections. */
  readonly #schemasInUse = new Map<string, SchemasInUse>();
  readonly #origins = new Map<number, Origin>();
  #judge: Judge | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #savedMs = 0;
  /** Known here, and not yet in the ledger because it did not take them: no frame is durable before they are. */
  #unsavedSchemas: Admitted['newSchemas'] = [];
  #batches = 0;
  #tickMs = 0;
  #readingRecords: Promise<void> | undefined;
  #endPause = () => {};
  /** Whether the last pause lasted until it was ended. */
  #pauseHeld = false;
  #closed = false;

  constructor(options: EngineOptions) {
    const { journal, book, listener, recordsFrom, noticesBeginnings, nowMs } = options;
    this.#options = options;
    this.#admission = new Admission(book);
    this.#newest = new NewestRows(book, (known, latest) => listener.schema(known, latest));
    this.#senders = new SenderBook({ journal, nowMs, noticesBeginnings });
    this.#records = new RecordReader({
      journal,
      from: recordsFrom,
      tell: (records) => listener.records(records),
    });
  }

  /** Reads what a crash left between the journal and everything that follows it. */
  async catchUp(): Promise<void> {
    const { journal, schemas } = this.#options;
    const { book } = this.#admission;
    for (const { id, schema } of await schemas.all()) book.add(id, schema);
    const savedPosition = await this.#senders.load();
    const judge = await this.#options.judge(book);
    this.#judge = judge;
    let position = Math.min(judge.position, savedPosition, journal.next);
    for (;;) {
      const batch = await journal.read(position);
      if (!batch) break;
      this.#senders.recount(batch, savedPosition);
      if (batch.position + batch.entries > judge.position) judge.take(batch);
      this.#newest.keep(batch.bytes, batch.entries);
      position = batch.position + batch.entries;
    }
    await this.#commit();
    this.#readRecords();
  }

  /** Makes a connection known; returns what of its epoch is settled already. */
  open({ connection, source, organisation, epoch, targets }: OpenedConnection): SequenceRange[] {
    for (const target of targets ?? []) this.#options.organisations.set(target, organisation);
    const sender = epoch === undefined ? undefined : this.#senders.of(`${source} ${epoch}`);
    const schemas = this.#schemasOf(source, targets, sender !== undefined);
    this.#origins.set(connection, { sender, source, organisation, schemas });
    return sender?.sequences.ranges.slice(-HAVE_RANGES).map(([from, to]): SequenceRange => [from, to]) ?? [];
  }

  /** What an agent may write from here on, over all its connections, those that are open included. */
  allow(source: string, organisation: string, targets: readonly string[]): void {
    for (const target of targets) this.#options.organisations.set(target, organisation);
    this.#schemasInUse.get(source)?.allow(targets);
  }

  forget(connection: number): void {
    this.#origins.delete(connection);
  }

  /** Takes `messages` (connection, entries) × n, whose entries lie in `bytes` one behind the other. */
  batch(bytes: Uint8Array, messages: Uint32Array): Promise<BatchResult> {
    return this.#inOrder(async () => {
      const admitted = this.#admission.begin();
      let verdicts: Verdict[];
      let batch: JournalBatch | undefined;
      try {
        verdicts = this.#admit(bytes, messages, admitted);
        await this.#saveSchemas(admitted);
        batch = await this.#append(bytes.subarray(0, admitted.bytes), admitted);
      } catch (error) {
        for (const { sender, sequence, isRefused } of admitted.settled.reverse())
          sender.giveBack(sequence, isRefused);
        throw error;
      }
      if (batch) this.#follow(batch, admitted);
      return { verdicts, touched: this.#newest.takeTouched() };
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
      this.#records.follow(position, 1, []);
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
      await this.#options.journal.release('records', this.#records.position);
      if (nowMs - this.#savedMs < SAVE_SENDERS_MS) return;
      this.#savedMs = nowMs;
      await this.#senders.save(nowMs);
    });
    this.#readRecords();
  }

  /** The store has everything before this position. */
  release(position: number): Promise<void> {
    return this.#inOrder(() => this.#options.journal.release('store', position));
  }

  /** As `Journal.storeAt`. */
  storeAt(name: string, position: number, had?: number): Promise<StoreReturn> {
    return this.#inOrder(() => this.#options.journal.storeAt(name, position, had));
  }

  /** As `Journal.hold`. */
  hold(untilMs: number): void {
    this.#options.journal.hold(untilMs);
  }

  /** As `Journal.letGo`. */
  letGo(): boolean {
    return this.#options.journal.letGo();
  }

  /**
   * From when this resolves, with the position of the next entry, nothing is appended, judged or saved until `resume`,
   * or for so long at most: the one moment of journal and ledger that a backup is of. Senders wait so long.
   */
  pause(atMostMs: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#inOrder(async () => {
        const over = new Promise<boolean>((end) => {
          const timer = setTimeout(() => end(false), atMostMs);
          this.#endPause = () => {
            clearTimeout(timer);
            end(true);
          };
        });
        resolve(this.#options.journal.next);
        this.#pauseHeld = await over;
        this.#endPause = () => {};
      }).catch(reject);
    });
  }

  /** False when the pause had ended by itself. */
  async resume(): Promise<boolean> {
    this.#endPause();
    return this.#inOrder(async () => this.#pauseHeld);
  }

  /** Records before this position are durable in the ledger; more may be told. */
  recordsTaken(position: number): void {
    this.#records.taken(position);
    this.#readRecords();
  }

  /** Somebody who reads the journal by other means could not read these positions. */
  damaged(from: number, to: number): Promise<void> {
    return this.#inOrder(() => this.#options.journal.damaged(from, to));
  }

  /** What is missing now, by agent, newest gap first. */
  openGaps(): Map<string, OpenGap[]> {
    return this.#senders.openGaps();
  }

  losses(): Promise<JournalLoss[]> {
    return this.#options.journal.losses();
  }

  stats(): EngineStats {
    const { journal } = this.#options;
    return {
      ...this.#admission.counts,
      ...this.#senders.figures(),
      schemas: this.#admission.book.size,
      batches: this.#batches,
      samples: this.#newest.samples,
      journalNext: journal.next,
      journalOldest: journal.oldest,
      journalBytes: journal.bytes,
      lostEntries: { ...journal.lostEntries },
      judgingPosition: this.#judge?.position ?? 0,
      recordsPosition: this.#records.position,
      tickMs: this.#tickMs,
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#readingRecords;
    await this.#inOrder(async () => {
      await this.#judge?.close();
      await this.#options.journal.release('records', this.#records.position);
      await this.#senders.save(this.#options.nowMs());
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

  async #saveSchemas({ newSchemas }: Admitted): Promise<void> {
    const { schemas, organisations, nowMs } = this.#options;
    for (const { schema, organisation } of newSchemas)
      if (!organisations.has(schema.target)) organisations.set(schema.target, organisation);
    this.#unsavedSchemas.push(...newSchemas);
    if (this.#unsavedSchemas.length === 0) return;
    await schemas.save(this.#unsavedSchemas, nowMs());
    this.#unsavedSchemas = [];
  }

  /** Makes a batch durable; what was refused is remembered with it. Undefined when nothing was to be written. */
  async #append(taken: Uint8Array, admitted: Admitted): Promise<JournalBatch | undefined> {
    const { journal, nowMs } = this.#options;
    const refused = refusedIn(admitted.settled);
    let bytes = taken;
    let { entries } = admitted;
    if (refused.length > 0) {
      const body = Buffer.from(JSON.stringify({ refused } satisfies RefusedSequences));
      bytes = Buffer.concat([taken, controlEntry(CONTROL.refused, body, nowMs())]);
      entries++;
    }
    if (entries === 0) return undefined;
    return { position: await journal.append(bytes, entries), entries, bytes };
  }

  /** Everything that follows once entries are durable. */
  #follow(batch: JournalBatch, admitted: Admitted): void {
    const { journal, listener, nowMs } = this.#options;
    const { position, entries, bytes } = batch;
    this.#batches++;
    listener.appended(journal.next);
    this.#newest.keep(bytes, entries);
    this.#judge?.take(batch);
    const records = admitted.records.map(
      ({ entry, timeMs, record }): ArrivedRecord => ({ position: position + entry, timeMs, record }),
    );
    this.#records.follow(position, entries, records);
    for (const { agent, record } of admitted.records)
      if (agent !== undefined) this.#senders.takeRecord(agent, record, nowMs());
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

  /** Reads older records on, batch by batch, in between what arrives. */
  #readRecords(): void {
    if (this.#readingRecords || !this.#records.isBehind) return;
    const readAll = async () => {
      while (!this.#closed && (await this.#inOrder(() => this.#records.readOn())));
    };
    // What cannot be read now is tried again at the next tick.
    this.#readingRecords = readAll()
      .catch(() => {})
      .finally(() => {
        this.#readingRecords = undefined;
      });
  }

  #schemasOf(source: string, targets: readonly string[] | undefined, isAgent: boolean): SchemasInUse {
    const known = this.#schemasInUse.get(source);
    if (known) {
      if (targets) known.allow(targets);
      return known;
    }
    const made = new SchemasInUse({
      targets,
      limits: isAgent ? this.#options.limits : undefined,
      newestMs: (index) => this.#newest.newestMs(index),
    });
    this.#schemasInUse.set(source, made);
    return made;
  }

  #inOrder<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#tail.then(work);
    this.#tail = mine.catch(() => {});
    return mine;
  }
}

/*
 * The main thread's side of intake: messages are gathered while the intake thread makes the last batch durable, and
 * go over together. That is the group commit.
 */
import type { MessagePort } from 'node:worker_threads';
import type { BandsBody, RulesBody, SeriesBand } from '#collector/journal/control-bodies.ts';
import { CONTROL, JournalFullError } from '#collector/journal/journal.ts';
import { connect, type Remote } from '#collector/threads/rpc.ts';
import { type MessageHeader, writeHex } from '#protocol/frame.ts';
import type { SequenceRange } from '#protocol/session.ts';
import type { Verdict } from './admission.ts';
import { type EntryOrigin, Gatherer } from './gatherer.ts';
import type { AgentIdentity, PushIdentity } from './identity.ts';
import type { BatchAnswer, IntakeCalls, IntakeNews } from './intake-calls.ts';

/** Bytes that may wait for the intake thread; beyond it senders are told to come back. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** After a batch the next one waits this long for company, unless nothing came meanwhile. */
const GATHER_MS = 2;
/** Buffers kept for the next batches. */
const SPARE_BUFFERS = 2;

/** More waits than may wait; trying again soon helps. */
export class IntakeOverloadedError extends Error {
  constructor() {
    super('more waits for the journal than may wait; send again in a few seconds');
    this.name = 'IntakeOverloadedError';
  }
}

/** A sender that has been made known to the intake thread. */
export interface Line {
  connection: number;
  source: Uint8Array;
  epoch: Uint8Array;
  epochHex: string;
  /** Durable before this line was opened; the last ranges only. */
  have: SequenceRange[];
}

export interface IntakeOptions {
  /** Port to the intake thread for batches and news. */
  batches: MessagePort;
  calls: MessagePort;
  nowMs(): number;
  onNews(news: IntakeNews): void;
  /** Indexes of schemas whose newest row changed. */
  onTouched(touched: Int32Array): void;
}

interface Waiter {
  resolve(verdict: Verdict): void;
  reject(error: Error): void;
}

export class Intake {
  readonly #options: IntakeOptions;
  readonly #calls: Remote<IntakeCalls>;
  readonly #gatherer = new Gatherer();
  readonly #spare: ArrayBuffer[] = [];
  readonly #pushLines = new Map<string, Promise<Line>>();
  #waiting: Waiter[] = [];
  #underWay: Waiter[] | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastConnection = 0;
  #overloads = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#calls = connect<IntakeCalls>(options.calls);
    options.batches.on('message', (message: BatchAnswer | IntakeNews) => {
      if ('news' in message) options.onNews(message);
      else this.#answered(message);
    });
    options.batches.on('close', () => this.#ended());
  }

  get calls(): Remote<IntakeCalls> {
    return this.#calls;
  }

  /** Messages that had to be sent back because too much waited. */
  get overloads(): number {
    return this.#overloads;
  }

  get waitingBytes(): number {
    return this.#gatherer.waitingBytes;
  }

  /** Opens a line for one life of an agent's outbox. */
  async openAgent(identity: AgentIdentity, epochHex: string): Promise<Line> {
    const { agent, organisation, targets } = identity;
    return this.#open(agent, organisation, epochHex, [...targets]);
  }

  /** One checked message of an agent; resolves when it is durable. `skewMs` is taken off the times in it. */
  message(
    line: Line,
    message: Uint8Array,
    header: MessageHeader,
    arrivedMs: number,
    skewMs: number,
  ): Promise<Verdict> {
    if (header.items === 0) return Promise.resolve({ ranges: [], refused: [], schemasNeeded: [] });
    if (!this.#hasRoom()) return Promise.reject(new IntakeOverloadedError());
    const origin: EntryOrigin = { source: line.source, epoch: line.epoch, arrivedMs, skewMs };
    this.#gatherer.addMessage(line.connection, message, header.items, origin);
    return this.#wait();
  }

  /** Entries of a push; resolves when they are durable. */
  async push(sender: PushIdentity, entries: Uint8Array, count: number): Promise<Verdict> {
    let line = this.#pushLines.get(sender.key);
    if (!line) {
      line = this.#open(sender.key, sender.organisation, undefined, undefined);
      this.#pushLines.set(sender.key, line);
      line.catch(() => this.#pushLines.delete(sender.key));
    }
    const { connection } = await line;
    if (!this.#hasRoom()) throw new IntakeOverloadedError();
    this.#gatherer.addEntries(connection, entries, count);
    return this.#wait();
  }

  /** What an agent may write from here on; its open lines stay. Resolves when it counts. */
  allow({ agent, organisation, targets }: AgentIdentity): Promise<void> {
    return this.#calls.allow(agent, organisation, [...targets]);
  }

  close(line: Line): void {
    this.#calls.forget(line.connection).catch(() => {});
  }

  /** The rules in force from here on. */
  rules(body: RulesBody): Promise<void> {
    return this.#control(CONTROL.rules, body);
  }

  /** What is usual for series, for rules that judge by it. */
  bands(bands: readonly SeriesBand[]): Promise<void> {
    return this.#control(CONTROL.bands, { bands } satisfies BandsBody);
  }

  targetDeleted(target: string): Promise<void> {
    return this.#control(CONTROL.targetDeleted, { target });
  }

  #control(kind: number, body: unknown): Promise<void> {
    return this.#calls.control(kind, Buffer.from(JSON.stringify(body)));
  }

  async #open(
    source: string,
    organisation: string,
    epochHex: string | undefined,
    targets: string[] | undefined,
  ): Promise<Line> {
    const connection = ++this.#lastConnection;
    const have = await this.#calls.open({ connection, source, organisation, epoch: epochHex, targets });
    const line = {
      connection,
      source: new Uint8Array(16),
      epoch: new Uint8Array(8),
      epochHex: epochHex ?? '',
      have,
    };
    writeHex(line.source, 0, source.replaceAll('-', ''));
    if (epochHex) writeHex(line.epoch, 0, epochHex);
    return line;
  }

  #hasRoom(): boolean {
    if (this.#gatherer.waitingBytes < MAX_WAITING_BYTES) return true;
    this.#overloads++;
    return false;
  }

  #wait(): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (!this.#underWay && !this.#timer) this.#timer = setTimeout(() => this.#send(), GATHER_MS);
    });
  }

  #send(): void {
    this.#timer = undefined;
    if (this.#underWay || this.#gatherer.isEmpty) return;
    this.#underWay = this.#waiting;
    this.#waiting = [];
    const batch = this.#gatherer.take(this.#spare.pop());
    this.#options.batches.postMessage(batch, [batch.buffer]);
  }

  #answered(answer: BatchAnswer): void {
    const waiters = this.#underWay ?? [];
    this.#underWay = undefined;
    if (this.#spare.length < SPARE_BUFFERS) this.#spare.push(answer.buffer);
    if (!this.#gatherer.isEmpty && !this.#timer) this.#timer = setTimeout(() => this.#send(), GATHER_MS);
    if (answer.outcome === 'durable') {
      for (const [index, waiter] of waiters.entries()) waiter.resolve(answer.verdicts[index]);
      if (answer.touched.length > 0) this.#options.onTouched(answer.touched);
      return;
    }
    const error =
      answer.outcome === 'journal_full' ? new JournalFullError(answer.error) : new Error(answer.error);
    for (const waiter of waiters) waiter.reject(error);
  }

  #ended(): void {
    clearTimeout(this.#timer);
    const error = new Error('the intake thread has ended');
    for (const waiter of [...(this.#underWay ?? []), ...this.#waiting]) waiter.reject(error);
    this.#underWay = undefined;
    this.#waiting = [];
  }
}

import { ENTRY } from '#collector/journal/entry.ts';
import { CONTROL, type JournalBatch, ORIGIN } from '#collector/journal/journal.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { SchemaBook } from '#collector/series/schema-book.ts';
import { gapMs, MEASURE } from '#judging/compile-rule.ts';
import { evaluate, evaluateTick } from '#judging/evaluate.ts';
import { CHANGE, FIELD } from '#judging/state.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import { FLAG_BACKLOG, ITEM } from '#protocol/frame.ts';
import { BacklogSpans } from './backlog-spans.ts';
import { EpisodeLog } from './episode-log.ts';
import { GapStarts } from './gap-starts.ts';
import { GATHER_EVERY_MS } from './group-judging.ts';
import type { BacklogSpan, Judge } from './judge.ts';
import { type Cause, JudgedTargets, type Route } from './judged-targets.ts';
import { type Checkpoint, loadJudging, saveJudging } from './judging-ledger.ts';
import { takeFeeds } from './ratio-feeds.ts';
import { readRulesBody } from './read-rules-body.ts';
import { RulesInForce } from './rules-in-force.ts';

/** State is made durable this often; events at every commit. Replaying a minute takes less than a second. */
const CHECKPOINT_EVERY_MS = 60_000;
/** Ticks that come later than this had stopped, or the clock was set: nobody can say how long in between. */
const TICK_GAP_MS = 10_000;
const FORGET_EVERY_MS = 3_600_000;
/** Agents mark what they send late, and their clocks are corrected; with what is pushed only its time can be asked. */
const PUSHED_LATE_MS = 300_000;
const PUSHED_EARLY_MS = 300_000;

/** Entries of the collector that judging reads, beside ticks. */
const READ_CONTROLS: ReadonlySet<number> = new Set([CONTROL.rules, CONTROL.targetDeleted, CONTROL.bands]);

export interface StreamJudgeOptions {
  sql: Sql;
  book: SchemaBook;
  /** Organisation of a target, from memory; empty when it is not known. */
  organisationOf(target: string): string;
}

/** What the judge counts; grows only. */
export interface JudgeStats {
  frames: number;
  samples: number;
  /** Frames that came behind newer ones: history, not judged in the stream. */
  backlogFrames: number;
  /** Frames whose schema is not known, or was replaced by a newer one. */
  strayFrames: number;
  /** Pushed frames whose time has yet to come: judged, they would make everything after them look old. */
  futureFrames: number;
  /** Entries that the journal no longer had. */
  missedEntries: number;
}

/** Opens the judge where its last checkpoint left it. */
export async function openStreamJudge(options: StreamJudgeOptions): Promise<StreamJudge> {
  const judge = new StreamJudge(options);
  await judge.resume();
  return judge;
}

/** Judges every frame of the journal by the rules in force. See `Judge` for what it promises. */
export class StreamJudge implements Judge {
  readonly #options: StreamJudgeOptions;
  readonly #log = new EpisodeLog();
  readonly #targets: JudgedTargets;
  readonly #backlog = new BacklogSpans();
  readonly #gapStarts = new GapStarts();
  readonly #stats = { frames: 0, samples: 0, strayFrames: 0, futureFrames: 0, missedEntries: 0 };
  #position = 1;
  #durable = 1;
  #nowMs = 0;
  #listeningSinceMs = 0;
  #checkpointMs = 0;
  #forgotMs = 0;
  #saving: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** Events of commits that failed: the ledger may have some of them all the same, and nobody was told of them. */
  readonly #untold = new Set<string>();

  constructor(options: StreamJudgeOptions) {
    this.#options = options;
    this.#targets = new JudgedTargets(options.organisationOf, this.#log);
  }

  get position(): number {
    return this.#position;
  }

  get durable(): number {
    return this.#durable;
  }

  get uncommitted(): number {
    return this.#log.events;
  }

  get stats(): JudgeStats {
    return { ...this.#stats, backlogFrames: this.#backlog.frames };
  }

  /** Revision of the rules in force; 0 before any were given. */
  get revision(): number {
    return this.#targets.rules.revision;
  }

  /** Spans of history that arrived late and are complete now: to be re-judged from the store. */
  takeFinishedBacklog(): BacklogSpan[] {
    return this.#backlog
      .takeFinished(this.#nowMs)
      .map((span) => ({ ...span, before: this.#gapStarts.give(span.schemaId, span.fromMs) }));
  }

  /** Reads the last checkpoint; once, before the first `take`. */
  async resume(): Promise<void> {
    const { position, context, pages } = await loadJudging(this.#options.sql);
    this.#position = position;
    this.#durable = position;
    if (!context) return;
    this.#nowMs = context.nowMs;
    this.#listeningSinceMs = context.listeningSinceMs;
    this.#checkpointMs = context.nowMs;
    this.#forgotMs = context.nowMs;
    const rules = new RulesInForce(readRulesBody(context));
    this.#targets.restore(rules, pages, this.#options.book, { atMs: context.nowMs, position });
  }

  take(batch: JournalBatch): void {
    const bytes = aligned(batch.bytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const numbers = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length >> 3);
    if (batch.position > this.#position) {
      this.#stats.missedEntries += batch.position - this.#position;
      this.#position = batch.position;
    }
    let offset = 0;
    for (let position = batch.position; position < batch.position + batch.entries; position++) {
      if (position === this.#position) {
        this.#judge(bytes, view, numbers, offset);
        this.#position++;
      }
      offset += view.getUint32(offset, true);
    }
  }

  commit(): Promise<AlertEvent[]> {
    return this.#afterOthers(async () => {
      const isDue = this.#nowMs - this.#checkpointMs >= CHECKPOINT_EVERY_MS;
      return isDue || !this.#log.isEmpty ? this.#save(isDue) : [];
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#afterOthers(() => this.#save(true));
  }

  /** One commit at a time: what a failed one puts back must not be overtaken. */
  #afterOthers<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#saving.then(work);
    this.#saving = mine.catch(() => {});
    return mine;
  }

  #judge(bytes: Uint8Array, view: DataView, numbers: Float64Array, offset: number): void {
    const kind = bytes[offset + ENTRY.itemKind];
    if (kind === ITEM.frame) this.#frame(bytes, view, numbers, offset);
    else if (kind > ITEM.record && view.getUint32(offset + ENTRY.origin, true) === ORIGIN.collector) {
      this.#control(kind, bytes, view, offset);
    }
  }

  #frame(bytes: Uint8Array, view: DataView, numbers: Float64Array, offset: number): void {
    const known = this.#options.book.find(bytes, offset + ENTRY.frameSchema);
    if (!known) {
      this.#stats.strayFrames++;
      return;
    }
    const arrivalMs = numbers[(offset + ENTRY.arrival) >> 3];
    const timeMs = numbers[(offset + ENTRY.frameTime) >> 3] - numbers[(offset + ENTRY.skew) >> 3];
    if (bytes[offset + ENTRY.itemFlags] & FLAG_BACKLOG) {
      this.#backlog.add(known.id, timeMs, arrivalMs);
      return;
    }
    const isPushed = view.getUint32(offset + ENTRY.origin, true) === ORIGIN.push;
    if (isPushed && timeMs < arrivalMs - PUSHED_LATE_MS) {
      this.#backlog.add(known.id, timeMs, arrivalMs);
      return;
    }
    if (isPushed && timeMs > arrivalMs + PUSHED_EARLY_MS) {
      this.#stats.futureFrames++;
      return;
    }
    const route =
      this.#targets.routes[known.index] ??
      this.#targets.begin(known, isPushed, timeMs, this.#cause(arrivalMs));
    if (!route) {
      this.#stats.strayFrames++;
      return;
    }
    const newestMs = route.page.newestMs(route.binding);
    if (newestMs > 0 && timeMs - newestMs > gapMs(known.schema.intervalMs)) {
      this.#gapStarts.take(route.page, route.binding, this.#nowMs);
    }
    this.#stats.frames++;
    this.#stats.samples += known.schema.columns.length;
    this.#judgeRow(route, numbers, (offset + ENTRY.frameValues) >> 3, timeMs, arrivalMs);
  }

  /** The hot loop: every slot that a column of the frame belongs to. */
  #judgeRow(
    { page, binding }: Route,
    numbers: Float64Array,
    first: number,
    timeMs: number,
    arrivalMs: number,
  ): void {
    const { columns, ats, compiled } = binding;
    const { state } = page;
    if (timeMs > state[binding.timeAt]) state[binding.timeAt] = timeMs;
    page.stateDirty = true;
    takeFeeds(binding, state, numbers, first, timeMs);
    for (let index = 0; index < columns.length; index++) {
      const rule = compiled[index];
      const judgedMs = rule.measure === MEASURE.absent ? arrivalMs : timeMs;
      const change = evaluate(rule, state, ats[index], judgedMs, numbers[first + columns[index]]);
      if (change !== CHANGE.none) {
        this.#log.changed(page, binding.slots[index], change, judgedMs, this.#position);
      }
    }
  }

  #control(kind: number, bytes: Uint8Array, view: DataView, offset: number): void {
    const arrivalMs = view.getFloat64(offset + ENTRY.arrival, true);
    if (kind === CONTROL.tick) {
      this.#tick(view.getFloat64(offset + ENTRY.itemBody, true));
      return;
    }
    if (!READ_CONTROLS.has(kind)) return;
    const length = view.getUint32(offset + ENTRY.itemBodyBytes, true);
    const begin = bytes.byteOffset + offset + ENTRY.itemBody;
    const body = JSON.parse(Buffer.from(bytes.buffer, begin, length).toString('utf8'));
    const cause = this.#cause(arrivalMs);
    if (kind === CONTROL.targetDeleted) this.#targets.remove(body.target, cause);
    else if (kind === CONTROL.bands) this.#targets.takeBands(body.bands);
    else this.#targets.applyRules(new RulesInForce(readRulesBody(body)), cause);
  }

  #cause(atMs: number): Cause {
    return { atMs, position: this.#position };
  }

  #tick(nowMs: number): void {
    if (Math.abs(nowMs - this.#nowMs) > TICK_GAP_MS) this.#listeningSinceMs = nowMs;
    // Where the clock was set back, what is done each minute and hour does not wait until it has caught up.
    if (this.#checkpointMs > nowMs) this.#checkpointMs = nowMs;
    if (this.#forgotMs > nowMs) this.#forgotMs = nowMs;
    // By the clock of the ticks, so that a replay gathers at the same ones.
    const isGathering = Math.floor(nowMs / GATHER_EVERY_MS) !== Math.floor(this.#nowMs / GATHER_EVERY_MS);
    this.#nowMs = nowMs;
    if (this.#checkpointMs === 0) this.#checkpointMs = nowMs;
    for (const { page, slot } of this.#targets.absences) {
      const { state } = page;
      const phase = state[slot.at + FIELD.phase];
      const lastMs = state[slot.at + FIELD.lastMs];
      const change = evaluateTick(slot.compiled, state, slot.at, nowMs, this.#listeningSinceMs);
      // Silence can end a recovery, and a clock that was set back moves its begin, without a word to anybody.
      if (phase !== state[slot.at + FIELD.phase] || lastMs !== state[slot.at + FIELD.lastMs])
        page.stateDirty = true;
      if (change === CHANGE.none) continue;
      page.stateDirty = true;
      this.#log.changed(page, slot, change, nowMs, this.#position);
    }
    if (isGathering) this.#targets.judgeGroups(this.#listeningSinceMs, this.#cause(nowMs));
    this.#targets.endVanished(this.#cause(nowMs));
    if (nowMs - this.#forgotMs < FORGET_EVERY_MS) return;
    this.#forgotMs = nowMs;
    this.#targets.forget(this.#cause(nowMs));
    this.#gapStarts.forget(nowMs);
  }

  async #save(withState: boolean): Promise<AlertEvent[]> {
    const log = this.#log.take();
    const checkpoint = withState ? this.#checkpoint() : undefined;
    try {
      const fresh = await saveJudging(this.#options.sql, { ...log, checkpoint });
      if (checkpoint) {
        this.#durable = checkpoint.position;
        this.#checkpointMs = checkpoint.context.nowMs;
      }
      return this.#told(log.events, fresh);
    } catch (error) {
      this.#log.putBack(log);
      for (const { id } of log.events) this.#untold.add(id);
      if (checkpoint) this.#targets.putBack(checkpoint);
      throw error;
    }
  }

  /** Those that are new, and those of which only the ledger knew so far. */
  #told(events: readonly AlertEvent[], fresh: readonly AlertEvent[]): AlertEvent[] {
    const known = new Map(fresh.map((event) => [event.id, event]));
    const told = events.flatMap(
      (event) => known.get(event.id) ?? (this.#untold.has(event.id) ? [event] : []),
    );
    this.#untold.clear();
    return told;
  }

  #checkpoint(): Checkpoint {
    const context = {
      nowMs: this.#nowMs,
      listeningSinceMs: this.#listeningSinceMs,
      ...this.#targets.rules.toJSON(),
    };
    return { position: this.#position, context, ...this.#targets.takeUnsaved() };
  }
}

/** Values are read through a Float64Array, which must begin at a multiple of 8. */
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}

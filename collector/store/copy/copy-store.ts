/*
 * History from one store to another:
 *
 *   plan: which targets have samples on which UTC day
 *   lot of units ─► read ─► rows ─► append ─► read again over there ─► equal? ─► flush ─► marked as done
 *                    └─ the next lot is read, and the last one verified, while this one is written
 *
 * A crash or a store that fails takes back what was not marked; copying it again changes nothing.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type SeriesDescription, StoreUnavailableError } from '../store.ts';
import { type CopyPlan, type CopyScope, type PlannedUnit, planCopy } from './copy-plan.ts';
import type { CopyState, DoneUnit } from './copy-state.ts';
import { type Keeps, keptBetween } from './keeps.ts';
import type { Lane } from './lanes.ts';
import { type Lot, lotsOf, type Span } from './lots.ts';
import type { Pace } from './pace.ts';
import { type Progress, Speed } from './progress.ts';
import { readSeries } from './read-series.ts';
import { type ReadPart, readParts, rowsOfParts } from './rolled-series.ts';
import { portions, type ReadSeries, RowShaper } from './shape-rows.ts';
import { type CopyDestination, type CopySource, carriesRolled } from './sides.ts';
import { type Difference, Verification } from './verify.ts';

const FLUSH_EVERY_MS = 5_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
const DIFFERENCES = 100;
const RIPE_POLL_MS = 500;
const READ_AGAIN_MS = 250;

export interface CopyOptions {
  from: CopySource;
  to: CopyDestination;
  scope: CopyScope;
  state: CopyState;
  pace: Pace;
  say(progress: Progress): void;
  /** Ends it in good order: what is verified is flushed and marked. */
  signal: AbortSignal;
  nowMs(): number;
  /** Samples that are read and verified together, and samples of one append. */
  lotSamples: number;
  portionSamples: number;
  /** Only looks at both sides, and writes nothing. */
  compareOnly?: boolean;
}

export interface CopyReport {
  plan: Omit<CopyPlan, 'units'>;
  /** False when it was interrupted: the same order goes on. */
  finished: boolean;
  /** Verified to be over there, those of earlier runs left out. */
  samples: number;
  /** Of these, written by this run. */
  written: number;
  unitsDone: number;
  /** What the other side cannot keep. */
  unreadLeft: number;
  infiniteLeft: number;
  /** Series days whose numbers it has rounded. */
  rounded: number;
  /** The first hundred. */
  differences: Difference[];
  differencesFound: number;
}

/** Copies what is not over there yet, and verifies it; rejects with what planning rejects with. */
export async function copyStore(options: CopyOptions): Promise<CopyReport> {
  const { from, scope, pace, signal, state } = options;
  options.say(NOTHING_YET);
  const plan = await planCopy(from, scope, carriesRolled(from, options.to), pace, signal);
  const run = new CopyRun(options, plan);
  for (let retryMs = FIRST_RETRY_MS; !signal.aborted; ) {
    const before = run.report.unitsDone;
    try {
      await run.pass();
      break;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      if (run.report.unitsDone > before) retryMs = FIRST_RETRY_MS;
      run.wait(error.message);
      await sleep(retryMs, undefined, { signal }).catch(() => {});
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    }
  }
  const { report } = run;
  report.finished = !signal.aborted;
  if (report.finished && report.differencesFound === 0) state.finish();
  return report;
}

/** Before a plan is made. */
export const NOTHING_YET: Progress = {
  phase: 'planning',
  lane: 'raw',
  dayMs: null,
  days: 0,
  day: 0,
  samples: 0,
  samplesDone: 0,
  samplesPerSecond: 0,
  leftSeconds: null,
  because: '',
};

/** A plan of which nothing is done. */
export function emptyReport({ units, ...plan }: CopyPlan): CopyReport {
  return {
    plan,
    finished: false,
    samples: 0,
    written: 0,
    unitsDone: 0,
    unreadLeft: 0,
    infiniteLeft: 0,
    rounded: 0,
    differences: [],
    differencesFound: 0,
  };
}

interface ReadSlice {
  lot: Lot;
  /** Samples, or parts of roll-ups. */
  series: ReadSeries[];
  span: Span;
  isLast: boolean;
}

class CopyRun {
  readonly report: CopyReport;
  readonly #options: CopyOptions;
  readonly #plan: CopyPlan;
  readonly #shaper = new RowShaper();
  readonly #speed = new Speed();
  readonly #keeps: Keeps;
  /** Verified, and not flushed yet. */
  #unflushed: DoneUnit[] = [];
  /** Flushed, and not on the other side's disk for sure. */
  #ripening: { units: DoneUnit[]; flushedMs: number }[] = [];
  /** Units whose differences were told; they are not tried again in this run. */
  readonly #differing = new Set<PlannedUnit>();
  #flushedMs = 0;
  #samplesPassed = 0;
  #dayMs: number | null = null;
  #lane: Lane = 'raw';
  readonly #days: number[];

  constructor(options: CopyOptions, plan: CopyPlan) {
    this.#options = options;
    this.#plan = plan;
    this.#keeps = keptBetween(options.from.engine, options.to.engine);
    this.#days = [...new Set(plan.units.filter(({ lane }) => lane === 'raw').map(({ dayMs }) => dayMs))];
    this.report = emptyReport(plan);
  }

  /** Goes through everything that is not marked. */
  async pass(): Promise<void> {
    const { signal, nowMs } = this.#options;
    const verification = new Verification(this.#keeps);
    this.#unflushed = [];
    this.#ripening = [];
    // Whatever was lost before is told now: it comes again in this pass.
    if (!this.#options.compareOnly) await this.#options.to.flush().catch(() => {});
    this.#flushedMs = nowMs();
    const left = this.#plan.units.filter((unit) => !this.#isDone(unit));
    this.#samplesPassed = this.#plan.samples - left.reduce((sum, { samples }) => sum + samples, 0);
    this.#tell();
    let verified: Promise<void> = Promise.resolve();
    try {
      for await (const slice of ahead(this.#read(left))) {
        const wasWritten = await this.#write(slice);
        await verified;
        verified = this.#verify(slice, verification, wasWritten);
        verified.catch(() => {});
        if (signal.aborted) break;
      }
    } finally {
      // Nothing of this pass may go on beside the next.
      await verified.catch(() => {});
    }
    await verified;
    await this.#mark();
    while (this.#ripening.length > 0) {
      await sleep(RIPE_POLL_MS);
      await this.#mark();
    }
  }

  wait(because: string): void {
    this.#tell(because);
  }

  #isDone(unit: PlannedUnit): boolean {
    return this.#differing.has(unit) || this.#options.state.isDone(unit);
  }

  async *#read(units: readonly PlannedUnit[]): AsyncGenerator<ReadSlice> {
    const { from, scope, pace, lotSamples, signal } = this.#options;
    for (const lot of lotsOf(units, lotSamples)) {
      if (signal.aborted) return;
      const targets = await this.#stillWanted(lot);
      const described = await pace.turn(() => from.series({ targets }, Number.MAX_SAFE_INTEGER));
      for (const [at, slice] of lot.slices.entries()) {
        // Windows of roll-ups stay whole.
        const fromMs = lot.lane === 'raw' ? Math.max(slice.fromMs, scope.keptFromMs('raw')) : slice.fromMs;
        const span = { fromMs, toMs: slice.toMs };
        const series = span.fromMs < span.toMs ? await this.#readLane(lot.lane, from, described, span) : [];
        yield { lot, series, span, isLast: at === lot.slices.length - 1 };
      }
    }
  }

  #readLane(
    lane: Lane,
    side: CopySource,
    described: readonly SeriesDescription[],
    span: Span,
  ): Promise<ReadSeries[]> {
    const { pace } = this.#options;
    return lane === 'raw'
      ? readSeries(side, described, span, pace)
      : readParts(side, described, lane, span, pace);
  }

  /** A target may be deleted while its history is on its way. */
  async #stillWanted({ units }: Lot): Promise<string[]> {
    const { targets, wants } = this.#options.scope;
    const found: string[] = [];
    for (const { target } of units) if (targets || !wants || (await wants(target))) found.push(target);
    return found;
  }

  /** Writes a slice, unless all of it was over there in an earlier pass; says whether it did. */
  async #write({ lot, series }: ReadSlice): Promise<boolean> {
    const { compareOnly, state } = this.#options;
    this.#dayMs = lot.dayMs;
    this.#lane = lot.lane;
    if (compareOnly || lot.units.every((unit) => state.wasDone(unit))) return false;
    await this.#append(lot.lane, series);
    return true;
  }

  async #append(lane: Lane, series: readonly ReadSeries[]): Promise<void> {
    const { to, pace, portionSamples } = this.#options;
    if (lane !== 'raw') {
      const rows = rowsOfParts(series as ReadPart[], this.#shaper);
      await pace.turn(async () => to.rolled?.write(rows, lane));
      return;
    }
    for (const portion of portions(this.#shaper.shape(series), portionSamples)) {
      await pace.turn(() => to.append(portion));
    }
  }

  async #verify(slice: ReadSlice, verification: Verification, wasWritten: boolean): Promise<void> {
    const { compareOnly, nowMs } = this.#options;
    let isWritten = wasWritten;
    let compared = await this.#compare(slice, verification, wasWritten);
    if (!compared.isEqual && !compareOnly) {
      // An earlier pass had it, or the store went back behind our back: once more.
      await this.#append(slice.lot.lane, slice.series);
      isWritten = true;
      compared = await this.#compare(slice, verification, true);
    }
    compared.take();
    if (isWritten) for (const { values } of slice.series) this.report.written += values.length;
    if (!slice.isLast) return;
    for (const unit of slice.lot.units) this.#finish(unit, verification);
    if (nowMs() - this.#flushedMs >= FLUSH_EVERY_MS) await this.#mark();
    this.#tell();
  }

  /** Reads a slice on the other side; what was just written there may take a moment before it can be read. */
  async #compare(
    { lot, series, span }: ReadSlice,
    verification: Verification,
    isNew: boolean,
  ): Promise<ReturnType<Verification['compare']>> {
    const { to, nowMs } = this.#options;
    const described = [...new Set(series.map(({ description }) => description))];
    const untilMs = nowMs() + (isNew ? this.#keeps.readableAfterMs : 0);
    for (;;) {
      const compared = verification.compare(series, await this.#readLane(lot.lane, to, described, span));
      if (compared.isEqual || nowMs() >= untilMs) return compared;
      await sleep(READ_AGAIN_MS);
    }
  }

  #finish(unit: PlannedUnit, verification: Verification): void {
    const { differences, tallied } = verification.finish(unit);
    const { report } = this;
    this.#samplesPassed += unit.samples;
    if (differences.length > 0) {
      this.#differing.add(unit);
      report.differencesFound += differences.length;
      report.differences.push(...differences.slice(0, DIFFERENCES - report.differences.length));
      return;
    }
    report.unreadLeft += tallied.unreadLeft;
    report.infiniteLeft += tallied.infiniteLeft;
    report.rounded += tallied.rounded;
    this.#unflushed.push({ ...unit, samples: tallied.samples });
  }

  /** What was verified counts once it is durable. */
  async #mark(): Promise<void> {
    const { to, state, compareOnly, nowMs } = this.#options;
    const units = this.#unflushed;
    this.#unflushed = [];
    if (!compareOnly) await to.flush();
    this.#flushedMs = nowMs();
    if (units.length > 0) this.#ripening.push({ units, flushedMs: this.#flushedMs });
    const ripeMs = compareOnly ? this.#flushedMs : this.#flushedMs - this.#keeps.ripeAfterMs;
    while (this.#ripening.length > 0 && this.#ripening[0].flushedMs <= ripeMs) {
      const done = this.#ripening.shift()?.units ?? [];
      state.mark(done);
      this.report.unitsDone += done.length;
      for (const { samples } of done) this.report.samples += samples;
    }
  }

  #tell(because = ''): void {
    const { compareOnly, nowMs, say } = this.#options;
    const { samples, days } = this.#plan;
    this.#speed.add(nowMs(), this.#samplesPassed);
    const { samplesPerSecond } = this.#speed;
    say({
      lane: this.#lane,
      phase: because ? 'waiting' : compareOnly ? 'comparing' : 'copying',
      dayMs: this.#dayMs,
      days,
      day: this.#days.indexOf(this.#dayMs ?? Number.NaN) + 1,
      samples,
      samplesDone: this.#samplesPassed,
      samplesPerSecond,
      leftSeconds: samplesPerSecond > 0 ? (samples - this.#samplesPassed) / samplesPerSecond : null,
      because,
    });
  }
}

/** The same, one ahead of who takes it. */
async function* ahead<Item>(items: AsyncGenerator<Item>): AsyncGenerator<Item> {
  let next = items.next();
  next.catch(() => {});
  try {
    for (;;) {
      const { value, done } = await next;
      if (done) return;
      next = items.next();
      next.catch(() => {});
      yield value;
    }
  } finally {
    await items.return(undefined).catch(() => {});
  }
}

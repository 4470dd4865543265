import { randomInt } from 'node:crypto';
import type { Catalog } from '../embedded/catalog.ts';
import { type Setback, StoreUnavailableError } from '../store.ts';
import type { VictoriaSettings } from './settings.ts';
import type { ExportedSeries } from './victoria-http.ts';

/*
 * How far an answer "204" can be trusted. VictoriaMetrics takes rows into memory and brings them to its disk some
 * seconds later; one that is killed loses them, and nobody is told. So each flush leaves marks behind: samples of
 * `ward_store_position{ward, witness}` whose value is the position. A position counts as durable once its marks are
 * older than the server needs for writing down and are all still there, and none was lost since:
 *
 *   append ─► 204 ─► marks ─► … 15 s … ─► marks are read back ─► position() grows, the journal may let go
 *
 * Each flush takes other series for its marks than the ones before, so that in a cluster they lie on many of its
 * machines, and one that loses its memory takes some of them along.
 */

/** How long the server may keep rows in memory: 1-2 s as rows, 5 s as a part, up to 5 s until its clock strikes. */
export const DURABLE_AFTER_MS = 15_000;
/** What newer servers can be told to take instead of the 5 s. */
const USUAL_IN_MEMORY_MS = 5_000;
/** Series that the marks of a flush go to, and how many seconds pass before these are used again. */
const WITNESSES = 8;
const ROUNDS = 30;
/**
 * Rows become readable within 2 s, a new series within 12: for 10 s the server remembers what it answered before. A
 * mark that is missing while one that is this much younger can be read is lost.
 */
const DISORDER_MS = 12_000;
const PENDING = 256;
/** Beyond the time that marks need. */
const PATIENCE_MS = 60_000;
/** A clock that goes back by more than this starts anew. */
const CLOCK_STEP_MS = 3_600_000;
/** What a server keeps at least, as far as one knows who does not say. */
const MARKS_KEPT_MS = 30 * 24 * 3_600_000;
/** Of replicas behind one door another one is asked each time, and one may be behind. */
const DOUBTS = 4;

interface Sent {
  position: number;
  /** Time of its marks; no two flushes have the same. */
  markMs: number;
  /** When they were written, on the clock that only goes forward. */
  atMs: number;
}

/** A mark as it was read back. */
interface Mark {
  witness: number;
  markMs: number;
  position: number;
}

export interface MarksOptions {
  catalog: Catalog;
  durableAfterMs: number;
  /** UTC. */
  nowMs(): number;
  /** Only goes forward. */
  elapsedMs(): number;
  read(matcher: string, fromMs: number, lastMs: number): Promise<ExportedSeries[]>;
}

/** Which position is durable, and whether it still is. */
export class Marks {
  /** Whether a mark that was written twice came back twice; undefined until one was read. */
  keepsDoubles: boolean | undefined;
  readonly #options: MarksOptions;
  readonly #ward: string;
  #pending: Sent[] = [];
  #forgotten = 0;
  /** Marks were read back at some time. */
  #seen: boolean;
  #lastMs: number;
  #setback: Setback | undefined;
  #durableAfterMs: number;
  /** Mark that belongs to the position of the setback. */
  #setbackMarkMs = 0;
  /** Of all the servers that there are behind one door. */
  readonly #starts = new Set<string>();
  /** Nothing was written since the server failed, so that it may have been started anew. */
  #isFresh = true;

  constructor(options: MarksOptions) {
    const { catalog } = options;
    this.#options = options;
    this.#durableAfterMs = options.durableAfterMs;
    let ward = catalog.number('ward', 0);
    if (ward === 0) {
      ward = randomInt(2 ** 40, 2 ** 48 - 1);
      catalog.setNumber('ward', ward);
      catalog.commit();
    }
    this.#ward = ward.toString(36);
    this.#lastMs = catalog.number('mark_ms', 0);
    this.#seen = this.#lastMs > 0;
  }

  get position(): number {
    return this.#setback?.from ?? this.#options.catalog.number('position', 1);
  }

  get setback(): Setback | undefined {
    return this.#setback;
  }

  settle(): void {
    if (!this.#setback) return;
    this.#keep(this.#setback.from, this.#setbackMarkMs);
    this.#setback = undefined;
  }

  /** What was written since the last durable position is written again. */
  forget(): void {
    this.#pending = [];
    this.#forgotten++;
    this.#isFresh = true;
  }

  /** Tells, time and again, whether all marks of until now are durable; rejects when some of them were given up. */
  watch(): () => boolean {
    const untilMs = this.#lastMs;
    const forgotten = this.#forgotten;
    return () => {
      if (this.#forgotten !== forgotten)
        throw new StoreUnavailableError('the server failed before it had written down what it was given');
      return this.#pending.every(({ markMs }) => markMs > untilMs);
    };
  }

  /** True when nothing new was flushed since the last marks, and these need no company. */
  isMarked(position: number): boolean {
    const last = this.#pending.at(-1);
    if (last) {
      // Only a younger mark shows that this one is lost and not late.
      const agedMs = this.#options.elapsedMs() - last.atMs;
      return last.position === position && agedMs < this.#durableAfterMs + DISORDER_MS;
    }
    const markedMs = this.#options.catalog.number('mark_ms', 0);
    const isFresh = Math.abs(this.#options.nowMs() - markedMs) < CLOCK_STEP_MS;
    return position === this.position && (isFresh || (markedMs === 0 && position === 1));
  }

  /** The marks of a flush; `again` is one of them, written once more to see whether the server keeps doubles. */
  next(position: number): { sent: Sent; lines: Buffer; again: Buffer } {
    const nowMs = Math.floor(this.#options.nowMs());
    this.#lastMs = this.#lastMs - nowMs > CLOCK_STEP_MS ? nowMs : Math.max(nowMs, this.#lastMs + 1);
    const sent = { position, markMs: this.#lastMs, atMs: this.#options.elapsedMs() };
    const lines = witnessesOf(sent.markMs).map(
      (witness) => `ward_store,ward=${this.#ward},witness=${witness} position=${position} ${sent.markMs}\n`,
    );
    return { sent, lines: Buffer.from(lines.join('')), again: Buffer.from(lines[0]) };
  }

  /** The marks were taken. */
  sent(sent: Sent): void {
    if (this.#pending.length >= PENDING) this.#pending.pop();
    this.#pending.push(sent);
  }

  /**
   * Reads the marks back: moves the durable position on, and rejects when something was lost.
   */
  async look(settings: VictoriaSettings): Promise<void> {
    const { started, inMemoryMs = USUAL_IN_MEMORY_MS } = settings;
    if (inMemoryMs > USUAL_IN_MEMORY_MS) this.#durableAfterMs = 2 * inMemoryMs + USUAL_IN_MEMORY_MS;
    const isRestarted = started !== undefined && !this.#isFresh && !this.#starts.has(started);
    if (started !== undefined) {
      this.#starts.add(started);
      this.#isFresh = false;
    }
    await this.#lookBack(settings);
    if (this.#pending.length === 0) return;
    if (isRestarted) this.#lost('the server was started anew');
    const marks = await this.#read(this.#pending[0].markMs, this.#lastMs);
    this.#learnDoubles(marks);
    const there = new Set(marks.map(keyOf));
    const newestMs = marks.reduce((newest, { markMs }) => Math.max(newest, markMs), 0);
    const isWhole = (sent: Sent) =>
      witnessesOf(sent.markMs).every((witness) => there.has(keyOf({ ...sent, witness })));
    for (const sent of this.#pending) {
      if (!isWhole(sent) && newestMs >= sent.markMs + DISORDER_MS) this.#lost('marks of a flush are missing');
    }
    this.#seen ||= marks.length > 0;
    this.#moveOn(isWhole);
    this.#checkVisible(settings);
  }

  /** A queue on the way may hold marks up for long; what never comes back at all was named otherwise, or dropped. */
  #checkVisible({ bent }: VictoriaSettings): void {
    const [oldest] = this.#pending;
    if (!oldest || (this.#seen && bent.length === 0)) return;
    if (this.#options.elapsedMs() - oldest.atMs < this.#durableAfterMs + PATIENCE_MS) return;
    this.forget();
    const why = bent.length > 0 ? `it runs with ${bent.join(' ')}` : 'its clock may be wrong';
    throw new StoreUnavailableError(
      `the server takes lines, and they cannot be read back after ${PATIENCE_MS / 1000} s: ${why}`,
      { code: 'unwell' },
    );
  }

  #moveOn(isWhole: (sent: Sent) => boolean): void {
    const ripe = this.#options.elapsedMs() - this.#durableAfterMs;
    let count = 0;
    while (count < this.#pending.length && this.#pending[count].atMs <= ripe && isWhole(this.#pending[count]))
      count++;
    if (count === 0) return;
    const { position, markMs } = this.#pending[count - 1];
    this.#pending.splice(0, count);
    this.#keep(position, markMs);
  }

  /** Whether the durable position still is: somebody may have emptied the server, or put an older copy back. */
  async #lookBack({ retentionMs = MARKS_KEPT_MS, dedupMs = 0 }: VictoriaSettings): Promise<void> {
    if (this.#setback) return this.#fallBack();
    const { catalog, nowMs } = this.#options;
    const markMs = catalog.number('mark_ms', 0);
    // One that the server forgets as it forgets everything proves nothing.
    if (markMs === 0 || markMs < nowMs() - retentionMs * 0.9) return;
    for (let left = DOUBTS; left > 0; left--) {
      const marks = await this.#read(markMs, markMs + dedupMs);
      this.#learnDoubles(marks);
      if (marks.length > 0) return;
    }
    const found = await this.#newestBefore(markMs);
    const to = catalog.number('position', 1);
    this.#setback = { from: Math.min(found.position, to), to };
    this.#setbackMarkMs = found.markMs;
    this.#fallBack();
  }

  #fallBack(): never {
    this.forget();
    const { from, to } = this.#setback as Setback;
    throw new StoreUnavailableError(
      `the server was emptied, or an older copy of it was put back: positions ${from} to ${to - 1} are gone`,
      { code: 'emptied' },
    );
  }

  /** In an older copy only what had been durable in it counts. */
  async #newestBefore(markMs: number): Promise<{ position: number; markMs: number }> {
    for (const spanMs of [HOUR, 24 * HOUR, 30 * 24 * HOUR, 400 * 24 * HOUR]) {
      const marks = await this.#read(Math.max(0, markMs - spanMs), markMs);
      const newestMs = marks.reduce((newest, mark) => Math.max(newest, mark.markMs), 0);
      const ripe = marks.filter((mark) => mark.markMs <= newestMs - this.#durableAfterMs);
      const best = ripe.reduce<Mark | undefined>((a, b) => (a && a.markMs > b.markMs ? a : b), undefined);
      if (best) return best;
    }
    return { position: 1, markMs: 0 };
  }

  #lost(why: string): never {
    this.forget();
    throw new StoreUnavailableError(
      `${why}: what it had in memory is gone, and is written again from position ${this.position} on`,
      { code: 'unwell' },
    );
  }

  #keep(position: number, markMs: number): void {
    const { catalog } = this.#options;
    catalog.setNumber('position', position);
    catalog.setNumber('mark_ms', markMs);
    catalog.commit();
  }

  async #read(fromMs: number, lastMs: number): Promise<Mark[]> {
    const matcher = `{__name__="ward_store_position",ward="${this.#ward}"}`;
    const answers = await this.#options.read(matcher, fromMs, lastMs);
    return answers.flatMap(({ metric, timestamps, values }) =>
      timestamps.map((markMs, at) => ({
        witness: Number(metric.witness),
        markMs,
        position: values[at] ?? Number.NaN,
      })),
    );
  }

  #learnDoubles(marks: readonly Mark[]): void {
    if (marks.length === 0) return;
    this.keepsDoubles = new Set(marks.map(keyOf)).size < marks.length;
  }
}

const HOUR = 3_600_000;

function witnessesOf(markMs: number): number[] {
  const round = Math.floor(markMs / 1000) % ROUNDS;
  return Array.from({ length: WITNESSES }, (_, at) => round * WITNESSES + at);
}

function keyOf({ witness, markMs, position }: Mark): string {
  return `${witness} ${markMs} ${position}`;
}

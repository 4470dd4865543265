import { breathe, startSlice } from '#collector/threads/breathe.ts';
import { canonicalSchema, Schema, schemaIdentity } from '#protocol/schema.ts';
import type { PushIdentity } from '../identity.ts';
import { PushEntries } from '../push-entries.ts';
import { ByteTable } from './byte-table.ts';
import type { Viewed } from './key-bytes.ts';
import { type PushFault, Refusals } from './push-fault.ts';
import type { PushCounts, PushedSeries, SeriesDescription, SeriesDeskOptions, Shelf } from './series-desk.ts';

/** Who pushes names no interval; silence is judged by this one. */
const PUSHED_INTERVAL_MS = 60_000;
/** What lies further ahead would make everything behind it look old. */
const EARLY_MS = 300_000;
/** A limit may have room again after this. */
const AGAIN_MS = 60_000;
/** Journal bytes of a row that is not wide. */
const ROW_BYTES = 96;

const NO_ID = new Uint8Array(0);

/** A series that was not known when its request was read. */
export interface StrangeSeries {
  parent: number;
  key: Uint8Array;
  described: SeriesDescription | PushFault;
  example: string;
  count: number;
  /** Time and values of each row, one behind the other; none where it is refused in any case. */
  rows: number[];
}

/** Something refers to what never reached the journal. Sent again, it brings it along. */
export class PushNotTakenError extends Error {
  constructor(detail: string) {
    super(`samples were not taken: ${detail}`);
    this.name = 'PushNotTakenError';
  }
}

export interface SeriesPushOptions extends Omit<SeriesDeskOptions, 'onRefused'> {
  sender: PushIdentity;
  nowMs: number;
  expectedBytes: number;
  counts: PushCounts;
  shelf: Shelf;
  onRefused(sender: PushIdentity, fault: PushFault, count: number, example: string, nowMs: number): void;
}

/**
 * One request on its way into the journal. First everything is read: rows of known series become entries at once,
 * the others are put aside. Then `finish` learns the strange ones and has all of it written.
 */
export class SeriesPush {
  readonly refusals = new Refusals();
  readonly #options: SeriesPushOptions;
  readonly #entries: PushEntries;
  readonly #strange: StrangeSeries[] = [];
  readonly #targets = new Map<string, string | undefined>();
  readonly #latestMs: number;
  #taken = 0;

  constructor(options: SeriesPushOptions) {
    this.#options = options;
    this.#latestMs = options.nowMs + EARLY_MS;
    this.#entries = new PushEntries(options.sender.key, options.nowMs, options.expectedBytes);
  }

  /** The series that these bytes name; undefined when it is to be put aside. */
  find(parent: number, { bytes, view }: Viewed, start: number, end: number): PushedSeries | undefined {
    const { shelf, nowMs } = this.#options;
    const known = shelf.find(parent, bytes, view, start, end);
    return known?.fault && nowMs >= known.atMs ? undefined : known;
  }

  /** A row of a known series. */
  row(series: PushedSeries, timeMs: number, values: Float64Array): void {
    if (series.fault) this.refuse(series.fault, 1, series.example);
    else if (!this.#isTime(timeMs)) this.refuse('bad_time', 1, `${timeMs}`);
    else {
      this.#entries.addRow(series.schemaId, timeMs, values, series.width);
      series.atMs = this.#options.nowMs;
      this.#taken++;
    }
  }

  /** Puts a series aside; its rows follow by `rowAside`. */
  putAside(
    parent: number,
    key: Uint8Array,
    described: SeriesDescription | PushFault,
    example: string,
  ): StrangeSeries {
    const strange = { parent, key, described, example, count: 0, rows: [] };
    this.#strange.push(strange);
    return strange;
  }

  rowAside(strange: StrangeSeries, timeMs: number, values: Float64Array): void {
    strange.count++;
    if (typeof strange.described === 'string') return;
    strange.rows.push(timeMs);
    const width = strange.described.columns.length;
    for (let column = 0; column < width; column++) strange.rows.push(values[column]);
  }

  refuse(fault: PushFault, count: number, example: string): void {
    this.refusals.add(fault, count, example);
  }

  /** Resolves with the number of rows that are durable now; rejects when none is. */
  async finish(): Promise<number> {
    const { shelf, counts, sender, nowMs, onRefused } = this.#options;
    try {
      await this.#write();
    } catch (error) {
      // Schemas of this request, or of another one that failed meanwhile, did not reach the journal.
      shelf.clear();
      throw error;
    }
    counts.refused += this.refusals.count;
    counts.samples += this.#taken;
    for (const [fault, { count, example }] of this.refusals.faults)
      onRefused(sender, fault, count, example, nowMs);
    return this.#taken;
  }

  async #write(): Promise<void> {
    const { shelf, sender, push } = this.#options;
    const { generation } = shelf;
    const learned = await this.#learnAll();
    // From this moment others may use what was learned: their rows stand behind its schemas in the journal.
    if (generation !== shelf.generation) shelf.clear();
    else for (const { strange, series } of learned) shelf.add(strange.parent, strange.key, series);
    if (this.#entries.count === 0) return;
    const { refused, schemasNeeded } = await push(sender, this.#entries.take(), this.#entries.count);
    if (refused.length + schemasNeeded.length > 0)
      throw new PushNotTakenError(refused[0]?.detail ?? 'their schema was not kept');
  }

  async #learnAll(): Promise<{ strange: StrangeSeries; series: PushedSeries }[]> {
    const learned: { strange: StrangeSeries; series: PushedSeries }[] = [];
    const here = new ByteTable<PushedSeries>();
    let isLong = startSlice();
    for (const strange of this.#strange) {
      const { parent, key } = strange;
      const view = new DataView(key.buffer, key.byteOffset, key.length);
      let series = here.find(parent, key, view, 0, key.length);
      if (!series) {
        series = await this.#learn(strange);
        here.add(parent, key, series);
        learned.push({ strange, series });
      }
      this.#rows(series, strange);
      if (!isLong()) continue;
      await breathe();
      isLong = startSlice();
    }
    return learned;
  }

  #rows(series: PushedSeries, { rows, count }: StrangeSeries): void {
    if (series.fault) {
      this.refuse(series.fault, count, series.example);
      return;
    }
    const values = new Float64Array(series.width);
    for (let at = 0; at < rows.length; at += series.width + 1) {
      for (let column = 0; column < series.width; column++) values[column] = rows[at + 1 + column];
      this.row(series, rows[at], values);
    }
  }

  /** Adds the schema of a series to the entries; or says why it is refused. */
  async #learn({ described, example }: StrangeSeries): Promise<PushedSeries> {
    const { shelf, probe, nowMs } = this.#options;
    if (typeof described === 'string') return refusedFor(described, Number.POSITIVE_INFINITY, example);
    const { columns, host } = described;
    const target = await this.#targetOf(host);
    if (target === undefined) return refusedFor('too_many_targets', nowMs + AGAIN_MS, example);
    const parsed = Schema.safeParse({ probe, target, intervalMs: PUSHED_INTERVAL_MS, columns });
    if (!parsed.success) return refusedFor('bad_name', Number.POSITIVE_INFINITY, example);
    if (!shelf.takeRoom(target, columns.length, nowMs))
      return refusedFor('too_many_series', nowMs + AGAIN_MS, example);
    this.#entries.addSchema(canonicalSchema(parsed.data));
    return {
      fault: undefined,
      schemaId: Buffer.from(schemaIdentity(parsed.data), 'hex'),
      width: columns.length,
      target,
      atMs: nowMs,
      example: '',
    };
  }

  /** Undefined when the organisation may have no more of them; asked once a host and request. */
  async #targetOf(host: string): Promise<string | undefined> {
    if (this.#targets.has(host)) return this.#targets.get(host);
    let target: string | undefined;
    try {
      target = await this.#options.targetForHost(this.#options.sender.organisation, host);
    } catch (error) {
      // By its name: it comes from the part that knows people and their limits.
      if ((error as Error).name !== 'TooManyTargetsError') throw error;
    }
    this.#targets.set(host, target);
    return target;
  }

  #isTime(timeMs: number): boolean {
    return timeMs > 0 && timeMs <= this.#latestMs;
  }
}

function refusedFor(fault: PushFault, untilMs: number, example: string): PushedSeries {
  return { fault, schemaId: NO_ID, width: 0, target: '', atMs: untilMs, example };
}

/** What so many rows will take in the journal. */
export function expectedBytes(rows: number): number {
  return rows * ROW_BYTES;
}

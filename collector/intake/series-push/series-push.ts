import { breathe, startSlice } from '#collector/threads/breathe.ts';
import { Column } from '#protocol/schema.ts';
import type { PushIdentity } from '../identity.ts';
import { PushEntries } from '../push-entries.ts';
import { ByteTable } from './byte-table.ts';
import type { Viewed } from './key-bytes.ts';
import { type Item, layOut } from './lay-out.ts';
import { type PushFault, Refusals } from './push-fault.ts';
import type { PushCounts, SeriesDescription, SeriesDeskOptions, Shelf } from './series-desk.ts';
import type { Place, Row, Sheet } from './sheet.ts';

/** What lies further ahead would make everything behind it look old. */
const EARLY_MS = 300_000;
/** A limit may have room again after this. */
const AGAIN_MS = 60_000;
/** Series that are laid out on one sheet, as long as they come together. */
const SHEET_SERIES = 32;

/** A series that was not known when its request was read. */
export interface StrangeSeries {
  parent: number;
  key: Uint8Array;
  described: SeriesDescription | PushFault;
  example: string;
  count: number;
  timesMs: number[];
  /** Those of each time one behind the other; none where the series is refused in any case. */
  values: number[];
}

/** Something refers to what never reached the journal. Sent again, it brings it along. */
export class PushNotTakenError extends Error {
  constructor(detail: string) {
    super(`samples were not taken: ${detail}`);
    this.name = 'PushNotTakenError';
  }
}

export interface SeriesPushOptions extends Omit<SeriesDeskOptions, 'onRefused'> {
  /** Another one for each request. */
  number: number;
  sender: PushIdentity;
  nowMs: number;
  expectedBytes: number;
  counts: PushCounts;
  shelf: Shelf;
  onRefused(sender: PushIdentity, fault: PushFault, count: number, example: string, nowMs: number): void;
}

/**
 * One request on its way into the journal. First all of it is read, without a pause: values of known series go to their
 * sheets, strange ones are put aside. Then `finish` writes the sheets, learns what is strange, and has all of it written.
 */
export class SeriesPush {
  readonly refusals = new Refusals();
  readonly #options: SeriesPushOptions;
  readonly #entries: PushEntries;
  readonly #strange: StrangeSeries[] = [];
  readonly #asides = new ByteTable<StrangeSeries>();
  readonly #targets = new Map<string, string | undefined>();
  readonly #sheets: Sheet[] = [];
  readonly #torn: Item[] = [];
  readonly #latestMs: number;
  #first: Sheet | 'strange' | undefined;
  #last: Sheet | undefined;
  #taken = 0;

  constructor(options: SeriesPushOptions) {
    this.#options = options;
    this.#latestMs = options.nowMs + EARLY_MS;
    this.#entries = new PushEntries(options.sender.key, options.nowMs, options.expectedBytes);
  }

  /** The place of the series that these bytes name; undefined when it is to be put aside. */
  find(parent: number, { bytes, view }: Viewed, start: number, end: number): Place | undefined {
    const { shelf, nowMs } = this.#options;
    const known = shelf.find(parent, bytes, view, start, end);
    return known?.fault && nowMs >= known.atMs ? undefined : known;
  }

  /** Values of a known series. */
  row(place: Place, timeMs: number, values: Float64Array): void {
    const { sheet } = place;
    if (!sheet) {
      this.refuse(place.fault ?? 'bad_name', 1, place.example);
      return;
    }
    if (!this.#isTime(timeMs)) return;
    const { number, nowMs } = this.#options;
    if (sheet.push !== number) {
      sheet.begin(number);
      this.#sheets.push(sheet);
    }
    sheet.rowAt(timeMs).put(place.column, place.width, values);
    place.atMs = nowMs;
    this.#first ??= sheet;
    this.#last = sheet;
    this.#taken++;
  }

  /** Puts a series aside; its values follow by `rowAside`. */
  putAside(
    parent: number,
    key: Uint8Array,
    described: SeriesDescription | PushFault,
    example: string,
  ): StrangeSeries {
    const strange = { parent, key, described, example, count: 0, timesMs: [], values: [] };
    const known = this.#asides.add(parent, key, strange);
    if (known === strange) this.#strange.push(strange);
    return known;
  }

  rowAside(strange: StrangeSeries, timeMs: number, values: Float64Array): void {
    strange.count++;
    this.#first ??= 'strange';
    this.#last = undefined;
    if (typeof strange.described === 'string' || !this.#isTime(timeMs)) return;
    strange.timesMs.push(timeMs);
    const width = strange.described.columns.length;
    for (let column = 0; column < width; column++) strange.values.push(values[column]);
  }

  refuse(fault: PushFault, count: number, example: string): void {
    this.refusals.add(fault, count, example);
  }

  /** Resolves with the number of samples or points that are durable now; rejects when none is. */
  async finish(): Promise<number> {
    const { shelf, counts, sender, nowMs, onRefused } = this.#options;
    // Before anything else: the next request uses the same sheets.
    this.#writeSheets();
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

  #writeSheets(): void {
    for (const sheet of this.#sheets) {
      const torn: Row[] = [];
      for (let at = 0; at < sheet.used; at++) {
        const row = sheet.rows[at];
        const isComplete = row.count === sheet.width;
        if (isComplete) sheet.complete();
        if (isComplete || sheet.isCut(row, sheet === this.#first, sheet === this.#last))
          this.#entries.addRow(sheet.schemaId, row.timeMs, row.values, sheet.width);
        else torn.push(row);
      }
      if (torn.length > 0) this.#tear(sheet, torn);
      sheet.end();
    }
  }

  /** The series of these rows no longer come with the others of their sheet. */
  #tear(sheet: Sheet, rows: readonly Row[]): void {
    for (const place of sheet.places) {
      const { column, width } = place;
      const those = place.sheet === sheet ? rows.filter(({ has }) => has[column] === 1) : [];
      if (those.length === 0) continue;
      this.#torn.push({
        place,
        columns: sheet.columns.slice(column, column + width),
        timesMs: those.map(({ timeMs }) => timeMs),
        values: those.flatMap(({ values }) => [...values.subarray(column, column + width)]),
        sheetSeries: sheet.nextSeries,
      });
    }
  }

  async #write(): Promise<void> {
    const { shelf, sender, push, probe } = this.#options;
    const { generation } = shelf;
    const learned = await this.#learnAll();
    const items = [...this.#torn, ...learned.flatMap(({ item }) => item ?? [])];
    const sheets = layOut(items, probe, this.#entries);
    // From this moment others may use what was learned: their rows stand behind its schemas in the journal.
    if (generation !== shelf.generation) shelf.clear();
    else {
      for (const settle of sheets) settle();
      for (const { strange, place } of learned) shelf.add(strange.parent, strange.key, place);
    }
    if (this.#entries.count === 0) return;
    const { refused, schemasNeeded } = await push(sender, this.#entries.take(), this.#entries.count);
    if (refused.length + schemasNeeded.length > 0)
      throw new PushNotTakenError(refused[0]?.detail ?? 'their schema was not kept');
  }

  async #learnAll(): Promise<{ strange: StrangeSeries; place: Place; item: Item | undefined }[]> {
    const learned: { strange: StrangeSeries; place: Place; item: Item | undefined }[] = [];
    let isLong = startSlice();
    for (const strange of this.#strange) {
      const place = await this.#learn(strange);
      const { described, timesMs, values, count } = strange;
      let item: Item | undefined;
      if (place.fault) this.refuse(place.fault, count, place.example);
      else if (typeof described === 'object' && timesMs.length > 0) {
        item = { place, columns: described.columns, timesMs, values, sheetSeries: SHEET_SERIES };
        this.#taken += timesMs.length;
      }
      // Without a sample that was taken nothing is to be remembered.
      if (place.fault || item) learned.push({ strange, place, item });
      if (!isLong()) continue;
      await breathe();
      isLong = startSlice();
    }
    return learned;
  }

  /** Where a strange series will stand, its sheet to be made; or why it is refused. */
  async #learn({ described, example }: StrangeSeries): Promise<Place> {
    const { shelf, nowMs } = this.#options;
    if (typeof described === 'string') return refusedFor(described, Number.POSITIVE_INFINITY, example);
    const { columns, host } = described;
    const target = await this.#targetOf(host);
    if (target === undefined) return refusedFor('too_many_targets', nowMs + AGAIN_MS, example);
    if (columns.some((column) => !Column.safeParse(column).success))
      return refusedFor('bad_name', Number.POSITIVE_INFINITY, example);
    if (!shelf.takeRoom(target, columns.length, nowMs))
      return refusedFor('too_many_series', nowMs + AGAIN_MS, example);
    const width = columns.length;
    return { fault: undefined, sheet: undefined, column: 0, width, target, atMs: nowMs, example };
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
    if (timeMs > 0 && timeMs <= this.#latestMs) return true;
    this.refuse('bad_time', 1, `${timeMs}`);
    return false;
  }
}

function refusedFor(fault: PushFault, untilMs: number, example: string): Place {
  return { fault, sheet: undefined, column: 0, width: 0, target: '', atMs: untilMs, example };
}

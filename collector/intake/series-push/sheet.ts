import type { Column } from '#protocol/schema.ts';
import type { PushFault } from './push-fault.ts';

/** Where the values of a pushed series stand, as it was learned; or why it is refused. */
export interface Place {
  fault: PushFault | undefined;
  /** Undefined where it is refused. */
  sheet: Sheet | undefined;
  /** The first of its columns in the sheet, and how many they are. */
  column: number;
  width: number;
  target: string;
  /** When it was last sent; of a refused one, from when on it is looked at again. */
  atMs: number;
  /** How a refused one is named. */
  example: string;
}

/** Cuts that a sheet bears one after the other before its series are laid out anew. */
const MAX_CUTS = 2;

/**
 * Series that came one behind the other, for one target and time: the columns of one schema. Its rows are gathered
 * while a request is read. What of them is not complete is
 *
 *   cut    by the beginning or the end of the request: the other part comes in another one, with the same time. The row
 *          is written with "not read" in its place, which judging passes over and which never replaces a value.
 *   torn   otherwise: its series no longer come together, and are laid out anew on narrower sheets. One that is one
 *          series wide cannot be torn, so this comes to an end.
 */
export class Sheet {
  readonly schemaId: Uint8Array;
  readonly columns: readonly Column[];
  readonly places: readonly Place[];
  /** Series on the sheets that follow this one when it is torn. */
  readonly nextSeries: number;
  /** The request that gathers rows here. */
  push = 0;
  readonly rows: Row[] = [];
  #used = 0;
  #hint = 0;
  #cuts = 0;

  constructor(schemaId: Uint8Array, columns: readonly Column[], places: readonly Place[]) {
    this.schemaId = schemaId;
    this.columns = columns;
    this.places = places;
    this.nextSeries = Math.max(1, places.length >> 1);
  }

  get width(): number {
    return this.columns.length;
  }

  /** Rows of the request that is being read. */
  get used(): number {
    return this.#used;
  }

  begin(push: number): void {
    this.push = push;
    this.#used = 0;
    this.#hint = 0;
  }

  /** The row of this time, where it is the one of the last call, the one behind it, or the first; a new one otherwise. */
  rowAt(timeMs: number): Row {
    const { rows } = this;
    const used = this.#used;
    let hint = this.#hint;
    if (hint < used && rows[hint].timeMs === timeMs) return rows[hint];
    if (hint + 1 < used && rows[hint + 1].timeMs === timeMs) hint++;
    else if (used > 0 && rows[0].timeMs === timeMs) hint = 0;
    else {
      hint = used;
      if (hint === rows.length) rows.push(new Row(this.width));
      rows[hint].begin(timeMs);
      this.#used++;
    }
    this.#hint = hint;
    return rows[hint];
  }

  /** Whether a row that is not complete was cut, at the beginning of a request or at its end. */
  isCut(row: Row, isFirst: boolean, isLast: boolean): boolean {
    const first = row.has.indexOf(1);
    const last = row.has.lastIndexOf(1);
    const isWhole = last - first + 1 === row.count;
    const wasCut = isWhole && ((isFirst && last === this.width - 1) || (isLast && first === 0));
    return wasCut && ++this.#cuts <= MAX_CUTS;
  }

  complete(): void {
    this.#cuts = 0;
  }

  /** Gives back the memory of requests with many rows. */
  end(): void {
    this.rows.length = Math.min(this.rows.length, 1);
  }
}

/** Values of one time, as far as they have come. */
export class Row {
  timeMs = 0;
  count = 0;
  readonly values: Float64Array;
  readonly has: Uint8Array;

  constructor(width: number) {
    this.values = new Float64Array(width);
    this.has = new Uint8Array(width);
  }

  begin(timeMs: number): void {
    this.timeMs = timeMs;
    this.count = 0;
    this.values.fill(Number.NaN);
    this.has.fill(0);
  }

  put(column: number, width: number, values: Float64Array): void {
    for (let each = 0; each < width; each++) {
      this.values[column + each] = values[each];
      this.count += 1 - this.has[column + each];
      this.has[column + each] = 1;
    }
  }
}

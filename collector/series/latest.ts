/*
 * The newest row of each schema, in memory that the intake thread writes and the main thread reads without a
 * message: 0 i32 version (odd while writing) | 8 f64 time, UTC ms (NaN: none yet) | 16 f64 value × columns.
 */

/** Memory for the newest row of a schema. */
export function makeLatest(columns: number): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(16 + columns * 8);
  new Float64Array(buffer)[1] = Number.NaN;
  return buffer;
}

/** The writing side; one thread only. */
export class LatestWriter {
  readonly #version: Int32Array;
  readonly #row: Float64Array;
  constructor(buffer: SharedArrayBuffer) {
    this.#version = new Int32Array(buffer, 0, 1);
    this.#row = new Float64Array(buffer, 8);
  }

  /** NaN before the first row. */
  get timeMs(): number {
    return this.#row[0];
  }

  /**
   * Takes a row that is not older than the one there; values are read from `view`, little-endian, from `offset`. Of the
   * same time, what was read fills and replaces, and what was not read leaves all as it is: a row may come in parts.
   */
  write(timeMs: number, view: DataView, offset: number): boolean {
    const row = this.#row;
    if (timeMs < row[0]) return false;
    const isPart = timeMs === row[0];
    Atomics.add(this.#version, 0, 1);
    row[0] = timeMs;
    for (let column = 1; column < row.length; column++, offset += 8) {
      const value = view.getFloat64(offset, true);
      if (!isPart || !Number.isNaN(value)) row[column] = value;
    }
    Atomics.add(this.#version, 0, 1);
    return true;
  }
}

/** The reading side. */
export class LatestReader {
  readonly #version: Int32Array;
  readonly #row: Float64Array;
  constructor(buffer: SharedArrayBuffer) {
    this.#version = new Int32Array(buffer, 0, 1);
    this.#row = new Float64Array(buffer, 8);
  }

  /**
   * Time of the row where this column has the value 1, or (below 0) whatever it holds; NaN otherwise, and when the writer
   * kept it from that.
   */
  answeredAt(column: number): number {
    for (let attempt = 0; attempt < 100; attempt++) {
      const before = Atomics.load(this.#version, 0);
      if (before & 1) continue;
      const timeMs = column < 0 || this.#row[1 + column] === 1 ? this.#row[0] : Number.NaN;
      if (Atomics.load(this.#version, 0) === before) return timeMs;
    }
    return Number.NaN;
  }

  /** Copies time and values into `row` (1 + columns long) as one consistent row; false when the writer kept it from that. */
  read(row: Float64Array): boolean {
    for (let attempt = 0; attempt < 100; attempt++) {
      const before = Atomics.load(this.#version, 0);
      if (before & 1) continue;
      row.set(this.#row);
      if (Atomics.load(this.#version, 0) === before) return true;
    }
    return false;
  }
}

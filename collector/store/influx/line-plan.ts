import type { Rows } from '../store.ts';
import { NUMBER_BYTES, writeInteger, writeNumber } from './number-text.ts';
import { fieldOf, lineHead, tagsOf } from './tags.ts';

/** A field of the database; all series of it share one type. */
export interface FieldType {
  name: string;
  measurement: string;
  /** `unusable`: the database has it as text or as true and false. */
  kind: 'integer' | 'float' | 'unusable';
  /** A whole number with Telegraf, so that a part of one is no loss. */
  isRounded: boolean;
  /** Values that the type could not hold and nobody has reported. */
  conflicts: number;
}

export interface PlannedField {
  column: number;
  /** `,name=` or, for the first of a line, `name=`. */
  first: Buffer;
  next: Buffer;
  type: FieldType;
}

/** The lines of one row: measurement and tags once, then the fields that share them. */
export interface LinePlan {
  lines: { head: Buffer; fields: PlannedField[] }[];
  width: number;
  /** No row needs more bytes. */
  rowBytes: number;
}

/** How the rows of a schema become lines; made once a schema. */
export function planLines(
  schema: Rows['schema'],
  host: string | undefined,
  life: number,
  typeOf: (measurement: string, field: string, column: Rows['schema']['columns'][number]) => FieldType,
): LinePlan {
  const lines = new Map<string, { head: Buffer; fields: PlannedField[] }>();
  let rowBytes = 0;
  for (const [index, column] of schema.columns.entries()) {
    const { measurement, field } = fieldOf(column.metric);
    const head = lineHead(measurement, tagsOf(schema.target, column.labels, host, life));
    const key = head.toString('latin1');
    let line = lines.get(key);
    if (!line) {
      line = { head, fields: [] };
      lines.set(key, line);
      rowBytes += head.length + NUMBER_BYTES;
    }
    line.fields.push({
      column: index,
      first: Buffer.from(`${field}=`),
      next: Buffer.from(`,${field}=`),
      type: typeOf(measurement, field, column),
    });
    rowBytes += field.length + 2 + NUMBER_BYTES;
  }
  return { lines: [...lines.values()], width: schema.columns.length, rowBytes };
}

/** Bytes of lines, used again after each request. */
export class LineBuffer {
  bytes = Buffer.allocUnsafe(1 << 20);
  length = 0;
  lines = 0;
  fromMs = Number.POSITIVE_INFINITY;
  toMs = Number.NEGATIVE_INFINITY;

  clear(): void {
    this.length = 0;
    this.lines = 0;
    this.fromMs = Number.POSITIVE_INFINITY;
    this.toMs = Number.NEGATIVE_INFINITY;
  }

  /** Adds lines that somebody else made. */
  addLine(line: Buffer): void {
    this.#makeRoom(line.length);
    line.copy(this.bytes, this.length);
    this.length += line.length;
    this.lines++;
  }

  /** Adds the lines of one row whose values begin at `offset`; what was not read is left out. */
  addRow(plan: LinePlan, timeMs: number, values: Float64Array, offset: number): void {
    this.#makeRoom(plan.rowBytes);
    const { bytes } = this;
    // A thousandth of a millisecond is as fine as line protocol brings it to us and a double keeps it.
    const time = Buffer.from(` ${Math.round(timeMs * 1000)}000\n`, 'latin1');
    let at = this.length;
    for (const { head, fields } of plan.lines) {
      const lineAt = at;
      head.copy(bytes, at);
      at += head.length;
      const firstAt = at;
      for (const { column, first, next, type } of fields) {
        const read = values[offset + column];
        if (!Number.isFinite(read)) continue;
        const value = type.isRounded ? Math.round(read) : read;
        if (type.kind !== 'float' && (type.kind === 'unusable' || !isInt64(value))) {
          type.conflicts++;
          continue;
        }
        const name = at === firstAt ? first : next;
        name.copy(bytes, at);
        at += name.length;
        at = type.kind === 'integer' ? writeInteger(bytes, at, value) : writeNumber(bytes, at, value);
      }
      if (at === firstAt) {
        at = lineAt;
        continue;
      }
      time.copy(bytes, at);
      at += time.length;
      this.lines++;
    }
    this.length = at;
    if (timeMs < this.fromMs) this.fromMs = timeMs;
    if (timeMs > this.toMs) this.toMs = timeMs;
  }

  #makeRoom(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe((this.length + more) * 2);
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
}

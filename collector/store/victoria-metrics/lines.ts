/*
 * Rows as lines: `cpu,target=a,cpu=cpu0 usage_active=12.5,usage_idle=80 1795219200000`. What takes time is done once a
 * schema; a row is bytes copied and numbers written.
 */
import { metricField, metricSubject } from '#protocol/metric.ts';
import { NUMBER_BYTES, writeNumber } from '../influx/number-text.ts';
import type { Rows } from '../store.ts';
import type { Names } from './names.ts';

interface PlannedField {
  column: number;
  /** `name=`, with a comma before it where it is not the first of its line. */
  first: Buffer;
  next: Buffer;
}

/** The lines of one row: measurement and labels once, then the fields that share them. */
export interface LinePlan {
  lines: { head: Buffer; fields: PlannedField[] }[];
  width: number;
  /** No row needs more bytes. */
  rowBytes: number;
}

/** How the rows of a schema become lines. */
export function planLines(
  { target, columns }: Rows['schema'],
  host: string | undefined,
  names: Names,
): LinePlan {
  const lines = new Map<string, LinePlan['lines'][number]>();
  let rowBytes = 0;
  for (const [column, { metric, labels }] of columns.entries()) {
    const head = lineHead(metricSubject(metric), names.labelsOf({ target, metric, labels }, host));
    const key = head.toString('latin1');
    let line = lines.get(key);
    if (!line) {
      line = { head, fields: [] };
      lines.set(key, line);
      rowBytes += head.length + NUMBER_BYTES;
    }
    const field = metricField(metric);
    line.fields.push({ column, first: Buffer.from(`${field}=`), next: Buffer.from(`,${field}=`) });
    rowBytes += Buffer.byteLength(field) + 2 + NUMBER_BYTES;
  }
  return { lines: [...lines.values()], width: columns.length, rowBytes };
}

/** Bytes of lines, used again after each request. */
export class Lines {
  count = 0;
  length = 0;
  fromMs = Number.POSITIVE_INFINITY;
  toMs = Number.NEGATIVE_INFINITY;
  #bytes = Buffer.allocUnsafe(1 << 20);

  /** Adds the lines of one row whose values begin at `offset`; what was not read is left out. */
  addRow(plan: LinePlan, timeMs: number, values: Float64Array, offset: number): void {
    this.#makeRoom(plan.rowBytes);
    const bytes = this.#bytes;
    // Whole milliseconds are all that is kept over there; cut off, a sample stays in its bin.
    const time = Buffer.from(` ${Math.floor(timeMs)}\n`, 'latin1');
    let at = this.length;
    for (const { head, fields } of plan.lines) {
      const lineAt = at;
      head.copy(bytes, at);
      at += head.length;
      const firstAt = at;
      for (const { column, first, next } of fields) {
        const value = values[offset + column];
        if (!Number.isFinite(value)) continue;
        const name = at === firstAt ? first : next;
        name.copy(bytes, at);
        at = writeNumber(bytes, at + name.length, value);
      }
      if (at === firstAt) {
        at = lineAt;
        continue;
      }
      time.copy(bytes, at);
      at += time.length;
      this.count++;
    }
    this.length = at;
    if (timeMs < this.fromMs) this.fromMs = timeMs;
    if (timeMs > this.toMs) this.toMs = timeMs;
  }

  /** What is to be sent; good until the next row. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  clear(): void {
    this.count = 0;
    this.length = 0;
    this.fromMs = Number.POSITIVE_INFINITY;
    this.toMs = Number.NEGATIVE_INFINITY;
  }

  get memoryBytes(): number {
    return this.#bytes.length;
  }

  #makeRoom(more: number): void {
    if (this.length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe((this.length + more) * 2);
    this.#bytes.copy(larger, 0, 0, this.length);
    this.#bytes = larger;
  }
}

/** `measurement,label=value,… ` of a line. */
function lineHead(measurement: string, labels: readonly [string, string][]): Buffer {
  const parts = labels.map(([name, value]) => `,${escapeText(name)}=${escapeText(value)}`);
  return Buffer.from(`${measurement}${parts.join('')} `);
}

/** A backslash is doubled, other than in InfluxDB, so that every text comes back as it was. */
function escapeText(text: string): string {
  return text.replace(/[\\,= ]/g, '\\$&');
}

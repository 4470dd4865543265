/*
 * Data points of OTLP; what is of no interest (start times, exemplars, min and max, single exponential buckets) is
 * stepped over.
 *
 *   NumberDataPoint                time 3 | as_double 4 | exemplars 5 | as_int 6 | attributes 7 | flags 8
 *   HistogramDataPoint             time 3 | count 4 | sum 5 | bucket_counts 6 | explicit_bounds 7 | exemplars 8 |
 *                                  attributes 9 | flags 10
 *   ExponentialHistogramDataPoint  attributes 1 | time 3 | count 4 | sum 5 | flags 10 | exemplars 11
 *   SummaryDataPoint               time 3 | count 4 | sum 5 | quantile_values 6 { quantile 1 | value 2 } |
 *                                  attributes 7 | flags 8
 */
import type { ProtobufReader } from '../protobuf.ts';
import { KeyBytes } from '../series-push/key-bytes.ts';
import type { PushFault } from '../series-push/push-fault.ts';
import { type Attributes, readAttributes } from './attributes.ts';
import type { PointShape } from './describe-point.ts';

/** Tags of the kinds of data in a metric, and of a point in each of them. */
export const POINT = {
  gauge: 0x2a,
  sum: 0x3a,
  histogram: 0x4a,
  exponential: 0x52,
  summary: 0x5a,
  dataPoint: 0x0a,
} as const;

export const DATA: ReadonlySet<number> = new Set([
  POINT.gauge,
  POINT.sum,
  POINT.histogram,
  POINT.exponential,
  POINT.summary,
]);

/** Buckets or quantiles of one point. */
const MAX_BUCKETS = 500;

/** Field × 8 + wire type, the same in every kind of point. */
const TIME = 0x19;
const AS_DOUBLE = 0x21;
const AS_INT = 0x31;
const COUNT = 0x21;
const SUM = 0x29;
const QUANTILE = 0x32;
const NO_RECORDED_VALUE = 1;

interface Fields {
  attribute: number;
  flags: number;
  exemplar: number;
}

const NUMBER_FIELDS: Fields = { attribute: 0x3a, flags: 0x40, exemplar: 0x2a };
const HISTOGRAM_FIELDS: Fields = { attribute: 0x4a, flags: 0x50, exemplar: 0x42 };
const EXPONENTIAL_FIELDS: Fields = { attribute: 0x0a, flags: 0x50, exemplar: 0x5a };
const SUMMARY_FIELDS: Fields = { attribute: 0x3a, flags: 0x40, exemplar: 0 };

/** Fields 6 and 7 of a histogram, packed or one by one. */
const BUCKET_COUNTS = { packed: 0x32, single: 0x31 };
const BOUNDS = { packed: 0x3a, single: 0x39 };

/** Reads one point after the other into the same fields. */
export class PointReader {
  readonly key = new KeyBytes();
  timeMs = 0;
  /** In the order of the columns; at least as long as there are. */
  readonly values = new Float64Array(MAX_BUCKETS + 3);
  /** The sender says that there is no value: what it counted has ended. */
  hasEnded = false;
  exemplars = 0;
  readonly #reader: ProtobufReader;
  readonly #bounds = new Float64Array(MAX_BUCKETS);
  readonly #counts = new Float64Array(MAX_BUCKETS);
  #boundCount = 0;
  #bucketCount = 0;
  #hasSum = false;

  constructor(reader: ProtobufReader) {
    this.#reader = reader;
  }

  /** Reads the point up to `end`; `key` then names it among those of its metric. */
  read(data: number, end: number): PushFault | undefined {
    const isNumber = data === POINT.gauge || data === POINT.sum;
    const fields = fieldsOf(data);
    const reader = this.#reader;
    this.#begin();
    let value = Number.NaN;
    let count = 0;
    let sum = 0;
    let flags = 0;
    for (;;) {
      const { at } = reader;
      const tag = reader.tag(end);
      if (tag === 0) break;
      if (tag === TIME) this.timeMs = this.#time(end);
      else if (isNumber && tag === AS_DOUBLE) value = reader.double(end);
      else if (isNumber && tag === AS_INT) value = this.#int64(end);
      else if (tag === COUNT) count = this.#uint64(end);
      else if (!isNumber && tag === SUM) {
        sum = reader.double(end);
        this.#hasSum = true;
      } else if (tag === fields.flags) flags = reader.varint(end);
      else if (tag === fields.attribute) {
        reader.skip(tag, end);
        this.key.add(reader.bytes, at, reader.at);
      } else if (data === POINT.histogram && this.#bucket(tag, end)) continue;
      else if (data === POINT.summary && tag === QUANTILE) this.#quantile(reader.bytesEnd(end));
      else {
        if (tag === fields.exemplar) this.exemplars++;
        reader.skip(tag, end);
      }
    }
    const hasNoValue = (flags & NO_RECORDED_VALUE) !== 0;
    if (isNumber) {
      this.values[0] = hasNoValue || !Number.isFinite(value) ? Number.NaN : value;
      return undefined;
    }
    this.hasEnded = hasNoValue;
    return hasNoValue ? undefined : this.#spread(data, count, sum);
  }

  /** Attributes of the point between two places. */
  attributes(data: number, start: number, end: number): Attributes | undefined {
    return readAttributes(this.#reader, start, end, fieldsOf(data).attribute);
  }

  /** The columns of the point that was read last. */
  shape(data: number, isMonotonic: boolean): PointShape {
    if (data === POINT.gauge || data === POINT.sum)
      return { kind: 'number', isCounter: data === POINT.sum && isMonotonic };
    const bounds = [...this.#bounds.subarray(0, this.#boundCount)];
    if (data === POINT.summary) return { kind: 'summary', quantiles: bounds };
    if (this.#bucketCount > 0) bounds.push(Number.POSITIVE_INFINITY);
    return { kind: 'histogram', hasSum: this.#hasSum, bounds };
  }

  #begin(): void {
    this.key.clear();
    this.timeMs = 0;
    this.hasEnded = false;
    this.exemplars = 0;
    this.#boundCount = 0;
    this.#bucketCount = 0;
    this.#hasSum = false;
  }

  /** Puts count, sum and buckets into `values`, and what decides over their columns into the key. */
  #spread(data: number, count: number, sum: number): PushFault | undefined {
    const { values } = this;
    let column = 0;
    values[column++] = count;
    if (data === POINT.summary) this.#hasSum = true;
    if (this.#hasSum) values[column++] = Number.isFinite(sum) ? sum : Number.NaN;
    this.key.addByte(this.#hasSum ? 1 : 0);
    const bounds = this.#boundCount;
    const buckets = this.#bucketCount;
    if (Math.max(bounds, buckets) > MAX_BUCKETS) return 'bad_buckets';
    if (data === POINT.histogram) {
      if (buckets === 0 ? bounds > 0 : buckets !== bounds + 1) return 'bad_buckets';
      // Counts of buckets are of each alone; `le` counts everything up to it.
      let total = 0;
      for (let bucket = 0; bucket < buckets; bucket++) {
        total += this.#counts[bucket];
        values[column++] = total;
      }
      this.key.addByte(buckets > 0 ? 1 : 0);
    } else if (data === POINT.summary)
      for (let each = 0; each < bounds; each++)
        values[column++] = Number.isFinite(this.#counts[each]) ? this.#counts[each] : Number.NaN;
    for (let each = 0; each < bounds; each++) this.#addBound(this.#bounds[each]);
    return undefined;
  }

  #addBound(bound: number): void {
    scratch.setFloat64(0, bound, true);
    this.key.add(scratchBytes, 0, 8);
  }

  /** True when the field was one of buckets. */
  #bucket(tag: number, end: number): boolean {
    const reader = this.#reader;
    const isCount = tag === BUCKET_COUNTS.packed || tag === BUCKET_COUNTS.single;
    if (!isCount && tag !== BOUNDS.packed && tag !== BOUNDS.single) return false;
    const isPacked = tag === BUCKET_COUNTS.packed || tag === BOUNDS.packed;
    const last = isPacked ? reader.bytesEnd(end) : reader.at + 8;
    while (reader.at < last) {
      // What is written beyond the end of the array is not there: only the number of them counts then.
      if (isCount) this.#counts[this.#bucketCount++] = this.#uint64(isPacked ? last : end);
      else this.#bounds[this.#boundCount++] = reader.double(isPacked ? last : end);
    }
    return true;
  }

  #quantile(end: number): void {
    const reader = this.#reader;
    let quantile = 0;
    let value = 0;
    for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
      if (tag === 0x09) quantile = reader.double(end);
      else if (tag === 0x11) value = reader.double(end);
      else reader.skip(tag, end);
    }
    this.#counts[this.#boundCount] = value;
    this.#bounds[this.#boundCount++] = quantile;
  }

  /** Whole milliseconds, exact: nanoseconds have more digits than a double. */
  #time(end: number): number {
    const reader = this.#reader;
    reader.fixed64(end);
    const { low, high } = reader;
    const rest = (high % 1e6) * 0x1_0000_0000 + low;
    return Math.floor(high / 1e6) * 0x1_0000_0000 + Math.floor(rest / 1e6);
  }

  #int64(end: number): number {
    this.#reader.fixed64(end);
    return (this.#reader.high | 0) * 0x1_0000_0000 + this.#reader.low;
  }

  #uint64(end: number): number {
    this.#reader.fixed64(end);
    return this.#reader.high * 0x1_0000_0000 + this.#reader.low;
  }
}

const scratchBytes = new Uint8Array(8);
const scratch = new DataView(scratchBytes.buffer);

function fieldsOf(data: number): Fields {
  if (data === POINT.histogram) return HISTOGRAM_FIELDS;
  if (data === POINT.exponential) return EXPONENTIAL_FIELDS;
  return data === POINT.summary ? SUMMARY_FIELDS : NUMBER_FIELDS;
}

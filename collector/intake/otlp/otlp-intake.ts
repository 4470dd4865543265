/*
 * OTLP metrics: https://opentelemetry.io/docs/specs/otlp/ and opentelemetry/proto/metrics/v1/metrics.proto
 *
 *   request ─ ResourceMetrics ─ ScopeMetrics ─ Metric ─ Gauge | Sum | Histogram | … ─ data points
 *
 * A data point has one column, or those of count, sum and buckets. The names above it get small numbers, so that a
 * known point is found by its attributes alone. The scope (which library measured) tells no series apart.
 */
import type { PushIdentity } from '../identity.ts';
import { ProtobufError, ProtobufReader } from '../protobuf.ts';
import { ByteTable } from '../series-push/byte-table.ts';
import { KeyBytes } from '../series-push/key-bytes.ts';
import type { PushFault, Refusals } from '../series-push/push-fault.ts';
import type { SeriesDesk } from '../series-push/series-desk.ts';
import type { SeriesPush } from '../series-push/series-push.ts';
import { BadOtlpError, type OtlpForm } from './answers.ts';
import { type Attributes, readAttributes } from './attributes.ts';
import { describePoint, type MetricText } from './describe-point.ts';
import { requestOfJson } from './json-request.ts';
import { DATA, POINT, PointReader } from './point-reader.ts';

/** Tags: field number × 8 + wire type. */
const REQUEST = { resourceMetrics: 0x0a };
const RESOURCE_METRICS = { resource: 0x0a, scopeMetrics: 0x12 };
const RESOURCE = { attribute: 0x0a };
const SCOPE_METRICS = { metric: 0x12 };
const METRIC = { name: 0x0a, unit: 0x1a };
const TEMPORALITY = 0x10;
const IS_MONOTONIC = 0x18;
/** `AggregationTemporality`. */
const DELTA = 1;
const CUMULATIVE = 2;

const MAX_POINTS = 100_000;
/** Resources and metrics that have a number; beyond it everything is learned anew. */
const MAX_NUMBERS = 200_000;

/** What became of a request. */
export interface OtlpResult {
  taken: number;
  refusals: Refusals;
}

export class OtlpIntake {
  readonly #desk: SeriesDesk;
  readonly #reader = new ProtobufReader();
  readonly #point = new PointReader(this.#reader);
  readonly #key = new KeyBytes();
  #numbers = new ByteTable<number>();
  #lastNumber = 0;
  #points = 0;

  constructor(desk: SeriesDesk) {
    this.#desk = desk;
  }

  /** Takes an `ExportMetricsServiceRequest`. Rejects with `BadOtlpError`, or because the journal took nothing. */
  async take(body: Uint8Array, form: OtlpForm, sender: PushIdentity, nowMs: number): Promise<OtlpResult> {
    const { counts } = this.#desk;
    counts.requests++;
    let push: SeriesPush;
    try {
      push = this.#read(form === 'application/json' ? requestOfJson(body) : body, sender, nowMs);
    } catch (error) {
      counts.malformed++;
      if (!(error instanceof ProtobufError)) throw error;
      throw new BadOtlpError(`the body is no ExportMetricsServiceRequest: ${error.message}`);
    }
    return { taken: await push.finish(), refusals: push.refusals };
  }

  /** Reads everything before anything else happens: the reader serves the next request then. */
  #read(body: Uint8Array, sender: PushIdentity, nowMs: number): SeriesPush {
    const reader = this.#reader;
    reader.open(body);
    this.#points = 0;
    if (this.#numbers.size > MAX_NUMBERS) {
      this.#numbers = new ByteTable();
      this.#desk.targetGone();
    }
    const push = this.#desk.begin(sender, nowMs, body.length >> 2);
    const end = body.length;
    for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
      if (tag === REQUEST.resourceMetrics) this.#resourceMetrics(reader.bytesEnd(end), push);
      else reader.skip(tag, end);
    }
    return push;
  }

  #resourceMetrics(end: number, push: SeriesPush): void {
    const reader = this.#reader;
    const start = reader.at;
    let resourceAt = start;
    let resourceEnd = start;
    for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
      if (tag !== RESOURCE_METRICS.resource) {
        reader.skip(tag, end);
        continue;
      }
      resourceEnd = reader.bytesEnd(end);
      resourceAt = reader.at;
      reader.at = resourceEnd;
    }
    this.#key.clear();
    this.#key.add(reader.bytes, resourceAt, resourceEnd);
    const resource = new Resource(reader, resourceAt, resourceEnd, this.#number(0));
    reader.at = start;
    for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
      if (tag === RESOURCE_METRICS.scopeMetrics) this.#scopeMetrics(reader.bytesEnd(end), resource, push);
      else reader.skip(tag, end);
    }
  }

  #scopeMetrics(end: number, resource: Resource, push: SeriesPush): void {
    const reader = this.#reader;
    for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
      if (tag === SCOPE_METRICS.metric) this.#metric(reader.bytesEnd(end), resource, push);
      else reader.skip(tag, end);
    }
  }

  #metric(end: number, resource: Resource, push: SeriesPush): void {
    const reader = this.#reader;
    let nameAt = 0;
    let nameEnd = 0;
    let unitAt = 0;
    let unitEnd = 0;
    let data = 0;
    let dataAt = 0;
    let dataEnd = 0;
    for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
      if ((tag & 7) !== 2) {
        reader.skip(tag, end);
        continue;
      }
      const next = reader.bytesEnd(end);
      const { at } = reader;
      if (tag === METRIC.name) [nameAt, nameEnd] = [at, next];
      else if (tag === METRIC.unit) [unitAt, unitEnd] = [at, next];
      else if (DATA.has(tag)) [data, dataAt, dataEnd] = [tag, at, next];
      reader.at = next;
    }
    if (data === 0) return;
    const name = () => textAt(reader, nameAt, nameEnd);
    const [temporality, isMonotonic] = this.#aggregation(dataAt, dataEnd);
    const hasTemporality = data !== POINT.gauge && data !== POINT.summary;
    let fault: PushFault | undefined;
    if (hasTemporality && temporality !== CUMULATIVE)
      fault = temporality === DELTA ? 'delta' : 'no_temporality';
    this.#key.clear();
    this.#key.addByte(data);
    this.#key.addByte(isMonotonic ? 1 : 0);
    this.#key.add(reader.bytes, nameAt, nameEnd);
    this.#key.addByte(0);
    this.#key.add(reader.bytes, unitAt, unitEnd);
    const number = fault ? 0 : this.#number(resource.number);
    const text = () => ({ name: name(), unit: textAt(reader, unitAt, unitEnd) });
    reader.at = dataAt;
    for (let tag = reader.tag(dataEnd); tag !== 0; tag = reader.tag(dataEnd)) {
      if (tag !== POINT.dataPoint) {
        reader.skip(tag, dataEnd);
        continue;
      }
      const pointEnd = reader.bytesEnd(dataEnd);
      if (++this.#points > MAX_POINTS)
        throw new BadOtlpError(`more than ${MAX_POINTS} data points in one request; send smaller batches`);
      if (fault) push.refuse(fault, 1, push.refusals.faults.has(fault) ? '' : (name() ?? ''));
      else this.#takePoint(pointEnd, data, isMonotonic, number, resource, text, push);
      reader.at = pointEnd;
    }
  }

  /** Temporality and monotony of a sum or a histogram stand behind its points. */
  #aggregation(start: number, end: number): [temporality: number, isMonotonic: boolean] {
    const reader = this.#reader;
    let temporality = 0;
    let isMonotonic = false;
    reader.at = start;
    for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
      if (tag === TEMPORALITY) temporality = reader.varint(end);
      else if (tag === IS_MONOTONIC) isMonotonic = reader.varint(end) !== 0;
      else reader.skip(tag, end);
    }
    return [temporality, isMonotonic];
  }

  #takePoint(
    end: number,
    data: number,
    isMonotonic: boolean,
    metric: number,
    resource: Resource,
    text: () => { name: string | undefined; unit: string | undefined },
    push: SeriesPush,
  ): void {
    const { counts } = this.#desk;
    const point = this.#point;
    const start = this.#reader.at;
    const fault = point.read(data, end);
    counts.passedOver += point.exemplars;
    if (fault) {
      push.refuse(fault, 1, text().name ?? '');
      return;
    }
    if (point.hasEnded) {
      counts.staleMarkers++;
      return;
    }
    const { key, timeMs, values } = point;
    const known = push.find(metric, key, 0, key.length);
    if (known) {
      push.row(known, timeMs, values);
      return;
    }
    const { name, unit } = text();
    const attributes = point.attributes(data, start, end);
    const labels = resource.attributes();
    const described =
      name === undefined || unit === undefined || !attributes || !labels
        ? 'bad_labels'
        : describePoint(
            labels,
            { name, unit } satisfies MetricText,
            attributes,
            point.shape(data, isMonotonic),
          );
    push.rowAside(push.putAside(metric, key.copy(), described, name ?? ''), timeMs, values);
  }

  /** The number of what was gathered in `#key`, below a parent. */
  #number(parent: number): number {
    const key = this.#key;
    const known = this.#numbers.find(parent, key.bytes, key.view, 0, key.length);
    return known ?? this.#numbers.add(parent, key.copy(), ++this.#lastNumber);
  }
}

/** A resource of the request that is being read; its attributes become text only where a series is new. */
class Resource {
  readonly number: number;
  readonly #reader: ProtobufReader;
  readonly #start: number;
  readonly #end: number;
  #read: { attributes: Attributes | undefined } | undefined;

  constructor(reader: ProtobufReader, start: number, end: number, number: number) {
    this.#reader = reader;
    this.#start = start;
    this.#end = end;
    this.number = number;
  }

  attributes(): Attributes | undefined {
    this.#read ??= { attributes: readAttributes(this.#reader, this.#start, this.#end, RESOURCE.attribute) };
    return this.#read.attributes;
  }
}

function textAt(reader: ProtobufReader, start: number, end: number): string | undefined {
  reader.at = start;
  return reader.text(end);
}

/*
 * Prometheus remote write 1.0: https://prometheus.io/docs/specs/prw/remote_write_spec/
 *
 *   WriteRequest   { repeated TimeSeries timeseries = 1; repeated MetricMetadata metadata = 3 }
 *   TimeSeries     { repeated Label labels = 1; repeated Sample samples = 2; exemplars = 3; histograms = 4 }
 *   Label          { string name = 1; string value = 2 }
 *   Sample         { double value = 1; int64 timestamp = 2 }
 *   MetricMetadata { type = 1; string metric_family_name = 2; help = 4; unit = 5 }
 *
 * Series that come together share a schema, as long as they do (`series-push/sheet.ts`).
 */
import type { MetricKind } from '#protocol/metric.ts';
import type { PushIdentity } from '../identity.ts';
import { ProtobufError, ProtobufReader } from '../protobuf.ts';
import { MAX_PUSH_BYTES } from '../push-request.ts';
import { KeyBytes } from '../series-push/key-bytes.ts';
import type { PushFault, Refusals } from '../series-push/push-fault.ts';
import type { SeriesDescription, SeriesDesk } from '../series-push/series-desk.ts';
import type { SeriesPush, StrangeSeries } from '../series-push/series-push.ts';
import type { Place } from '../series-push/sheet.ts';
import { describeSeries, kindOf, readLabels } from './series-of-labels.ts';
import { SnappyError, snappyLength, unpackSnappy } from './snappy-block.ts';

/** Tags: field number × 8 + wire type. */
const REQUEST = { series: 0x0a, metadata: 0x1a };
const SERIES = { label: 0x0a, sample: 0x12, exemplar: 0x1a, histogram: 0x22 };
const SAMPLE = { value: 0x09, timestamp: 0x10 };
const METADATA = { type: 0x08, family: 0x12 };
/** `MetricMetadata.MetricType`. */
const TYPE = { counter: 1, gauge: 2 };

/** vmagent sends 10,000 at a time, Prometheus 2,000. */
const MAX_SAMPLES = 100_000;
/** Unpacked bytes that stay for the next request. */
const KEPT_BYTES = 4 * 1024 * 1024;
/** Metric families whose metadata says something else than their name, of one organisation. */
const MAX_TYPES = 10_000;
const MAX_ORGANISATIONS = 1_000;
const EXAMPLE_LETTERS = 120;
/** What Prometheus writes when a series has ended: a NaN of its own. */
const STALE_LOW = 2;
const STALE_HIGH = 0x7ff0_0000;

const NO_TYPES: ReadonlyMap<string, MetricKind> = new Map();

/** The body is nothing that could ever be taken. */
export class BadRemoteWriteError extends Error {
  readonly status: 400 | 413;
  constructor(status: 400 | 413, message: string) {
    super(message);
    this.name = 'BadRemoteWriteError';
    this.status = status;
  }
}

/** What became of a request. */
export interface RemoteWriteResult {
  taken: number;
  refusals: Refusals;
}

export class RemoteWriteIntake {
  readonly #desk: SeriesDesk;
  readonly #reader = new ProtobufReader();
  readonly #odd = new ProtobufReader();
  readonly #value = new Float64Array(1);
  readonly #types = new Map<string, Map<string, MetricKind>>();
  #plain: Uint8Array = new Uint8Array(64 * 1024);
  #samples = 0;

  constructor(desk: SeriesDesk) {
    this.#desk = desk;
  }

  /** Takes a packed body. Rejects with `BadRemoteWriteError`, or because the journal took nothing. */
  async take(body: Uint8Array, sender: PushIdentity, nowMs: number): Promise<RemoteWriteResult> {
    const { counts } = this.#desk;
    counts.requests++;
    let push: SeriesPush;
    try {
      push = this.#read(body, sender, nowMs);
    } catch (error) {
      counts.malformed++;
      if (!(error instanceof ProtobufError) && !(error instanceof SnappyError)) throw error;
      const what = error instanceof SnappyError ? 'snappy block' : 'WriteRequest';
      throw new BadRemoteWriteError(400, `the body is no ${what}: ${error.message}`);
    }
    return { taken: await push.finish(), refusals: push.refusals };
  }

  /** Reads everything before anything else happens: the next request is unpacked into the same bytes. */
  #read(body: Uint8Array, sender: PushIdentity, nowMs: number): SeriesPush {
    const reader = this.#reader;
    const end = this.#unpack(body);
    this.#samples = 0;
    // Known series take less in the journal than here.
    const push = this.#desk.begin(sender, nowMs, end >> 2);
    for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
      if (tag === REQUEST.series) this.#series(reader.bytesEnd(end), sender, push);
      else if (tag === REQUEST.metadata) this.#metadata(reader.bytesEnd(end), sender);
      else reader.skip(tag, end);
    }
    return push;
  }

  #unpack(body: Uint8Array): number {
    const length = snappyLength(body);
    if (length > MAX_PUSH_BYTES)
      throw tooLarge(`${length} bytes when unpacked, ${MAX_PUSH_BYTES} are allowed`);
    if (this.#plain.length < length || this.#plain.length > Math.max(KEPT_BYTES, length))
      this.#plain = new Uint8Array(Math.max(length, 64 * 1024));
    unpackSnappy(body, this.#plain);
    this.#reader.open(this.#plain);
    return length;
  }

  #series(end: number, sender: PushIdentity, push: SeriesPush): void {
    const reader = this.#reader;
    const start = reader.at;
    let labelsEnd = start;
    let samplesAt = -1;
    let labelsAreFirst = true;
    let passedOver = 0;
    for (;;) {
      const at = reader.at;
      const tag = reader.tag(end);
      if (tag === 0) break;
      reader.skip(tag, end);
      if (tag === SERIES.label) {
        if (labelsEnd !== at) labelsAreFirst = false;
        labelsEnd = reader.at;
      } else if (tag !== SERIES.sample) passedOver++;
      else if (samplesAt < 0) samplesAt = at;
    }
    this.#desk.counts.passedOver += passedOver;
    if (samplesAt < 0) return;
    const labels = labelsAreFirst ? reader : this.#gatherLabels(start, end);
    const from = labelsAreFirst ? start : 0;
    const to = labelsAreFirst ? labelsEnd : this.#odd.at;
    const known = push.find(0, labels, from, to);
    this.#takeSamples(samplesAt, end, push, known ?? this.#putAside(labels, from, to, sender, push));
  }

  /** Protocol buffers allow labels between and behind samples; nobody sends them so. */
  #gatherLabels(start: number, end: number): ProtobufReader {
    const reader = this.#reader;
    const labels = new KeyBytes();
    reader.at = start;
    for (;;) {
      const { at } = reader;
      const tag = reader.tag(end);
      if (tag === 0) break;
      reader.skip(tag, end);
      if (tag === SERIES.label) labels.add(reader.bytes, at, reader.at);
    }
    this.#odd.open(labels.copy());
    this.#odd.at = labels.length;
    return this.#odd;
  }

  #takeSamples(start: number, end: number, push: SeriesPush, series: Place | StrangeSeries): void {
    const reader = this.#reader;
    const values = this.#value;
    reader.at = start;
    for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
      if (tag !== SERIES.sample) {
        reader.skip(tag, end);
        continue;
      }
      if (++this.#samples > MAX_SAMPLES) throw tooLarge(`more than ${MAX_SAMPLES} samples in one request`);
      const timeMs = this.#sample(reader.bytesEnd(end));
      if (Number.isNaN(timeMs)) this.#desk.counts.staleMarkers++;
      else if ('key' in series) push.rowAside(series, timeMs, values);
      else push.row(series, timeMs, values);
    }
  }

  /** Puts the value into `#value` and returns the time; NaN for the mark that a series has ended. */
  #sample(end: number): number {
    const reader = this.#reader;
    let timeMs = 0;
    let value = 0;
    let isStale = false;
    for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
      if (tag === SAMPLE.value) {
        const { at } = reader;
        value = reader.double(end);
        if (!Number.isFinite(value)) {
          isStale =
            reader.view.getUint32(at, true) === STALE_LOW &&
            reader.view.getUint32(at + 4, true) === STALE_HIGH;
          value = Number.NaN;
        } else isStale = false;
      } else if (tag === SAMPLE.timestamp) timeMs = reader.varint(end);
      else reader.skip(tag, end);
    }
    this.#value[0] = value;
    return isStale ? Number.NaN : timeMs;
  }

  #putAside(
    reader: ProtobufReader,
    start: number,
    end: number,
    { organisation }: PushIdentity,
    push: SeriesPush,
  ): StrangeSeries {
    const labels = readLabels(reader, start, end);
    let described: SeriesDescription | PushFault;
    let example = '';
    if (typeof labels === 'string') described = labels;
    else {
      described = describeSeries(labels, this.#types.get(organisation) ?? NO_TYPES);
      example = exampleOf(labels);
    }
    return push.putAside(0, Buffer.from(reader.bytes.subarray(start, end)), described, example);
  }

  /** Remembers what metadata says where the name of the family says something else. */
  #metadata(end: number, { organisation }: PushIdentity): void {
    const reader = this.#reader;
    let type = 0;
    let family: string | undefined;
    for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
      if (tag === METADATA.type) type = reader.varint(end);
      else if (tag === METADATA.family) family = reader.text(reader.bytesEnd(end));
      else reader.skip(tag, end);
    }
    if (!family || (type !== TYPE.counter && type !== TYPE.gauge)) return;
    const kind = type === TYPE.counter ? 'counter' : 'gauge';
    let types = this.#types.get(organisation);
    if (kindOf(family, types ?? NO_TYPES) === kind) return;
    if (!types) {
      if (this.#types.size >= MAX_ORGANISATIONS) this.#types.clear();
      types = new Map();
      this.#types.set(organisation, types);
    }
    if (types.size >= MAX_TYPES) return;
    types.set(family, kind);
    this.#desk.forget(organisation);
  }
}

function tooLarge(what: string): BadRemoteWriteError {
  return new BadRemoteWriteError(413, `${what}; send smaller batches`);
}

function exampleOf(labels: ReadonlyMap<string, string>): string {
  const { __name__: name = '', ...others } = Object.fromEntries(labels);
  const text = Object.entries(others).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  const example = `${name}{${text.join(',')}}`;
  return example.length > EXAMPLE_LETTERS ? `${example.slice(0, EXAMPLE_LETTERS)}…` : example;
}

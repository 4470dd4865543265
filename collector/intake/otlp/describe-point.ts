import { wardNameOfOtel } from '#protocol/exporter-name.ts';
import { LIMITS } from '#protocol/limits.ts';
import { METRIC_NAME } from '#protocol/metric.ts';
import type { Column } from '#protocol/schema.ts';
import type { PushFault } from '../series-push/push-fault.ts';
import type { SeriesDescription } from '../series-push/series-desk.ts';
import type { Attributes } from './attributes.ts';

/** Points of a resource that names no machine and no service belong to the target of this name. */
export const NO_MACHINE = 'otlp';

/** Resource attributes that name the target, the best first. An instance is another one after each start: no target. */
const HOST_ATTRIBUTES = ['host.name', 'service.name'] as const;

/** What describes a resource and does not tell it from another: no label. */
const DESCRIPTIVE =
  /^(?:telemetry\.|host\.|os\.|cloud\.|device\.|process\.(?!pid$|executable\.name$)|.*\.(?:labels?|annotations?)\.)/;

/** UCUM, as OpenTelemetry writes units, where Ward writes them otherwise: https://ucum.org/ucum */
const UNITS: Readonly<Record<string, string>> = {
  By: 'B',
  KiBy: 'KiB',
  MiBy: 'MiB',
  GiBy: 'GiB',
  'By/s': 'B/s',
  Cel: '°C',
  us: 'µs',
};

/** The columns that a point has besides its attributes. */
export type PointShape =
  | { kind: 'number'; isCounter: boolean }
  | { kind: 'histogram'; hasSum: boolean; bounds: readonly number[] }
  | { kind: 'summary'; quantiles: readonly number[] };

/** Name and unit of a metric as they were sent. */
export interface MetricText {
  name: string;
  unit: string;
}

/** The target that a resource is of. */
export function hostOfResource(resource: Attributes): string {
  for (const name of HOST_ATTRIBUTES) {
    const host = resource.get(name);
    if (host) return host;
  }
  return NO_MACHINE;
}

/** What a data point is for Ward: the columns of its row, and the machine. */
export function describePoint(
  resource: Attributes,
  { name, unit }: MetricText,
  attributes: Attributes,
  shape: PointShape,
): SeriesDescription | PushFault {
  if (name === '') return 'no_name';
  if (!isInOrder(shape)) return 'bad_buckets';
  const metric = wardNameOfOtel(name);
  const labels: Record<string, string> = {};
  for (const [label, value] of resource) if (!DESCRIPTIVE.test(label) && value !== '') labels[label] = value;
  for (const [label, value] of attributes) {
    if (value === '') delete labels[label];
    else labels[label] = value;
  }
  const columns = columnsOf(metric, labels, unitOf(unit), shape);
  for (const column of columns) {
    const fault = faultOf(column);
    if (fault) return fault;
  }
  return { host: hostOfResource(resource), columns };
}

function columnsOf(metric: string, labels: Column['labels'], unit: string, shape: PointShape): Column[] {
  if (shape.kind === 'number') return [{ metric, labels, kind: shape.isCounter ? 'counter' : 'gauge', unit }];
  const count: Column = { metric: `${metric}.count`, labels, kind: 'counter', unit: '1' };
  const sum: Column = { metric: `${metric}.sum`, labels, kind: 'counter', unit };
  if (shape.kind === 'summary') {
    const quantiles = shape.quantiles.map(
      (quantile): Column => ({
        metric,
        labels: { ...labels, quantile: String(quantile) },
        kind: 'gauge',
        unit,
      }),
    );
    return [count, sum, ...quantiles];
  }
  const buckets = shape.bounds.map(
    (bound): Column => ({
      metric: `${metric}.bucket`,
      labels: { ...labels, le: bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound) },
      kind: 'counter',
      unit: '1',
    }),
  );
  return [count, ...(shape.hasSum ? [sum] : []), ...buckets];
}

/** Bounds of buckets rise; no quantile stands there twice. */
function isInOrder(shape: PointShape): boolean {
  if (shape.kind === 'histogram')
    return shape.bounds.every((bound, at) => at === 0 || bound > (shape.bounds[at - 1] ?? Number.NaN));
  return shape.kind !== 'summary' || new Set(shape.quantiles).size === shape.quantiles.length;
}

function faultOf({ metric, labels }: Column): PushFault | undefined {
  if (Buffer.byteLength(metric) > LIMITS.metricBytes || !METRIC_NAME.test(metric)) return 'bad_name';
  const pairs = Object.entries(labels);
  if (pairs.length > LIMITS.labelsPerSeries) return 'too_many_labels';
  const isLong = (text: string) => Buffer.byteLength(text) > LIMITS.labelBytes;
  return pairs.some(([label, value]) => isLong(label) || isLong(value)) ? 'label_too_long' : undefined;
}

/** Annotations such as `{request}` are no unit. */
function unitOf(unit: string): string {
  const plain = unit.replace(/\{[^}]*\}/g, '');
  if (plain === '' || plain === '1') return unit === '' ? '' : '1';
  const known = Object.hasOwn(UNITS, plain) ? UNITS[plain] : undefined;
  const text = known ?? plain.replace(/^\//, '1/');
  return text.length > 16 ? '' : text;
}

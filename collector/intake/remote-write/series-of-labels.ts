import { wardName } from '#protocol/exporter-name.ts';
import { LIMITS } from '#protocol/limits.ts';
import { METRIC_NAME, type MetricKind } from '#protocol/metric.ts';
import type { ProtobufReader } from '../protobuf.ts';
import type { PushFault } from '../series-push/push-fault.ts';
import type { SeriesDescription } from '../series-push/series-desk.ts';

/** Series of no machine, such as those of recording rules, belong to the target of this name. */
export const NO_MACHINE = 'remote-write';

/** Tags of `Label` and of its fields. */
const LABEL = 0x0a;
const NAME = 0x0a;
const VALUE = 0x12;

/** Prometheus writes base units out: https://prometheus.io/docs/practices/naming/#base-units */
const UNITS: Readonly<Record<string, string>> = {
  seconds: 's',
  bytes: 'B',
  ratio: '1',
  percent: '%',
  celsius: '°C',
  volts: 'V',
  amperes: 'A',
  watts: 'W',
  joules: 'J',
  hertz: 'Hz',
  meters: 'm',
  grams: 'g',
};

/** Labels that the machine of a series stands in, the best first. */
const HOST_LABELS = ['instance', 'host', 'nodename'] as const;

/** Labels of a series that are looked at: more than may be, so that what is too much is seen. */
const MAX_READ = 64;

/** Names and values of the `Label` messages between two places of a series; of too many the first. */
export function readLabels(
  reader: ProtobufReader,
  start: number,
  end: number,
): Map<string, string> | PushFault {
  const labels = new Map<string, string>();
  reader.at = start;
  for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
    if (tag !== LABEL) {
      reader.skip(tag, end);
      continue;
    }
    const labelEnd = reader.bytesEnd(end);
    let name: string | undefined = '';
    let value: string | undefined = '';
    for (let field = reader.tag(labelEnd); field !== 0; field = reader.tag(labelEnd)) {
      if (field === NAME) name = reader.text(reader.bytesEnd(labelEnd));
      else if (field === VALUE) value = reader.text(reader.bytesEnd(labelEnd));
      else reader.skip(field, labelEnd);
    }
    if (!name || name === '__proto__' || value === undefined || labels.has(name)) return 'bad_labels';
    labels.set(name, value);
    if (labels.size === MAX_READ) break;
  }
  return labels;
}

/** What the labels of a series are for Ward. `types`: what metadata said of metric families. */
export function describeSeries(
  all: ReadonlyMap<string, string>,
  types: ReadonlyMap<string, MetricKind>,
): SeriesDescription | PushFault {
  // Empty ones do not count, and nobody sends so many.
  if (all.size === MAX_READ) return 'too_many_labels';
  const name = all.get('__name__');
  if (!name) return 'no_name';
  const metric = wardName(name);
  if (Buffer.byteLength(metric) > LIMITS.metricBytes || !METRIC_NAME.test(metric)) return 'bad_name';

  const [hostLabel, host] = machineOf(all);
  const labels: Record<string, string> = {};
  let count = 0;
  for (const [label, value] of all) {
    // An empty label is as good as none; the one that names the target is not said twice, but a port stays.
    if (label === '__name__' || value === '' || (label === hostLabel && label === 'host')) continue;
    if (Buffer.byteLength(label) > LIMITS.labelBytes || Buffer.byteLength(value) > LIMITS.labelBytes)
      return 'label_too_long';
    if (++count > LIMITS.labelsPerSeries) return 'too_many_labels';
    labels[label] = value;
  }
  return { host, columns: [{ metric, labels, kind: kindOf(name, types), unit: unitOf(name) }] };
}

/** A counter by what metadata says, or else by the end of its name. */
export function kindOf(name: string, types: ReadonlyMap<string, MetricKind>): 'gauge' | 'counter' {
  const said = types.get(name);
  if (said) return said === 'counter' ? 'counter' : 'gauge';
  return /_(?:total|count|sum|bucket)$/.test(name) ? 'counter' : 'gauge';
}

function unitOf(name: string): string {
  if (/_(?:count|bucket)$/.test(name)) return '1';
  const [, unit = ''] = /_([a-z]+)(?:_(?:total|sum))?$/.exec(name) ?? [];
  return Object.hasOwn(UNITS, unit) ? (UNITS[unit] ?? '') : '';
}

function machineOf(labels: ReadonlyMap<string, string>): [label: string, host: string] {
  for (const label of HOST_LABELS) {
    const host = hostOf(labels.get(label) ?? '');
    if (host !== '') return [label, host];
  }
  return ['', NO_MACHINE];
}

/** The host of `web1:9100`, `[2001:db8::1]:9100` or `https://web1/health`. */
export function hostOf(instance: string): string {
  const [, authority = ''] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^@/]*@)?([^/?#]*)/i.exec(instance) ?? [];
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(authority) ?? [];
  if (bracketed !== undefined) return bracketed;
  // More than one colon without brackets: an IPv6 address.
  return /^[^:]*:[^:]*$/.test(authority) ? authority.slice(0, authority.indexOf(':')) : authority;
}

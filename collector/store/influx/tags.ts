/*
 * Series as Influx knows them: `cpu.usage_active{cpu}` of a target is field `usage_active` of measurement `cpu`, tagged
 * with its labels, the target and the display name of its host, which is where Telegraf has them.
 */
import { metricField, metricSubject } from '#protocol/metric.ts';
import type { Labels, SeriesIdentity } from '#protocol/sample.ts';

const TARGET = 'target';
const HOST = 'host';
const LIFE = 'ward_life';

/**
 * Tags of a series, sorted by name as Influx likes them best; empty ones do not exist there. `life` counts how often
 * the target was deleted where that only hides it.
 */
export function tagsOf(
  target: string,
  labels: Labels,
  host: string | undefined,
  life: number,
): [string, string][] {
  const tags: [string, string][] = [[TARGET, tagValue(target)]];
  if (life > 0) tags.push([LIFE, String(life)]);
  if (host && labels.host === undefined) tags.push([HOST, tagValue(host)]);
  for (const [name, value] of Object.entries(labels)) tags.push([tagName(name), tagValue(value)]);
  return tags.filter(([, value]) => value !== '').sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What tells the series of one field apart, from tags as they were written: all but the display name. */
export function tagKey(tags: Iterable<readonly [string, string]>, hostIsLabel: boolean): string {
  const parts = [...tags].filter(([name, value]) => value !== '' && (hostIsLabel || name !== HOST));
  return JSON.stringify(parts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The key under which an answer names this series. */
export function keyOfSeries({ target, labels }: SeriesIdentity, life: number): string {
  return tagKey(tagsOf(target, labels, undefined, life), labels.host !== undefined);
}

/** A label may not take the place of a tag of our own. */
export function tagName(label: string): string {
  return label === TARGET || label === LIFE ? `${label}_label` : label;
}

/** Line protocol has no way to write a line break, or a backslash at the end; Telegraf leaves these away too. */
export function tagValue(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/\\+$/, '');
}

/** `measurement,tag=value,… ` of a line, in UTF-8. */
export function lineHead(measurement: string, tags: readonly [string, string][]): Buffer {
  const parts = tags.map(([name, value]) => `,${escapeTag(name)}=${escapeTag(value)}`);
  return Buffer.from(`${measurement}${parts.join('')} `, 'utf8');
}

function escapeTag(text: string): string {
  return text.replace(/[,= ]/g, '\\$&');
}

/** An InfluxQL identifier. */
export function identifier(name: string): string {
  return `"${name.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}

/** An InfluxQL string. */
export function literal(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`;
}

/** Measurement and field of a metric. */
export function fieldOf(metric: string): { measurement: string; field: string } {
  return { measurement: metricSubject(metric), field: metricField(metric) };
}

/*
 * Series as VictoriaMetrics knows them: `cpu.usage_active{cpu}` of a target is `cpu_usage_active{target, host, cpu}`.
 * `a.b_c` and `a_b.c` would both be `a_b_c`: whichever comes second has the label `ward_metric` beside it, for ever.
 */
import { metricField, metricSubject } from '#protocol/metric.ts';
import type { Labels, SeriesIdentity } from '#protocol/sample.ts';
import type { Catalog } from '../embedded/catalog.ts';
import type { VictoriaLabels } from './victoria-http.ts';

const TARGET = 'target';
const HOST = 'host';
const OTHER_METRIC = 'ward_metric';
/** Labels that have a meaning over there; one of ours with such a name is written with `_label` behind it. */
const TAKEN: ReadonlySet<string> = new Set([TARGET, OTHER_METRIC, '__name__']);

/** Which metrics share their name with one that was there before; what was decided once stays. */
export class Names {
  readonly #catalog: Catalog;
  readonly #second = new Map<string, boolean>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  /** True when another metric had the name first. */
  isSecond(metric: string): boolean {
    let second = this.#second.get(metric);
    if (second === undefined) {
      second = this.#decide(metric);
      this.#second.set(metric, second);
    }
    return second;
  }

  #decide(metric: string): boolean {
    const UNKNOWN = 0;
    const FIRST = 1;
    const SECOND = 2;
    const key = (name: string) => `name ${name}`;
    const known = this.#catalog.number(key(metric), UNKNOWN);
    if (known !== UNKNOWN) return known === SECOND;
    const others = spellings(metric).filter((other) => other !== metric);
    const second = others.some((other) => this.#catalog.number(key(other), UNKNOWN) === FIRST);
    this.#catalog.setNumber(key(metric), second ? SECOND : FIRST);
    return second;
  }

  /** Labels of a series over there, empty ones left out, its display name as `host` where nothing else is. */
  labelsOf({ target, metric, labels }: SeriesIdentity, host?: string): [string, string][] {
    const found: [string, string][] = [[TARGET, plain(target)]];
    if (host && labels.host === undefined) found.push([HOST, plain(host)]);
    for (const [name, value] of Object.entries(labels)) found.push([labelName(name), plain(value)]);
    if (this.isSecond(metric)) found.push([OTHER_METRIC, metric]);
    return sorted(found);
  }

  /** The key under which an answer names this series; a display name is no part of it. */
  keyOf(identity: SeriesIdentity): string {
    return JSON.stringify(this.labelsOf(identity));
  }
}

/** The two keys that an answer may stand for: with `host` as a label, and as a display name. */
export function keysOf(labels: VictoriaLabels): [string, string] {
  const entries = Object.entries(labels).filter(([name]) => name !== '__name__');
  const withoutHost = entries.filter(([name]) => name !== HOST);
  return [JSON.stringify(sorted(entries)), JSON.stringify(sorted(withoutHost))];
}

/** `cpu_usage_active`. */
export function victoriaName(metric: string): string {
  return `${metricSubject(metric)}_${metricField(metric)}`;
}

export function labelName(label: string): string {
  return TAKEN.has(label) ? `${label}_label` : label;
}

/** The labels that all series of an answer share, as far as a selector can name them without quoting. */
export function commonLabels(all: readonly Labels[]): [string, string][] {
  const [first] = all;
  return Object.entries(first)
    .filter(([name, value]) => value !== '' && all.every((labels) => labels[name] === value))
    .map(([name, value]): [string, string] => [labelName(name), plain(value)])
    .filter(([name]) => /^[a-z_][a-z0-9_]*$/i.test(name));
}

/** Line protocol has no way to write a line break. */
export function plain(text: string): string {
  return text.toWellFormed().replace(/[\r\n]+/g, ' ');
}

/** Every metric that has the same name over there. */
function spellings(metric: string): string[] {
  const name = victoriaName(metric);
  return [...name.matchAll(/_/g)].map(({ index }) => `${name.slice(0, index)}.${name.slice(index + 1)}`);
}

function sorted(labels: [string, string][]): [string, string][] {
  return labels.filter(([, value]) => value !== '').sort(([a], [b]) => (a < b ? -1 : 1));
}

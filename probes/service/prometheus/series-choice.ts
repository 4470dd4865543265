import { LIMITS } from '#protocol/limits.ts';
import type { Column } from '#protocol/schema.ts';
import type { Families } from './families.ts';
import { parseSeries, type SeriesText } from './parse-sample.ts';
import { createRelabel, type Relabel, type RelabelSettings } from './relabel.ts';

/** What an exporter calls itself, where it has a figure such as `node_exporter_build_info`. */
export interface BuildInfo {
  product: string;
  version: string;
}

/** How much of an exporter is kept. */
export interface SeriesLimits {
  histogram_buckets: boolean;
  max_series: number;
}

/** What becomes of each series of an answer, in their order. */
export interface Choice {
  columns: (Column | undefined)[];
  /** 1 for a figure without labels that says whether something is up. */
  ups: Uint8Array;
  leftOut: { what: string; why: string }[];
  buildInfo: BuildInfo | undefined;
}

/** Names that stand for all that are left out for one reason. */
const NAMED = 5;

/** Chooses which series are kept; those that were kept before go first, and keep their columns. */
export class SeriesChoice {
  readonly #limits: SeriesLimits;
  readonly #relabel: Relabel;
  #kept = new Map<string, Column>();

  constructor(settings: RelabelSettings & SeriesLimits) {
    this.#limits = settings;
    this.#relabel = createRelabel(settings);
  }

  /** Throws a `ProbeError` when the settings ask for what takes too long. */
  choose(lines: readonly string[], families: Families): Choice {
    this.#relabel.try(lines.map(nameIn));
    const columns: (Column | undefined)[] = lines.map((line) => this.#kept.get(line));
    const ups = new Uint8Array(lines.length);
    const reasons = new Map<string, Set<string>>();
    const room = new Room(this.#limits.max_series);
    // The same line twice is one series.
    const first = new Set<string>();
    for (const [index, line] of lines.entries()) {
      const column = columns[index];
      if (column && !first.has(line)) room.take(column);
      else if (column) columns[index] = undefined;
      first.add(line);
    }
    let buildInfo: BuildInfo | undefined;
    for (const [index, line] of lines.entries()) {
      const series = parseSeries(line);
      if (!series) {
        leaveOut(reasons, line.slice(0, 60), 'its name or labels are not well formed');
        continue;
      }
      if (isUp(series)) ups[index] = 1;
      buildInfo ??= buildInfoOf(series);
      if (columns[index]) continue;
      const made = this.#columnOf(series, families);
      const why = 'why' in made ? made.why : room.refuses(made);
      if (why !== undefined) leaveOut(reasons, series.name, why);
      else {
        columns[index] = made as Column;
        room.take(made as Column);
      }
    }
    this.#kept = new Map();
    for (const [index, line] of lines.entries()) {
      const column = columns[index];
      if (column) this.#kept.set(line, column);
    }
    return { columns, ups, leftOut: told(reasons), buildInfo };
  }

  #columnOf(series: SeriesText, families: Families): Column | { why: string } {
    const { kind, unit, isCreation } = families.describe(series.name);
    if (isCreation) return { why: 'the time at which a counter began' };
    if (isBucket(series) && !this.#limits.histogram_buckets)
      return { why: 'buckets of histograms: histogram_buckets keeps them' };
    const renamed = this.#relabel.judge(series);
    return 'why' in renamed ? renamed : { ...renamed, kind, unit };
  }
}

/** Room for series, and for values of each label. */
class Room {
  readonly #maxSeries: number;
  readonly #taken = new Set<string>();
  readonly #values = new Map<string, Set<string>>();

  constructor(maxSeries: number) {
    this.#maxSeries = maxSeries;
  }

  /** Why there is none for this one; undefined when there is. */
  refuses(column: Column): string | undefined {
    if (this.#taken.has(keyOf(column))) return 'the same series twice, once labels are left out or renamed';
    if (this.#taken.size >= this.#maxSeries)
      return `more than ${this.#maxSeries} series: see max_series, keep and drop`;
    for (const label in column.labels) {
      const values = this.#values.get(label);
      if (values && values.size >= LIMITS.valuesPerLabel && !values.has(column.labels[label] as string))
        return `more than ${LIMITS.valuesPerLabel} values of the label ${label}: drop_labels takes it off`;
    }
    return undefined;
  }

  take(column: Column): void {
    this.#taken.add(keyOf(column));
    for (const label in column.labels) {
      let values = this.#values.get(label);
      if (!values) {
        values = new Set();
        this.#values.set(label, values);
      }
      values.add(column.labels[label] as string);
    }
  }
}

function keyOf({ metric, labels }: Column): string {
  return `${metric}\0${JSON.stringify(Object.entries(labels).sort())}`;
}

function nameIn(line: string): string {
  return /^[^{\s]*/.exec(line)?.[0] ?? '';
}

function isBucket({ name, labels }: SeriesText): boolean {
  return labels.le !== undefined && name.endsWith('_bucket');
}

/** Exporters say with such a figure that what they watch does not answer; with labels it may be one of many ports. */
function isUp({ name, labels }: SeriesText): boolean {
  for (const _label in labels) return false;
  return name === 'up' || name === 'probe_success' || name.endsWith('_up');
}

function buildInfoOf({ name, labels }: SeriesText): BuildInfo | undefined {
  if (!name.endsWith('_build_info') || labels.version === undefined) return undefined;
  return { product: name.slice(0, -'_build_info'.length), version: labels.version.slice(0, 60) };
}

function leaveOut(reasons: Map<string, Set<string>>, name: string, why: string): void {
  const names = reasons.get(why);
  if (!names) reasons.set(why, new Set([name]));
  else if (names.size <= NAMED) names.add(name);
}

/** Without counts: what is said of an exporter whose series come and go stays the same. */
function told(reasons: ReadonlyMap<string, ReadonlySet<string>>): { what: string; why: string }[] {
  return [...reasons].map(([why, names]) => {
    const shown = [...names].slice(0, NAMED).join(', ');
    return { what: names.size > NAMED ? `${shown} and others` : shown, why };
  });
}

import type { SeriesIdentity } from '#protocol/sample.ts';
import { seriesKey } from '#protocol/sample.ts';
import type { Column } from '#protocol/schema.ts';
import { matches } from '../memory-store.ts';
import type { Selector, SeriesDescription } from '../store.ts';
import { Head } from './head.ts';
import { RecentChunks } from './recent.ts';
import { rolledBlocks } from './rolled-fields.ts';
import { Slabs } from './slabs.ts';

/**
 * What schemas of many targets have in common: a thousand hosts of one make share one list of columns, in memory and
 * on disk.
 */
export interface Shape {
  id: number;
  intervalMs: number;
  columns: readonly Column[];
  /** Block of a roll-up chunk at which each column begins; one more at the end. */
  rolledAt: Uint32Array;
  groups: Set<Group>;
}

/** The rows of one schema; they share their times. Its number is persisted and never used again. */
export interface Group {
  id: number;
  schemaId: string;
  target: string;
  shape: Shape;
  /** Number of the series that each column carries. */
  series: Uint32Array;
  /** Rows newer than all before. */
  main: Head;
  /** Rows that came late: a backlog after a cut, corrections. */
  late: Head;
  /** Newest time of all main rows ever, so that main chunks never overlap; undefined until it was looked up. */
  newestMs: number | undefined;
  /** End of the partition that the main head lies in. */
  partitionEndMs: number;
  /** The main head becomes a chunk at this many rows. */
  fullRows: number;
  /** Scale of each block of the last chunk; of raw chunks only. */
  hints: Uint8Array;
  /** Chunks that are kept in memory too, oldest first. */
  recent: RecentChunks;
  /** Newest time in a chunk that is on disk only; undefined until it was looked up. */
  onDiskToMs: number | undefined;
}

/** A column of a group: one of the places where samples of a series are. */
export interface Source {
  group: Group;
  column: number;
}

/** A series that a query asked for. Sources of a later group win over those of an earlier one. */
export interface FoundSeries {
  identity: SeriesIdentity;
  sources: Source[];
}

/** Every group, found by schema, by target and by metric; labels are compared once a shape and not once a series. */
export class Groups {
  readonly memory = new Slabs();
  readonly #bySchema = new Map<string, Group>();
  readonly #byTarget = new Map<string, Set<Group>>();
  readonly #byMetric = new Map<string, Map<Shape, number[]>>();
  #seriesCount = 0;

  get size(): number {
    return this.#bySchema.size;
  }

  get series(): number {
    return this.#seriesCount;
  }

  find(schemaId: string): Group | undefined {
    return this.#bySchema.get(schemaId);
  }

  metrics(): IterableIterator<string> {
    return this.#byMetric.keys();
  }

  all(): IterableIterator<Group> {
    return this.#bySchema.values();
  }

  ofTarget(target: string): Group[] {
    return [...(this.#byTarget.get(target) ?? [])];
  }

  /** Makes a shape known to `select`. */
  addShape(id: number, intervalMs: number, columns: readonly Column[]): Shape {
    const shape: Shape = { id, intervalMs, columns, rolledAt: rolledBlocks(columns), groups: new Set() };
    const byMetric = Map.groupBy(columns.keys(), (column) => columns[column].metric);
    for (const [metric, own] of byMetric) {
      const places = this.#byMetric.get(metric);
      if (places) places.set(shape, own);
      else this.#byMetric.set(metric, new Map([[shape, own]]));
    }
    return shape;
  }

  add(id: number, schemaId: string, target: string, shape: Shape, series: Uint32Array): Group {
    const group: Group = {
      id,
      schemaId,
      target,
      shape,
      series,
      main: new Head(this.memory, series.length),
      late: new Head(this.memory, series.length),
      newestMs: undefined,
      partitionEndMs: 0,
      fullRows: 0,
      hints: new Uint8Array(series.length + 1),
      recent: new RecentChunks(),
      onDiskToMs: undefined,
    };
    this.#bySchema.set(schemaId, group);
    shape.groups.add(group);
    const others = this.#byTarget.get(target);
    if (others) others.add(group);
    else this.#byTarget.set(target, new Set([group]));
    this.#seriesCount += series.length;
    return group;
  }

  remove(group: Group): void {
    group.main.clear();
    group.late.clear();
    group.recent = new RecentChunks();
    this.#bySchema.delete(group.schemaId);
    group.shape.groups.delete(group);
    const others = this.#byTarget.get(group.target);
    others?.delete(group);
    if (others?.size === 0) this.#byTarget.delete(group.target);
    this.#seriesCount -= group.series.length;
  }

  /** Numbers for columns of a target: those that it has already keep theirs, others get new ones. */
  numberSeries(target: string, columns: readonly Column[], next: () => number): Uint32Array {
    const known = new Map<string, number>();
    for (const group of this.ofTarget(target)) {
      for (const [column, series] of group.series.entries()) {
        known.set(keyOf(target, group.shape.columns[column]), series);
      }
    }
    return Uint32Array.from(columns, (column) => known.get(keyOf(target, column)) ?? next());
  }

  /** The series that a selector asks for, each once, up to a limit; `total` counts those beyond it too. */
  select(selector: Partial<Selector>, limit: number): { found: FoundSeries[]; total: number } {
    const found = new Map<number, FoundSeries>();
    const beyond = new Set<number>();
    const columnsOf = this.#columnFilter(selector);
    for (const group of this.#candidates(selector)) {
      for (const column of columnsOf(group.shape)) {
        const series = group.series[column];
        const known = found.get(series);
        if (known) known.sources.push({ group, column });
        else if (found.size < limit) found.set(series, makeFound(group, column));
        else beyond.add(series);
      }
    }
    return { found: [...found.values()], total: found.size + beyond.size };
  }

  *#candidates({ metric, targets }: Partial<Selector>): Iterable<Group> {
    if (targets) {
      for (const target of new Set(targets)) yield* this.#byTarget.get(target) ?? [];
    } else if (metric === undefined) yield* this.#bySchema.values();
    else for (const shape of this.#byMetric.get(metric)?.keys() ?? []) yield* shape.groups;
  }

  /** Answers which columns of a shape are asked for, and remembers it while one selection lasts. */
  #columnFilter({ metric, labels }: Partial<Selector>): (shape: Shape) => readonly number[] {
    const places =
      metric === undefined ? undefined : (this.#byMetric.get(metric) ?? new Map<Shape, number[]>());
    const known = new Map<Shape, readonly number[]>();
    return (shape) => {
      let columns = known.get(shape);
      if (columns === undefined) {
        columns = places ? (places.get(shape) ?? []) : [...shape.columns.keys()];
        if (labels) {
          columns = columns.filter((column) => matches({ target: '', ...shape.columns[column] }, { labels }));
        }
        known.set(shape, columns);
      }
      return columns;
    };
  }
}

function makeFound(group: Group, column: number): FoundSeries {
  const { metric, labels } = group.shape.columns[column];
  return { identity: { target: group.target, metric, labels }, sources: [{ group, column }] };
}

function keyOf(target: string, { metric, labels }: Column): string {
  return seriesKey({ target, metric, labels });
}

/** What a series is, as its newest schema says. */
export function describeFound({ identity, sources }: FoundSeries): SeriesDescription {
  const { group, column } = sources.reduce((newest, source) =>
    source.group.id > newest.group.id ? source : newest,
  );
  const { kind, unit } = group.shape.columns[column];
  return { ...identity, kind, unit, intervalMs: group.shape.intervalMs };
}

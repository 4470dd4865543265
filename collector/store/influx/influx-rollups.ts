import type { Catalog } from '../embedded/catalog.ts';
import type { Groups } from '../embedded/groups.ts';
import { alignDown, alignUp, type Retention } from '../embedded/tiers.ts';
import type { Aggregation, Query } from '../store.ts';
import type { InfluxHttp } from './influx-http.ts';
import { fieldOf, identifier } from './tags.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Rows that are later than this make a window that was done dirty. */
const PATIENCE_MS = 5 * MINUTE;

/** A roll-up as a retention policy of its own; every field of a measurement becomes five. */
interface InfluxTier {
  /** In the catalog of pending windows. */
  number: number;
  policy: string;
  stepMs: number;
  /** One statement computes this much of one measurement. */
  windowMs: number;
  /** What it is made of; undefined for the samples. */
  source: InfluxTier | undefined;
  /** A span that is shorter is answered from samples. */
  worthMs: number;
}

const MINUTES: InfluxTier = {
  number: 1,
  policy: 'ward_1m',
  stepMs: MINUTE,
  windowMs: HOUR,
  source: undefined,
  worthMs: 6 * HOUR,
};
const HOURS: InfluxTier = {
  number: 2,
  policy: 'ward_1h',
  stepMs: HOUR,
  windowMs: DAY,
  source: MINUTES,
  worthMs: 5 * DAY,
};
const COARSEST_FIRST = [HOURS, MINUTES];
const NEVER = -1;
/** One sample of a wrong clock shall not have half a million empty windows computed. */
const LONGEST_CATCH_UP_MS = 60 * DAY;

/** The part of a query that a roll-up answers. */
export interface RolledSpan extends Pick<Query, 'fromMs' | 'toMs'> {
  policy: string;
}

/**
 * Roll-ups in InfluxDB: our own work and not continuous queries, so that late samples are taken in and the answer is
 * the same with every store. One window of one measurement is one statement; how far each tier is, and which windows
 * are to do again, stands in the catalog.
 */
export class InfluxRollups {
  readonly #http: InfluxHttp;
  readonly #catalog: Catalog;
  readonly #groups: Groups;
  /** Windows before the end of a tier that are to do again. */
  readonly #dirty = new Map<InfluxTier, Set<number>>([
    [MINUTES, new Set()],
    [HOURS, new Set()],
  ]);

  /** Everything before was computed once. */
  readonly #done = new Map<InfluxTier, number>();

  constructor(http: InfluxHttp, catalog: Catalog, groups: Groups) {
    this.#http = http;
    this.#catalog = catalog;
    this.#groups = groups;
    for (const tier of COARSEST_FIRST) {
      const doneMs = catalog.number(`done_${tier.policy}`, NEVER);
      if (doneMs !== NEVER) this.#done.set(tier, doneMs);
    }
    for (const { tier, windowMs } of catalog.pending()) {
      this.#dirty.get(tier === MINUTES.number ? MINUTES : HOURS)?.add(windowMs);
    }
  }

  get pending(): number {
    let count = 0;
    for (const windows of this.#dirty.values()) count += windows.size;
    return count;
  }

  /** Makes the retention policies, or gives them the times of now. */
  async prepare(database: string, { minuteMs, hourMs }: Retention): Promise<void> {
    for (const [{ policy }, keptMs] of [
      [MINUTES, minuteMs],
      [HOURS, hourMs],
    ] as const) {
      const rule = `RETENTION POLICY ${identifier(policy)} ON ${identifier(database)} DURATION ${Math.round(keptMs / MINUTE)}m`;
      await this.#http.query(`CREATE ${rule} REPLICATION 1`).catch(() => this.#http.query(`ALTER ${rule}`));
    }
  }

  /** A row of this time was written. */
  touched(timeMs: number): void {
    const doneMs = this.#doneMs(MINUTES);
    if (doneMs === undefined) this.#setDone(MINUTES, alignDown(timeMs, DAY));
    else if (timeMs < doneMs) this.#markDirty(MINUTES, alignDown(timeMs, HOUR));
  }

  #markDirty(tier: InfluxTier, windowMs: number): void {
    const windows = this.#dirty.get(tier);
    if (!windows || windows.has(windowMs)) return;
    windows.add(windowMs);
    this.#catalog.addPending(tier.number, 0, windowMs);
  }

  /** Computes one window, as of now; false when none is complete. */
  async step(nowMs: number): Promise<boolean> {
    let firstMs = this.#doneMs(MINUTES);
    if (firstMs === undefined) return false;
    if (firstMs < nowMs - LONGEST_CATCH_UP_MS) {
      firstMs = alignDown(nowMs - LONGEST_CATCH_UP_MS, DAY);
      this.#setDone(MINUTES, firstMs);
    }
    if (this.#doneMs(HOURS) === undefined) this.#setDone(HOURS, alignDown(firstMs, DAY));
    return (await this.#stepOf(MINUTES, nowMs - PATIENCE_MS)) || this.#stepOf(HOURS, firstMs);
  }

  async #stepOf(tier: InfluxTier, completeToMs: number): Promise<boolean> {
    const doneMs = this.#doneMs(tier) as number;
    const [dirty] = this.#dirty.get(tier) ?? [];
    const isDirty = dirty !== undefined;
    const windowMs = dirty ?? doneMs;
    if (!isDirty && doneMs + tier.windowMs > completeToMs) return false;
    await this.#compute(tier, windowMs);
    if (isDirty) {
      this.#dirty.get(tier)?.delete(windowMs);
      this.#catalog.removePending(tier.number, 0, windowMs);
    } else this.#setDone(tier, doneMs + tier.windowMs);
    const day = alignDown(windowMs, DAY);
    if (tier === MINUTES && day < (this.#doneMs(HOURS) as number)) this.#markDirty(HOURS, day);
    this.#catalog.commit();
    return true;
  }

  async #compute(tier: InfluxTier, windowMs: number): Promise<void> {
    const source = tier.source ? `${identifier(tier.source.policy)}.` : '';
    for (const [measurement, fields] of this.#fields()) {
      const parts = [...fields].map((field) => (tier.source ? foldRolled(field) : foldSamples(field)));
      await this.#http.query(
        `SELECT ${parts.join(', ')} INTO ${identifier(tier.policy)}.${identifier(measurement)} FROM ${source}${identifier(measurement)}` +
          ` WHERE time >= ${windowMs}ms AND time < ${windowMs + tier.windowMs}ms GROUP BY time(${tier.stepMs}ms), * fill(none)`,
      );
    }
  }

  /** Fields of each measurement that we ever wrote. */
  #fields(): Map<string, Set<string>> {
    const found = new Map<string, Set<string>>();
    for (const metric of this.#groups.metrics()) {
      const { measurement, field } = fieldOf(metric);
      const fields = found.get(measurement);
      if (fields) fields.add(field);
      else found.set(measurement, new Set([field]));
    }
    return found;
  }

  /** The part of a query that the coarsest fitting roll-up can answer; undefined when it is better answered from samples. */
  spanFor({ fromMs, toMs, stepMs, aggregation, onlySamples }: Query): RolledSpan | undefined {
    if (stepMs === 0 || aggregation === 'rate' || onlySamples) return undefined;
    for (const tier of COARSEST_FIRST) {
      const doneMs = this.#doneMs(tier);
      if (stepMs % tier.stepMs !== 0 || toMs - fromMs < tier.worthMs || doneMs === undefined) continue;
      // Whole bins of the query, so that none is made of two parts.
      const span = {
        fromMs: alignUp(fromMs, stepMs),
        toMs: alignDown(Math.min(toMs, doneMs), stepMs),
        policy: tier.policy,
      };
      if (span.fromMs < span.toMs && !this.#hasDirty(span)) return span;
    }
    return undefined;
  }

  #hasDirty({ fromMs, toMs }: RolledSpan): boolean {
    for (const [{ windowMs: width }, windows] of this.#dirty) {
      for (const windowMs of windows) if (windowMs < toMs && windowMs + width > fromMs) return true;
    }
    return false;
  }

  #doneMs(tier: InfluxTier): number | undefined {
    return this.#done.get(tier);
  }

  #setDone(tier: InfluxTier, timeMs: number): void {
    this.#done.set(tier, timeMs);
    this.#catalog.setNumber(`done_${tier.policy}`, timeMs);
  }
}

function foldSamples(field: string): string {
  return ['count', 'min', 'max', 'sum', 'last']
    .map((fold) => `${fold}(${identifier(field)}) AS ${identifier(`${fold}_${field}`)}`)
    .join(', ');
}

function foldRolled(field: string): string {
  return (
    [
      ['sum', 'count'],
      ['min', 'min'],
      ['max', 'max'],
      ['sum', 'sum'],
      ['last', 'last'],
    ] as const
  )
    .map(([fold, part]) => `${fold}(${identifier(`${part}_${field}`)}) AS ${identifier(`${part}_${field}`)}`)
    .join(', ');
}

/** InfluxQL that makes an aggregation of rolled fields. */
export function rolledValue(aggregation: Aggregation): (field: string) => string {
  const of = (part: string, field: string) => identifier(`${part}_${field}`);
  if (aggregation === 'avg') return (field) => `sum(${of('sum', field)}), sum(${of('count', field)})`;
  if (aggregation === 'count') return (field) => `sum(${of('count', field)})`;
  return (field) => `${aggregation}(${of(aggregation, field)})`;
}

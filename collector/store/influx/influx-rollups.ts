import type { BinField } from '../bins.ts';
import type { Catalog } from '../embedded/catalog.ts';
import type { FoundSeries, Groups } from '../embedded/groups.ts';
import { FIELDS_FOR, rolledFields } from '../embedded/rolled-fields.ts';
import type { Retention } from '../embedded/tiers.ts';
import type { Query } from '../store.ts';
import type { FieldTypes } from './field-types.ts';
import type { RollupPolicy } from './flavour.ts';
import { columnsToFold, foldSeries, type RolledField, type WindowToFold } from './fold-window.ts';
import type { InfluxDoor } from './influx-door.ts';
import { LineBuffer } from './line-plan.ts';
import type { Batch } from './line-sender.ts';
import { HOURS, type InfluxTier, MINUTES } from './rollup-tiers.ts';
import { RollupWindows, type TimeSpan, type WindowRun } from './rollup-windows.ts';
import { fieldOf, identifier, literal, tagValue } from './tags.ts';

/** A question is for about this many values at most, so that neither side needs much memory. */
const VALUES = 400_000;
const LINES = 5_000;
const BYTES = 4 * 2 ** 20;
/** Answers from roll-ups leave out pairs that lie more than this many intervals apart. */
const LONGEST_PAIR_INTERVALS = 4;
const COARSEST_FIRST = [HOURS, MINUTES];

/** The part of a query that a roll-up answers. */
export interface RolledSpan extends Pick<Query, 'fromMs' | 'toMs'> {
  policy: RollupPolicy;
}

/** What is to roll up of one measurement. */
interface Measured {
  fields: Map<string, { parts: Set<BinField>; intervalMs: number }>;
  targets: Map<string, Density>;
}

/** How much there is of a target in one measurement. */
interface Density {
  series: number;
  samplesPerMs: number;
}

export interface InfluxRollupsOptions {
  door: InfluxDoor;
  send(batch: Batch): Promise<void>;
  types: FieldTypes;
  catalog: Catalog;
  groups: Groups;
  retention: Retention;
}

/**
 * Roll-ups in InfluxDB: our own work and not continuous queries, so that late samples are taken in, every version has
 * them, and the answer is the same with every store. Samples are read and folded here: the server needs ten times as
 * long to fold them itself.
 */
export class InfluxRollups {
  readonly windows: RollupWindows;
  readonly #options: InfluxRollupsOptions;
  readonly #buffer = new LineBuffer();

  constructor(options: InfluxRollupsOptions) {
    this.#options = options;
    this.windows = new RollupWindows(options.catalog);
  }

  /** Computes windows that were taken; a failure leaves them to the next time. */
  async compute(run: WindowRun, nowMs: number, signal: AbortSignal): Promise<void> {
    try {
      if (!this.#isForgotten(run, nowMs)) await this.#fold(run, signal);
    } catch (error) {
      this.windows.putBack(run);
      throw error;
    }
    this.windows.done(run);
  }

  #isForgotten({ tier, toMs }: WindowRun, nowMs: number): boolean {
    const keptMs = tier.keptFor(this.#options.retention);
    return keptMs > 0 && toMs < nowMs - keptMs;
  }

  async #fold(run: WindowRun, signal: AbortSignal): Promise<void> {
    for (const [measurement, { fields, targets }] of this.#measured()) {
      const rolled: RolledField[] = [...fields].map(([field, { parts, intervalMs }]) => ({
        field,
        parts: [...parts],
        longestPairMs: intervalMs * LONGEST_PAIR_INTERVALS,
      }));
      for (const { span, slice } of questions(run, rolled, targets)) {
        signal.throwIfAborted();
        await this.#foldSlice({ ...run, ...span, measurement, fields: rolled }, slice);
      }
    }
  }

  async #foldSlice(window: WindowToFold, targets: readonly string[]): Promise<void> {
    const { tier, fromMs, toMs, measurement } = window;
    const { door, types } = this.#options;
    // A longer look back would cost more than the one pair that it saves.
    const backMs = tier === MINUTES ? Math.min(tier.windowMs, longestPair(window.fields)) : 0;
    this.#buffer.clear();
    const answers = await door.query(
      `SELECT ${columnsToFold(window).map(identifier).join(', ')} FROM ${identifier(measurement)}` +
        ` WHERE (${targets.map((target) => `"target" = ${literal(tagValue(target))}`).join(' OR ')})` +
        ` AND time >= ${Math.ceil((fromMs - backMs) * 1000)}u AND time < ${toMs * 1000}u GROUP BY *`,
      tier === MINUTES ? undefined : MINUTES.policy,
    );
    for (const series of answers) {
      foldSeries(window, series, types, this.#buffer);
      if (this.#buffer.lines >= LINES || this.#buffer.length >= BYTES) await this.#send(tier);
    }
    await this.#send(tier);
  }

  async #send({ policy }: InfluxTier): Promise<void> {
    const { bytes, length, lines, fromMs, toMs } = this.#buffer;
    this.#buffer.clear();
    if (lines > 0) await this.#options.send({ lines: bytes.subarray(0, length), fromMs, toMs, policy });
  }

  /** Everything that we ever wrote, by measurement. */
  #measured(): Map<string, Measured> {
    const found = new Map<string, Measured>();
    for (const { target, shape } of this.#options.groups.all()) {
      const { columns, intervalMs } = shape;
      for (const { metric, kind } of columns) {
        const { measurement, field } = fieldOf(metric);
        let measured = found.get(measurement);
        if (!measured) {
          measured = { fields: new Map(), targets: new Map() };
          found.set(measurement, measured);
        }
        const known = measured.fields.get(field) ?? { parts: new Set<BinField>(), intervalMs };
        for (const part of rolledFields(kind)) known.parts.add(part);
        known.intervalMs = Math.max(known.intervalMs, intervalMs);
        measured.fields.set(field, known);
        const density = measured.targets.get(target) ?? { series: 0, samplesPerMs: 0 };
        density.series++;
        density.samplesPerMs += 1 / intervalMs;
        measured.targets.set(target, density);
      }
    }
    return found;
  }

  /** The part of a query that the coarsest fitting roll-up can answer; undefined when it is better answered from samples. */
  spanFor(
    { fromMs, toMs, stepMs, aggregation, onlySamples }: Query,
    found: readonly FoundSeries[],
    nowMs: number,
  ): RolledSpan | undefined {
    if (stepMs === 0 || onlySamples || !haveParts(found, FIELDS_FOR[aggregation])) return undefined;
    const { rawMs, minuteMs } = this.#options.retention;
    const isGone = (keptMs: number) => keptMs > 0 && fromMs < nowMs - keptMs;
    for (const tier of COARSEST_FIRST) {
      const isWorth = toMs - fromMs >= tier.worthMs || isGone(tier === HOURS ? minuteMs || rawMs : rawMs);
      if (stepMs % tier.stepMs !== 0 || !isWorth) continue;
      const span = this.windows.longestClean(tier, fromMs, toMs, stepMs);
      if (span) return { ...span, policy: tier.policy };
    }
    return undefined;
  }
}

/** Whether the roll-ups of these series, all of one metric, hold what an aggregation is made of. */
function haveParts(found: readonly FoundSeries[], wanted: readonly BinField[]): boolean {
  const kinds = new Set(
    found.flatMap(({ sources }) => sources.map(({ group, column }) => group.shape.columns[column].kind)),
  );
  const kept = new Set([...kinds].flatMap((kind) => rolledFields(kind)));
  return wanted.every((part) => kept.has(part));
}

function longestPair(fields: readonly RolledField[]): number {
  return Math.max(
    0,
    ...fields.filter(({ parts }) => parts.includes('increase')).map((field) => field.longestPairMs),
  );
}

/** Spans and groups of targets that one question answers. */
function* questions(
  { tier, fromMs, toMs }: WindowRun,
  fields: readonly RolledField[],
  targets: ReadonlyMap<string, Density>,
): Iterable<{ span: TimeSpan; slice: string[] }> {
  const parts = Math.max(...fields.map((field) => field.parts.length));
  const perMs = ({ series, samplesPerMs }: Density) =>
    tier === MINUTES ? samplesPerMs : Math.min(samplesPerMs, series / MINUTES.stepMs) * parts;
  const densest = Math.max(...[...targets.values()].map(perMs));
  const stepMs = Math.max(1, Math.floor(VALUES / densest / tier.windowMs)) * tier.windowMs;
  for (let at = fromMs; at < toMs; at += stepMs) {
    const span = { fromMs: at, toMs: Math.min(at + stepMs, toMs) };
    for (const slice of slices(targets, (density) => perMs(density) * (span.toMs - span.fromMs))) {
      yield { span, slice };
    }
  }
}

function* slices(
  targets: ReadonlyMap<string, Density>,
  valuesOf: (density: Density) => number,
): Iterable<string[]> {
  let slice: string[] = [];
  let values = 0;
  for (const [target, density] of targets) {
    slice.push(target);
    values += valuesOf(density);
    if (values < VALUES) continue;
    yield slice;
    slice = [];
    values = 0;
  }
  if (slice.length > 0) yield slice;
}

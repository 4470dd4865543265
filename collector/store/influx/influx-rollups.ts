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
import { RollupWindows } from './rollup-windows.ts';
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

/** What is to roll up of one measurement: its fields, and the targets with how many rows a millisecond each has. */
interface Measured {
  fields: Map<string, { parts: Set<BinField>; intervalMs: number }>;
  targets: Map<string, number>;
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

  /** Computes one window; a failure leaves it to the next time. */
  async compute(tier: InfluxTier, windowMs: number, nowMs: number, signal: AbortSignal): Promise<void> {
    try {
      if (!this.#isForgotten(tier, windowMs, nowMs)) await this.#fold(tier, windowMs, signal);
    } catch (error) {
      this.windows.putBack(tier, windowMs);
      throw error;
    }
    this.windows.done(tier, windowMs);
  }

  #isForgotten(tier: InfluxTier, windowMs: number, nowMs: number): boolean {
    const keptMs = tier.keptFor(this.#options.retention);
    return keptMs > 0 && windowMs + tier.windowMs < nowMs - keptMs;
  }

  async #fold(tier: InfluxTier, windowMs: number, signal: AbortSignal): Promise<void> {
    for (const [measurement, { fields, targets }] of this.#measured()) {
      const window: WindowToFold = {
        tier,
        windowMs,
        measurement,
        fields: [...fields].map(([field, { parts, intervalMs }]) => ({
          field,
          parts: [...parts],
          longestPairMs: intervalMs * LONGEST_PAIR_INTERVALS,
        })),
      };
      for (const slice of slices(window, targets)) {
        signal.throwIfAborted();
        await this.#foldSlice(window, slice);
      }
    }
  }

  async #foldSlice(window: WindowToFold, targets: readonly string[]): Promise<void> {
    const { tier, windowMs, measurement } = window;
    const { door, types } = this.#options;
    // A longer look back would cost more than the one pair that it saves.
    const backMs = tier === MINUTES ? Math.min(tier.windowMs, longestPair(window.fields)) : 0;
    this.#buffer.clear();
    const answers = await door.query(
      `SELECT ${columnsToFold(window).map(identifier).join(', ')} FROM ${identifier(measurement)}` +
        ` WHERE (${targets.map((target) => `"target" = ${literal(tagValue(target))}`).join(' OR ')})` +
        ` AND time >= ${Math.ceil((windowMs - backMs) * 1000)}u AND time < ${(windowMs + tier.windowMs) * 1000}u GROUP BY *`,
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
        measured.targets.set(target, (measured.targets.get(target) ?? 0) + 1 / intervalMs);
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

/** Targets in groups that one question answers. */
function* slices(window: WindowToFold, targets: ReadonlyMap<string, number>): Iterable<string[]> {
  const { tier, fields } = window;
  const perTarget = tier === MINUTES ? 0 : (tier.windowMs / MINUTES.stepMs) * columnsToFold(window).length;
  let slice: string[] = [];
  let values = 0;
  for (const [target, perMs] of targets) {
    slice.push(target);
    values +=
      tier === MINUTES
        ? perMs * tier.windowMs
        : perTarget * Math.ceil((perMs * MINUTES.stepMs) / fields.length);
    if (values < VALUES) continue;
    yield slice;
    slice = [];
    values = 0;
  }
  if (slice.length > 0) yield slice;
}

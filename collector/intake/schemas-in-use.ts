import type { KnownSchema } from '#collector/series/schema-book.ts';
import type { Schema } from '#protocol/schema.ts';
import type { REFUSALS } from '#protocol/session.ts';

export type RefusalCode = (typeof REFUSALS)[number];

/** Why something is not taken; sending it again does not help. */
export interface Fault {
  code: RefusalCode;
  detail: string;
}

/** Bounds of one sender; configurable. */
export interface AdmissionLimits {
  seriesPerAgent: number;
  valuesPerLabel: number;
}

/** A schema without a frame for this long and three of its intervals no longer counts against the limits. */
const IDLE_MS = 3_600_000;

export interface SchemasInUseOptions {
  /** Targets that may be written; undefined: any, because the way in has checked. */
  targets: ReadonlySet<string> | undefined;
  /** Undefined: none. */
  limits: AdmissionLimits | undefined;
  /** Time of a schema's newest row, UTC ms; NaN when none has come. */
  newestMs(index: number): number;
}

/** What one sender may write: which targets, and the newest schema of each of its probes within the limits. */
export class SchemasInUse {
  readonly #options: SchemasInUseOptions;
  readonly #allowed = new Set<number>();
  /** By target, then by probe. */
  readonly #inUse = new Map<string, Map<string, { known: KnownSchema; sinceMs: number }>>();

  constructor(options: SchemasInUseOptions) {
    this.#options = options;
  }

  /** True when exactly these targets may be written. */
  isFor(targets: readonly string[] | undefined): boolean {
    const known = this.#options.targets;
    if (!known || !targets) return known === targets;
    return known.size === targets.length && targets.every((target) => known.has(target));
  }

  has(known: KnownSchema): boolean {
    return this.#allowed.has(known.index);
  }

  admit(known: KnownSchema, nowMs: number): Fault | undefined {
    const fault = this.check(known.schema, nowMs);
    if (!fault) this.use(known, nowMs);
    return fault;
  }

  checkTarget(target: string): Fault | undefined {
    const { targets } = this.#options;
    if (!targets || targets.has(target)) return undefined;
    return { code: 'foreign_target', detail: `the key of this agent may not write target ${target}` };
  }

  /** Whether it may be used beside what is in use. */
  check(schema: Schema, nowMs: number): Fault | undefined {
    const foreign = this.checkTarget(schema.target);
    const { limits } = this.#options;
    if (foreign || !limits) return foreign;
    const fault = this.#beyond(schema, limits);
    // What is no longer sent makes room, and is looked for only when there is none.
    if (fault && this.#dropIdle(nowMs)) return this.#beyond(schema, limits);
    return fault;
  }

  /** From here on this one is in use for its probe and target; the one before it is checked anew when it comes again. */
  use(known: KnownSchema, nowMs: number): void {
    this.#allowed.add(known.index);
    if (!this.#options.limits) return;
    const { target, probe } = known.schema;
    const probes = this.#inUse.get(target) ?? new Map();
    const before = probes.get(probe);
    if (before && before.known.index !== known.index) this.#allowed.delete(before.known.index);
    this.#inUse.set(target, probes.set(probe, { known, sinceMs: nowMs }));
  }

  #beyond(schema: Schema, { seriesPerAgent, valuesPerLabel }: AdmissionLimits): Fault | undefined {
    const { target, probe } = schema;
    let series = schema.columns.length;
    let ofTarget = schema.columns.length;
    const others: Schema[] = [];
    for (const [otherTarget, probes] of this.#inUse) {
      for (const [otherProbe, { known }] of probes) {
        if (otherTarget === target && otherProbe === probe) continue;
        series += known.schema.columns.length;
        if (otherTarget !== target) continue;
        ofTarget += known.schema.columns.length;
        others.push(known.schema);
      }
    }
    if (series > seriesPerAgent) {
      return { code: 'too_many_series', detail: `${series} series, ${seriesPerAgent} are allowed an agent` };
    }
    if (ofTarget <= valuesPerLabel) return undefined;
    const crowded = crowdedLabel([schema, ...others], valuesPerLabel);
    if (crowded === undefined) return undefined;
    return { code: 'too_many_label_values', detail: `${crowded} on target ${target}` };
  }

  /** True when something went. */
  #dropIdle(nowMs: number): boolean {
    let dropped = false;
    for (const probes of this.#inUse.values()) {
      for (const [probe, { known, sinceMs }] of probes) {
        const idleMs = Math.max(IDLE_MS, 3 * known.schema.intervalMs);
        const newestMs = this.#options.newestMs(known.index);
        if (nowMs - sinceMs <= idleMs || nowMs - newestMs <= idleMs) continue;
        probes.delete(probe);
        this.#allowed.delete(known.index);
        dropped = true;
      }
    }
    return dropped;
  }
}

/** Which label has too many values over all of these, in words. */
function crowdedLabel(schemas: readonly Schema[], allowed: number): string | undefined {
  const values = new Map<string, Set<string>>();
  for (const { columns } of schemas) {
    for (const { labels } of columns) {
      for (const [name, value] of Object.entries(labels)) {
        const known = values.get(name) ?? new Set();
        values.set(name, known.add(value));
      }
    }
  }
  for (const [name, known] of values) {
    if (known.size > allowed) return `label ${name} has ${known.size} values, ${allowed} are allowed`;
  }
  return undefined;
}

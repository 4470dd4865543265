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
  /** Series of one agent on one target. */
  seriesPerAgent: number;
  /** Series of one agent on all targets that it asks. */
  seriesPerPollingAgent: number;
  valuesPerLabel: number;
}

/** A schema without a frame for this long and three of its intervals no longer counts against the limits. */
const IDLE_MS = 3_600_000;

export interface SchemasInUseOptions {
  /** Targets that may be written; undefined: any, because the way in has checked. */
  targets: readonly string[] | undefined;
  /** Undefined: none. */
  limits: AdmissionLimits | undefined;
  /** Time of a schema's newest row, UTC ms; NaN when none has come. */
  newestMs(index: number): number;
}

/** The newest schema of each probe of one target, and the columns of all of them. */
interface TargetUse {
  series: number;
  probes: Map<string, { known: KnownSchema; sinceMs: number }>;
}

/** What one sender may write: which targets, and the newest schema of each of its probes within the limits. */
export class SchemasInUse {
  readonly #options: SchemasInUseOptions;
  readonly #allowed = new Set<number>();
  readonly #inUse = new Map<string, TargetUse>();
  #targets: ReadonlySet<string> | undefined;
  #series = 0;

  constructor(options: SchemasInUseOptions) {
    this.#options = options;
    this.#targets = options.targets && new Set(options.targets);
  }

  /** From here on exactly these targets may be written. */
  allow(targets: readonly string[]): void {
    this.#targets = new Set(targets);
    for (const [target, use] of this.#inUse) {
      if (this.#targets.has(target)) continue;
      for (const { known } of use.probes.values()) this.#allowed.delete(known.index);
      this.#series -= use.series;
      this.#inUse.delete(target);
    }
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
    if (!this.#targets || this.#targets.has(target)) return undefined;
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
    const { target, probe, columns } = known.schema;
    let use = this.#inUse.get(target);
    if (!use) {
      use = { series: 0, probes: new Map() };
      this.#inUse.set(target, use);
    }
    const before = use.probes.get(probe);
    if (before && before.known.index !== known.index) this.#allowed.delete(before.known.index);
    this.#count(use, columns.length - (before?.known.schema.columns.length ?? 0));
    use.probes.set(probe, { known, sinceMs: nowMs });
  }

  #beyond({ target, probe, columns }: Schema, limits: AdmissionLimits): Fault | undefined {
    const use = this.#inUse.get(target);
    const more = columns.length - (use?.probes.get(probe)?.known.schema.columns.length ?? 0);
    const ofTarget = (use?.series ?? 0) + more;
    if (ofTarget > limits.seriesPerAgent) {
      const detail = `${ofTarget} series on target ${target}, ${limits.seriesPerAgent} are allowed an agent there`;
      return { code: 'too_many_series', detail };
    }
    const ofAll = this.#series + more;
    if (ofAll > limits.seriesPerPollingAgent) {
      const detail = `${ofAll} series on all targets of this agent, ${limits.seriesPerPollingAgent} are allowed`;
      return { code: 'too_many_series', detail };
    }
    if (ofTarget <= limits.valuesPerLabel) return undefined;
    const crowded = crowdedLabel([columns, ...columnsBeside(use, probe)], limits.valuesPerLabel);
    if (crowded === undefined) return undefined;
    return { code: 'too_many_label_values', detail: `${crowded} on target ${target}` };
  }

  /** True when something went. */
  #dropIdle(nowMs: number): boolean {
    let dropped = false;
    for (const use of this.#inUse.values()) {
      for (const [probe, { known, sinceMs }] of use.probes) {
        const idleMs = Math.max(IDLE_MS, 3 * known.schema.intervalMs);
        const newestMs = this.#options.newestMs(known.index);
        if (nowMs - sinceMs <= idleMs || nowMs - newestMs <= idleMs) continue;
        use.probes.delete(probe);
        this.#count(use, -known.schema.columns.length);
        this.#allowed.delete(known.index);
        dropped = true;
      }
    }
    return dropped;
  }

  #count(use: TargetUse, more: number): void {
    use.series += more;
    this.#series += more;
  }
}

/** Columns in use on a target, without those of one probe. */
function columnsBeside(use: TargetUse | undefined, probe: string): Schema['columns'][] {
  const others = [...(use?.probes ?? [])].filter(([name]) => name !== probe);
  return others.map(([, { known }]) => known.schema.columns);
}

/** Which label has too many values over all of these, in words. */
function crowdedLabel(all: readonly Schema['columns'][], allowed: number): string | undefined {
  const values = new Map<string, Set<string>>();
  for (const columns of all) {
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

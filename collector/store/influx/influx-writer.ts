import { isLoopbackUrl } from '#collector/config/address.ts';
import type { Catalog } from '../embedded/catalog.ts';
import { CataloguedGroups } from '../embedded/catalogued-groups.ts';
import type { Groups } from '../embedded/groups.ts';
import type { Retention } from '../embedded/tiers.ts';
import type { RolledRows } from '../rolled.ts';
import { type Rows, type Setback, type StoreStats, StoreUnavailableError } from '../store.ts';
import type { InfluxAddress } from './address.ts';
import { FieldTypes } from './field-types.ts';
import type { FoundDatabase, InfluxFlavour, RollupPolicy } from './flavour.ts';
import { flavourOf } from './flavours.ts';
import { InfluxDoor } from './influx-door.ts';
import { spreadRolled } from './influx-rolled.ts';
import { InfluxRollups } from './influx-rollups.ts';
import { LineBuffer, type LinePlan, planLines } from './line-plan.ts';
import { type Batch, conflictSentence, createLineSender } from './line-sender.ts';
import { Marker } from './marker.ts';
import { Refusals } from './refusals.ts';
import { Setbacks } from './setbacks.ts';
import { tagValue } from './tags.ts';

export interface InfluxOptions {
  address: InfluxAddress;
  /** Where the position and the names of what was written are kept, for each server that was ever used. */
  folder: string;
  /** Which side of a copy it is, where it is one. */
  forCopy?: 'from' | 'to' | undefined;
  /** How long roll-ups are kept, and samples in a place that we make; one that was there keeps its own rule. */
  retention: Retention;
  /** The display name of a target, for the tag `host`. */
  hostOf?(target: string): Promise<string | undefined>;
  timeoutMs?: number;
  /** Compress requests; by default wherever the server is another machine. */
  compress?: boolean;
  nowMs?(): number;
}

export const TIMEOUT_MS = 20_000;
/** A request goes when it has this many lines or bytes. */
const LINES = 5_000;
const BYTES = 4 * 2 ** 20;
/** Whether somebody emptied the database is looked for this often. */
const LOOK_EVERY_MS = 10_000;
/** Windows are computed again from so much before the newest thing that is known to be there. */
const DOUBT_MS = 2 * 3_600_000;

/** Brings rows into the database and knows what is there: series, types of fields, how far it is. */
export class InfluxWriter {
  readonly groups: Groups;
  readonly door: InfluxDoor;
  readonly rollups: InfluxRollups;
  readonly setbacks: Setbacks;
  readonly #catalog: Catalog;
  readonly #options: InfluxOptions;
  readonly #flavour: InfluxFlavour;
  readonly #send: (batch: Batch) => Promise<void>;
  readonly #marker: Marker;
  readonly #catalogued: CataloguedGroups;
  readonly #plans = new Map<string, LinePlan>();
  readonly #lives = new Map<string, number>();
  readonly #types = new FieldTypes();
  readonly #buffer = new LineBuffer();
  readonly #refusals = new Refusals();
  /** What is over there; undefined until it was looked at. */
  #database: FoundDatabase | undefined;
  #lookedMs = 0;
  #applied: number;
  #samplesAppended = 0;

  constructor(catalog: Catalog, options: InfluxOptions) {
    const { address, timeoutMs = TIMEOUT_MS, compress = !isLoopbackUrl(address.url) } = options;
    this.#catalog = catalog;
    this.#catalogued = new CataloguedGroups(catalog);
    this.groups = this.#catalogued.groups;
    this.#options = options;
    this.#flavour = flavourOf(address);
    this.door = new InfluxDoor(this.#flavour, { url: address.url, timeoutMs, compress });
    this.#send = createLineSender({
      door: this.door,
      flavour: this.#flavour,
      types: this.#types,
      refused: (key, fault, values) => this.#refusals.add(key, fault, values),
    });
    this.#marker = new Marker(catalog);
    this.setbacks = new Setbacks(catalog);
    this.#applied = catalog.number('position', 1);
    this.rollups = new InfluxRollups({
      door: this.door,
      send: this.#send,
      types: this.#types,
      catalog,
      groups: this.groups,
      retention: options.retention,
    });
  }

  /** Under which our points stand in the database. */
  get mark(): string {
    return this.#marker.id;
  }

  nowMs(): number {
    return (this.#options.nowMs ?? Date.now)();
  }

  /** Rows wait in the buffer until a request is full; a failure forgets them, they come again from the position. */
  async append(batch: readonly Rows[], position: number): Promise<void> {
    await this.#orForget(async () => {
      this.setbacks.refuseUntold();
      await this.#ready();
      for (const rows of batch) {
        const plan = this.#plans.get(rows.schemaId) ?? (await this.#makePlan(rows));
        const { timesMs, values } = rows;
        for (let row = 0; row < timesMs.length; row++) {
          this.#buffer.addRow(plan, timesMs[row], values, row * plan.width);
          this.rollups.windows.touch(timesMs[row]);
          if (this.#buffer.lines >= LINES || this.#buffer.length >= BYTES) await this.send();
        }
        this.#samplesAppended += values.length;
      }
      this.#applied = position;
    });
  }

  /** The position counts once everything before it was answered for, and stands over there too. */
  async flush(): Promise<void> {
    await this.#orForget(async () => {
      this.setbacks.refuseUntold();
      await this.look();
      const isNew = this.#buffer.lines > 0 || this.#applied !== this.#catalog.number('position', 1);
      if (isNew) await this.#sendMarked();
    });
    this.#catalog.commit();
  }

  async #sendMarked(): Promise<void> {
    this.#buffer.addLine(this.#marker.line(this.#applied, this.nowMs()));
    await this.send();
    this.#marker.written();
    this.#catalog.setNumber('position', this.#applied);
  }

  /** Writes roll-ups out of another store to where ours are. */
  async writeRolled(batch: readonly RolledRows[], policy: RollupPolicy): Promise<void> {
    await this.#ready();
    const buffer = new LineBuffer();
    const send = async () => {
      const { bytes, length, lines, fromMs, toMs } = buffer;
      if (lines > 0) await this.#send({ lines: bytes.subarray(0, length), fromMs, toMs, policy });
      buffer.clear();
    };
    for (const rows of batch) {
      this.#catalogued.ensure(rows);
      const { schema, parts, values } = spreadRolled(rows);
      const { target } = schema;
      let next = 0;
      // Columns come in the order of their parts.
      const plan = planLines(
        schema,
        await this.#options.hostOf?.(target),
        this.lifeOf(target),
        (measurement) => {
          const { field, part } = parts[next++];
          return this.#types.ofRolled(measurement, field, part);
        },
      );
      for (let row = 0; row < rows.timesMs.length; row++) {
        buffer.addRow(plan, rows.timesMs[row], values, row * plan.width);
        if (buffer.lines >= LINES || buffer.length >= BYTES) await send();
      }
    }
    await send();
  }

  async #orForget(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#buffer.clear();
      this.#applied = this.#catalog.number('position', 1);
      this.#database = undefined;
      throw error;
    }
  }

  async send(): Promise<void> {
    const { lines, length, fromMs, toMs } = this.#buffer;
    if (lines === 0) return;
    await this.#ready();
    await this.#send({ lines: this.#buffer.bytes.subarray(0, length), fromMs, toMs });
    for (const { type, values } of this.#types.takeConflicts()) {
      const field = `${type.measurement}.${type.name}`;
      const detail = conflictSentence(field, type.kind === 'unusable' ? 'text or truth' : type.kind);
      this.#refusals.add(field, { code: 'type_conflict', fromMs, toMs, detail }, values);
    }
    this.#buffer.clear();
  }

  /** Makes what is missing over there, learns what is there, and looks whether it is what we left. */
  async #ready(): Promise<void> {
    if (this.#database) return;
    const database = await this.#flavour.prepare(this.door, this.#options.retention);
    await this.#look(database);
    for (const series of await this.door.query('SHOW FIELD KEYS')) this.#types.learn(series);
    this.#database = database;
  }

  /** Looks, now and then, whether somebody emptied the database; rejects when that is so. */
  async look(): Promise<void> {
    await this.#ready();
    if (this.#database && this.nowMs() - this.#lookedMs >= LOOK_EVERY_MS) await this.#look(this.#database);
  }

  async #look({ keepsMs }: FoundDatabase): Promise<void> {
    const position = this.#catalog.number('position', 1);
    const setback = await this.#marker.look(this.door, position, keepsMs, this.nowMs());
    this.#lookedMs = this.nowMs();
    if (setback) this.#setBack(setback);
  }

  #setBack(setback: Setback): never {
    this.#catalog.setNumber('position', setback.from);
    this.setbacks.add(setback);
    // An older copy may have its samples without the roll-ups that were made of them later.
    const { newestMs } = this.#marker;
    if (newestMs > 0) this.rollups.windows.touchFrom(newestMs - DOUBT_MS, this.nowMs());
    this.#catalog.commit();
    throw new StoreUnavailableError(
      `the database at ${this.door.url} ${newestMs > 0 ? 'was put back to an older state' : 'was emptied'}: journal positions ${setback.from} to ${setback.to - 1} are not there any more`,
      { code: 'emptied' },
    );
  }

  async #makePlan({ schemaId, schema }: Pick<Rows, 'schemaId' | 'schema'>): Promise<LinePlan> {
    this.#catalogued.ensure({ schemaId, schema });
    const host = await this.#options.hostOf?.(schema.target);
    const plan = planLines(schema, host, this.lifeOf(schema.target), (measurement, field, column) =>
      this.#types.of(measurement, field, column),
    );
    this.#plans.set(schemaId, plan);
    return plan;
  }

  async deleteTarget(target: string): Promise<void> {
    await this.send();
    await this.#ready();
    const isGone = await this.#flavour.deleteTarget(this.door, tagValue(target));
    if (!isGone) this.#catalog.setNumber(lifeName(target), this.lifeOf(target) + 1);
    this.#lives.delete(target);
    for (const group of this.groups.ofTarget(target)) {
      this.#plans.delete(group.schemaId);
      this.#catalogued.remove(group);
    }
    this.#catalog.commit();
  }

  /** How often a target was deleted where that only hides it. */
  lifeOf(target: string): number {
    let life = this.#lives.get(target);
    if (life === undefined) {
      life = this.#catalog.number(lifeName(target), 0);
      this.#lives.set(target, life);
    }
    return life;
  }

  async deleteBefore(timeMs: number): Promise<number> {
    await this.send();
    await this.#ready();
    // Our own points may be among what goes.
    if (await this.#flavour.deleteBefore(this.door, timeMs)) this.#marker.forget();
    await this.#sendMarked();
    this.#catalog.commit();
    return 0;
  }

  stats(): StoreStats {
    return {
      engine: 'influxdb',
      series: this.groups.series,
      samplesAppended: this.#samplesAppended,
      diskBytes: 0,
      memoryBytes: this.#buffer.bytes.length,
      rollupsPending: this.rollups.windows.complete(this.nowMs()),
      ...this.#refusals.stats(),
      warnings: this.#database?.warnings ?? [],
    };
  }
}

function lifeName(target: string): string {
  return `life ${target}`;
}

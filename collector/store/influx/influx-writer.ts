import type { Catalog } from '../embedded/catalog.ts';
import { Groups, type Shape } from '../embedded/groups.ts';
import type { Retention } from '../embedded/tiers.ts';
import { FaultLog } from '../fault-log.ts';
import { type Rows, type StoreFault, type StoreStats, StoreUnavailableError } from '../store.ts';
import { type InfluxAddress, InfluxHttp, type InfluxSeries } from './influx-http.ts';
import { InfluxRollups } from './influx-rollups.ts';
import { type FieldType, LineBuffer, type LinePlan, planLines } from './line-plan.ts';
import { identifier, literal, tagValue } from './tags.ts';

export interface InfluxOptions {
  address: InfluxAddress;
  /** Where the position and the names of what was written are kept. */
  folder: string;
  /** How long roll-ups are kept, and samples of a database that we make; one that was there keeps its own rule. */
  retention: Retention;
  /** The display name of a target, for the tag `host`. */
  hostOf?(target: string): Promise<string | undefined>;
  timeoutMs?: number;
  /** Compress requests; by default wherever the server is another machine. */
  compress?: boolean;
}

const TIMEOUT_MS = 20_000;
/** A request goes when it has this many lines or bytes. */
const LINES = 5_000;
const BYTES = 4 * 2 ** 20;
const TYPE_CONFLICT =
  /field type conflict: input field "((?:[^"\\]|\\.)*)" on measurement "((?:[^"\\]|\\.)*)" is type \w+, already exists as type (\w+)/;

/** Brings rows into the database and knows what is there: series, types of fields, how far it is. */
export class InfluxWriter {
  readonly groups = new Groups();
  readonly http: InfluxHttp;
  readonly rollups: InfluxRollups;
  readonly #catalog: Catalog;
  readonly #options: InfluxOptions;
  readonly #shapes = new Map<number, Shape>();
  readonly #plans = new Map<string, LinePlan>();
  readonly #types = new Map<string, FieldType>();
  readonly #buffer = new LineBuffer();
  readonly #faults = new FaultLog();
  /** Fields whose type was taken over after a refusal. */
  readonly #conflicts = new Set<string>();
  /** Whether the database is there and the types of its fields are known. */
  #ready = false;
  #applied: number;
  #nextSeries: number;
  #samplesAppended = 0;

  constructor(catalog: Catalog, options: InfluxOptions) {
    const { address, timeoutMs = TIMEOUT_MS, compress = !isLoopback(address.url) } = options;
    this.#catalog = catalog;
    this.#options = options;
    this.http = new InfluxHttp(address, { timeoutMs, compress });
    this.#applied = catalog.number('position', 1);
    this.#nextSeries = catalog.number('next_series', 1);
    for (const { id, intervalMs, columns } of catalog.shapes()) {
      this.#shapes.set(id, this.groups.addShape(id, intervalMs, columns));
    }
    for (const { id, schemaId, target, shape, series } of catalog.groups()) {
      this.groups.add(id, schemaId, target, this.#shapes.get(shape) as Shape, series);
    }
    this.rollups = new InfluxRollups(this.http, catalog, this.groups);
  }

  /** Rows wait in the buffer until a request is full; a failure forgets them, they come again from the position. */
  async append(batch: readonly Rows[], position: number): Promise<void> {
    try {
      if (!this.#ready) await this.#prepare();
      for (const rows of batch) {
        const plan = this.#plans.get(rows.schemaId) ?? (await this.#makePlan(rows));
        const { timesMs, values } = rows;
        for (let row = 0; row < timesMs.length; row++) {
          this.#buffer.addRow(plan, timesMs[row], values, row * plan.width);
          this.rollups.touched(timesMs[row]);
          if (this.#buffer.lines >= LINES || this.#buffer.length >= BYTES) await this.send();
        }
        this.#samplesAppended += values.length;
      }
      this.#applied = position;
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  #forget(): void {
    this.#buffer.clear();
    this.#applied = this.#catalog.number('position', 1);
    this.#ready = false;
  }

  /** The position counts once everything before it was answered. */
  async flush(): Promise<void> {
    try {
      await this.send();
    } catch (error) {
      this.#forget();
      throw error;
    }
    this.#catalog.setNumber('position', this.#applied);
    this.#catalog.commit();
  }

  async send(): Promise<void> {
    const { lines, length } = this.#buffer;
    if (lines === 0) return;
    if (!this.#ready) await this.#prepare();
    await this.#write(this.#buffer.bytes.subarray(0, length), 2);
    this.#reportConflicts();
    this.#buffer.clear();
  }

  async #write(lines: Buffer, attempts: number): Promise<void> {
    const { status, error } = await this.http.write(lines);
    if (status === 204 || status === 200) return;
    if (status === 404 && attempts > 0) {
      await this.#prepare();
      return this.#write(lines, attempts - 1);
    }
    if (status === 413 && lines.indexOf('\n') < lines.length - 1) {
      const middle = lines.indexOf('\n', lines.length >> 1) + 1 || lines.indexOf('\n') + 1;
      await this.#write(lines.subarray(0, middle), attempts);
      return this.#write(lines.subarray(middle), attempts);
    }
    // The rest of the batch is written; sending these again would not help.
    const conflict = TYPE_CONFLICT.exec(error);
    if (conflict) this.#meetConflict(conflict);
    else this.#fault('rejected', `${status}: ${error}`);
  }

  /** Somebody else made the field first: once, all is sent again as the type that it has. */
  #meetConflict([, field, measurement, type]: string[]): void {
    const text = `${measurement}.${field} exists as ${type} in the database`;
    const key = typeKey(measurement, field);
    if (!this.#conflicts.has(key)) {
      this.#conflicts.add(key);
      throw new StoreUnavailableError(`${text}; it is written so from now on`);
    }
    this.#fault('type_conflict', text);
  }

  /** Makes the database where it is missing, and learns the types of the fields that are there. */
  async #prepare(): Promise<void> {
    const { address, retention } = this.#options;
    const databases = await this.http.query('SHOW DATABASES');
    if (!databases[0]?.values?.some(([name]) => name === address.database)) {
      await this.http.query(
        `CREATE DATABASE ${identifier(address.database)} WITH DURATION ${Math.round(retention.rawMs / 60_000)}m NAME "ward"`,
      );
    }
    await this.rollups.prepare(address.database, retention);
    for (const series of await this.http.query(`SHOW FIELD KEYS ON ${identifier(address.database)}`)) {
      this.#learnTypes(series);
    }
    this.#ready = true;
  }

  #learnTypes({ name, values }: InfluxSeries): void {
    for (const [field, type] of values ?? []) {
      const key = typeKey(name, String(field));
      const known = this.#types.get(key);
      const kind = type === 'integer' || type === 'float' ? type : 'unusable';
      if (known) known.kind = kind;
      else this.#types.set(key, { measurement: name, name: String(field), kind, conflicts: 0 });
    }
  }

  async #makePlan({ schemaId, schema }: Rows): Promise<LinePlan> {
    if (!this.groups.find(schemaId)) this.#addGroup(schemaId, schema);
    const host = await this.#options.hostOf?.(schema.target);
    const plan = planLines(schema, host, (measurement, field, column) => {
      const key = typeKey(measurement, field);
      const known = this.#types.get(key);
      if (known) return known;
      // As Telegraf has them: totals of things are integers, times are not.
      const kind = column.kind === 'counter' && column.unit !== 's' ? 'integer' : 'float';
      const made: FieldType = { measurement, name: field, kind, conflicts: 0 };
      this.#types.set(key, made);
      return made;
    });
    this.#plans.set(schemaId, plan);
    return plan;
  }

  #addGroup(schemaId: string, { target, intervalMs, columns }: Rows['schema']): void {
    const { id: shapeId } = this.#catalog.shape(intervalMs, columns);
    let shape = this.#shapes.get(shapeId);
    if (!shape) {
      shape = this.groups.addShape(shapeId, intervalMs, columns);
      this.#shapes.set(shapeId, shape);
    }
    const series = this.groups.numberSeries(target, columns, () => this.#nextSeries++);
    this.#catalog.setNumber('next_series', this.#nextSeries);
    const id = this.#catalog.addGroup({ schemaId, shape: shapeId, target, series });
    this.groups.add(id, schemaId, target, shape, series);
  }

  /** One window of the roll-ups; its samples are written before. */
  async maintain(nowMs: number): Promise<boolean> {
    await this.send();
    return this.#ready && this.rollups.step(nowMs);
  }

  async deleteTarget(target: string): Promise<void> {
    await this.send();
    if (!this.#ready) await this.#prepare();
    await this.http.query(`DROP SERIES WHERE "target" = ${literal(tagValue(target))}`);
    for (const group of this.groups.ofTarget(target)) {
      this.#catalog.removeGroup(group.id);
      this.#plans.delete(group.schemaId);
      this.groups.remove(group);
    }
    this.#catalog.commit();
  }

  async deleteBefore(timeMs: number): Promise<number> {
    await this.send();
    if (!this.#ready) await this.#prepare();
    await this.http.query(`DELETE WHERE time < ${Math.floor(timeMs * 1000)}u`);
    return 0;
  }

  #reportConflicts(): void {
    for (const type of this.#types.values()) {
      if (type.conflicts === 0) continue;
      const text = `${type.conflicts} values of ${type.measurement}.${type.name} are not of the type that the database has`;
      type.conflicts = 0;
      this.#fault('type_conflict', text);
    }
  }

  /** The span is that of the request; the server says which of its points it means. */
  #fault(code: StoreFault['code'], detail: string): void {
    const { fromMs, toMs } = this.#buffer;
    this.#faults.add({ code, fromMs, toMs, detail });
  }

  stats(): StoreStats {
    return {
      engine: 'influxdb',
      series: this.groups.series,
      samplesAppended: this.#samplesAppended,
      diskBytes: 0,
      memoryBytes: this.#buffer.bytes.length,
      rollupsPending: this.rollups.pending,
      ...this.#faults.stats(),
      warnings: [],
    };
  }
}

function typeKey(measurement: string, field: string): string {
  return JSON.stringify([measurement, field]);
}

function isLoopback(url: string): boolean {
  return /^(localhost|127\.|\[::1\])/.test(new URL(url).hostname);
}

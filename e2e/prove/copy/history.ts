/*
 * A history that a seed and a size decide: hosts with gauges of one and two decimals, counters that now and then begin
 * anew, full doubles, hours without anything and columns that were not read.
 */
import { addSamples, emptyTally, type Tally } from '#collector/store/copy/tally.ts';
import type { Rows, Store } from '#collector/store/store.ts';
import { seriesKey } from '#protocol/sample.ts';
import { type Schema, schemaIdentity } from '#protocol/schema.ts';
import { type Random, seededRandom } from '../random.ts';

const DAY_MS = 86_400_000;
const CPUS = 12;
const COUNTERS = 10;
const DOUBLES = 4;
/** The last column, which is not read once in a while; it is alone in having other times in stores without NaN. */
const COLUMNS = CPUS + COUNTERS + DOUBLES + 1;
const SHORTEST_INTERVAL_MS = 10_000;

/** What was made, by day and series. */
export interface MadeHistory {
  samples: number;
  series: number;
  days: number;
  tallies: Map<string, Tally>;
}

/** The name of a series on a day. */
export function seriesDay(key: string, dayMs: number): string {
  return `${dayMs} ${key}`;
}

/** Fills a store with about so many samples, on days up to yesterday. */
export async function fillHistory(
  store: Store,
  samples: number,
  seed: number,
  todayMs: number,
): Promise<MadeHistory> {
  const days = Math.min(7, Math.max(2, Math.round(samples / 10_000_000)));
  const hosts = Math.min(60, Math.max(4, Math.ceil(samples / days / COLUMNS / 8_640)));
  const rows = Math.max(1, Math.round(samples / days / hosts / COLUMNS));
  const intervalMs = Math.max(SHORTEST_INTERVAL_MS, Math.floor(DAY_MS / rows / 1_000) * 1_000);
  const made: MadeHistory = { samples: 0, series: hosts * COLUMNS, days, tallies: new Map() };
  const makers = Array.from({ length: hosts }, (_, host) => new HostHistory(host, intervalMs, seed));
  for (let day = days; day > 0; day--) {
    const dayMs = todayMs - day * DAY_MS;
    for (const maker of makers) {
      const own = maker.day(dayMs);
      made.samples += own.values.length;
      tally(made.tallies, own, dayMs);
      await store.append([own], 1);
    }
  }
  await store.flush();
  return made;
}

function tally(tallies: Map<string, Tally>, { schema, timesMs, values }: Rows, dayMs: number): void {
  const column = new Float64Array(timesMs.length);
  for (const [at, { metric, labels }] of schema.columns.entries()) {
    for (let row = 0; row < timesMs.length; row++) column[row] = values[row * COLUMNS + at];
    const own = emptyTally();
    addSamples(own, { timesMs, values: column });
    tallies.set(seriesDay(seriesKey({ target: schema.target, metric, labels }), dayMs), own);
  }
}

class HostHistory {
  readonly #schema: Schema;
  readonly #schemaId: string;
  readonly #random: Random;
  readonly #intervalMs: number;
  readonly #levels = new Float64Array(COLUMNS);
  /** Nobody's clock ticks at whole intervals. */
  readonly #phaseMs: number;

  constructor(host: number, intervalMs: number, seed: number) {
    this.#schema = schemaOf(`host-${String(host).padStart(3, '0')}`, intervalMs);
    this.#schemaId = schemaIdentity(this.#schema);
    this.#random = seededRandom(seed * 1_000 + host);
    this.#intervalMs = intervalMs;
    this.#phaseMs = Math.floor(this.#random() * intervalMs);
    for (let column = 0; column < COLUMNS; column++) this.#levels[column] = Math.floor(this.#random() * 100);
  }

  day(dayMs: number): Rows {
    const random = this.#random;
    const gapFromMs = dayMs + random() * DAY_MS;
    const gapToMs = gapFromMs + (random() < 0.5 ? 3_600_000 : 0);
    const times: number[] = [];
    for (let timeMs = dayMs + this.#phaseMs; timeMs < dayMs + DAY_MS; timeMs += this.#intervalMs) {
      if (timeMs < gapFromMs || timeMs >= gapToMs) times.push(timeMs);
    }
    const values = new Float64Array(times.length * COLUMNS);
    for (let row = 0; row < times.length; row++) this.#row(values, row * COLUMNS);
    return {
      schemaId: this.#schemaId,
      schema: this.#schema,
      timesMs: Float64Array.from(times),
      values,
    };
  }

  #row(values: Float64Array, offset: number): void {
    const random = this.#random;
    const levels = this.#levels;
    for (let column = 0; column < CPUS; column++) {
      const places = column % 2 ? 100 : 10;
      if (random() > 0.3) levels[column] = Math.abs(levels[column] + random() - 0.5) % 100;
      values[offset + column] = Math.round(levels[column] * places) / places;
    }
    const doublesAt = CPUS + COUNTERS;
    for (let column = CPUS; column < doublesAt; column++) {
      levels[column] = random() < 0.000_02 ? 0 : levels[column] + Math.floor(random() * 65_536);
      values[offset + column] = levels[column];
    }
    for (let column = doublesAt; column < doublesAt + DOUBLES; column++) values[offset + column] = random();
    const last = COLUMNS - 1;
    values[offset + last] = random() < 0.01 ? Number.NaN : Math.round(random() * 30);
  }
}

function schemaOf(target: string, intervalMs: number): Schema {
  const columns: Schema['columns'] = [];
  for (let cpu = 0; cpu < CPUS; cpu++) {
    columns.push({ metric: 'cpu.usage_active', labels: { cpu: `cpu${cpu}` }, kind: 'gauge', unit: '%' });
  }
  for (let card = 0; card < COUNTERS; card++) {
    const labels = { interface: `eth${card >> 1}` };
    columns.push({
      metric: card % 2 ? 'net.bytes_sent' : 'net.bytes_recv',
      labels,
      kind: 'counter',
      unit: 'B',
    });
  }
  for (let field = 0; field < DOUBLES; field++) {
    columns.push({ metric: `wave.field_${field}`, labels: {}, kind: 'gauge', unit: '1' });
  }
  columns.push({ metric: 'sensor.temperature_celsius', labels: {}, kind: 'gauge', unit: '°C' });
  return { probe: 'history', target, intervalMs, columns };
}

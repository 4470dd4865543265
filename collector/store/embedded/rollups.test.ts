import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Schema, schemaIdentity } from '#protocol/schema.ts';
import { memoryStore } from '../memory-store.ts';
import { AGGREGATIONS, type Aggregation, DEFAULT_QUERY_LIMITS, type Rows, type Store } from '../store.ts';
import { openEmbeddedStore } from './embedded-store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A window of the hourly roll-up begins here. */
const START = Math.ceil(Date.UTC(2026, 10, 20) / (5 * DAY)) * 5 * DAY;
const INTERVAL = 60_000 / 4;

const schema: Schema = {
  probe: 'roll',
  target: 'a',
  intervalMs: INTERVAL,
  columns: [
    { metric: 'roll.gauge', labels: {}, kind: 'gauge', unit: '%' },
    { metric: 'roll.total', labels: {}, kind: 'counter', unit: 'B' },
    { metric: 'roll.float', labels: {}, kind: 'gauge', unit: '1' },
  ],
};
const schemaId = schemaIdentity(schema);

/** Rows at some ticks: a jittering clock, a gauge of one decimal that is not read now and then, a counter that resets. */
function rowsAt(ticks: readonly number[]): Rows[] {
  const values = ticks.flatMap((tick) => [
    tick % 50 === 7 ? Number.NaN : Math.round(500 + 400 * Math.sin(tick / 300)) / 10,
    (tick % 1_777) * 4096 + (tick % 3),
    Math.sqrt(tick + 1),
  ]);
  const timesMs = Float64Array.from(ticks, (tick) => START + tick * INTERVAL + ((tick * 7919) % 400));
  return [{ schema, schemaId, timesMs, values: Float64Array.from(values) }];
}

const span = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

let folder: string;
let store: Store;
let model: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ward-rollups-'));
  store = await openEmbeddedStore(folder);
  model = memoryStore();
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function append(ticks: readonly number[]): Promise<void> {
  await store.append(rowsAt(ticks), 2);
  await model.append(rowsAt(ticks), 2);
}

async function maintain(nowMs: number): Promise<void> {
  while (await store.maintain(nowMs));
}

async function ask(
  of: Store,
  metric: string,
  stepMs: number,
  aggregation: Aggregation,
  fromMs: number,
  toMs: number,
) {
  const query = { selector: { metric }, fromMs, toMs, stepMs, aggregation };
  const [columns] = await of.query(query, DEFAULT_QUERY_LIMITS);
  return columns ? [...columns.timesMs].map((time, at) => [time - START, columns.values[at]]) : [];
}

async function expectLikeRaw(fromMs: number, toMs: number): Promise<void> {
  for (const metric of ['roll.gauge', 'roll.total', 'roll.float']) {
    for (const stepMs of [60_000, 300_000, HOUR, 6 * HOUR, 90_000]) {
      for (const aggregation of AGGREGATIONS) {
        const found = await ask(store, metric, stepMs, aggregation, fromMs, toMs);
        const expected = await ask(model, metric, stepMs, aggregation, fromMs, toMs);
        expect(found.map(([time]) => time)).toEqual(expected.map(([time]) => time));
        const wrong = expected.findIndex(([, value], at) => {
          const differs = Math.abs(found[at][1] - value) > Math.abs(value) * 1e-9;
          return differs || Number.isNaN(value) !== Number.isNaN(found[at][1]);
        });
        expect(found[wrong], `${metric} ${aggregation} by ${stepMs}`).toEqual(expected[wrong]);
      }
    }
  }
}

const TICKS_A_DAY = DAY / INTERVAL;

describe('roll-ups', () => {
  it('answer what the raw samples would, on and off their bounds', async () => {
    await append(span(0, 7 * TICKS_A_DAY));
    await maintain(START + 8 * DAY);

    expect(readdirSync(join(folder, '1m')).length).toBeGreaterThan(0);
    expect(readdirSync(join(folder, '1h')).length).toBeGreaterThan(0);
    await expectLikeRaw(START, START + 7 * DAY);
    await expectLikeRaw(START + 1_234_567, START + 6 * DAY - 7_654_321);
  });

  it('take in what comes late, at once and after they were computed again', async () => {
    await append(span(0, 2 * TICKS_A_DAY).filter((tick) => tick < 3_000 || tick >= 4_500));
    await maintain(START + 3 * DAY);
    await store.flush();

    await append(span(3_000, 4_500));
    await expectLikeRaw(START, START + 2 * DAY);

    await maintain(START + 3 * DAY);
    expect(store.stats().rollupsPending).toBe(0);
    await expectLikeRaw(START, START + 2 * DAY);
  });

  it('are the same after a restart', async () => {
    await append(span(0, 2 * TICKS_A_DAY));
    await maintain(START + 2 * DAY);
    await store.close();

    store = await openEmbeddedStore(folder);

    await expectLikeRaw(START, START + 2 * DAY);
  });

  it('do not stand in for a window that still grows', async () => {
    await append(span(0, 1_000));
    await maintain(START + HOUR);
    await append(span(1_000, 1_100));

    await expectLikeRaw(START, START + DAY);
  });
});

describe('retention', () => {
  it('deletes files of raw samples and answers from roll-ups in their place', async () => {
    await append(span(0, (40 * TICKS_A_DAY) / 10));
    await maintain(START + 5 * DAY);
    const before = await ask(store, 'roll.gauge', HOUR, 'avg', START, START + 4 * DAY);
    const files = readdirSync(join(folder, 'raw')).length;

    await maintain(START + 33 * DAY);
    await store.flush();

    expect(readdirSync(join(folder, 'raw')).length).toBe(files - 3);
    expect(await ask(store, 'roll.gauge', HOUR, 'avg', START, START + 4 * DAY)).toEqual(before);
    const raw = await ask(store, 'roll.gauge', 0, 'avg', START, START + DAY);
    expect(raw).toHaveLength(1440);
    expect(raw).toEqual(await ask(store, 'roll.gauge', 60_000, 'avg', START, START + DAY));
    expect(await ask(store, 'roll.total', HOUR, 'rate', START, START + DAY)).toHaveLength(24);
  });

  it('answers nothing in place of samples that are gone to who asks for samples alone', async () => {
    await append(span(0, (40 * TICKS_A_DAY) / 10));
    await maintain(START + 33 * DAY);

    for (const stepMs of [0, HOUR, DAY]) {
      const query = { selector: { metric: 'roll.gauge' }, fromMs: START, toMs: START + 4 * DAY, stepMs };
      const [found] = await store.query(
        { ...query, aggregation: 'avg', onlySamples: true },
        DEFAULT_QUERY_LIMITS,
      );
      const [expected] = await model.query(
        { ...query, fromMs: START + 3 * DAY, aggregation: 'avg' },
        DEFAULT_QUERY_LIMITS,
      );
      expect(found.timesMs).toEqual(expected.timesMs);
    }
  });

  it('ends with the hourly roll-ups, and nothing is left then', async () => {
    await append(span(0, 6 * TICKS_A_DAY));
    await maintain(START + 7 * DAY);
    const hours = await ask(store, 'roll.gauge', HOUR, 'max', START, START + 5 * DAY);

    await maintain(START + 200 * DAY);
    await store.flush();
    expect(readdirSync(join(folder, '1m'))).toEqual([]);
    expect(await ask(store, 'roll.gauge', HOUR, 'max', START, START + 5 * DAY)).toEqual(hours);

    await maintain(START + 1_300 * DAY);
    await store.flush();
    expect(readdirSync(join(folder, '1h'))).toEqual([]);
    expect(await ask(store, 'roll.gauge', HOUR, 'max', START, START + 5 * DAY)).toEqual([]);
  });

  it('hands its roll-ups to another store, which answers the same, also when they come twice', async () => {
    await append(span(0, 11 * TICKS_A_DAY));
    await maintain(START + 12 * DAY);
    await maintain(START + 50 * DAY);
    const other = await openEmbeddedStore(join(folder, 'other'));

    for (const tier of ['1m', '1h', '1h'] as const) {
      const columns = [];
      for (const { metric } of schema.columns) {
        const [rolled] = (await store.rolled?.read({ metric }, tier, START, START + 10 * DAY)) ?? [];
        columns.push(rolled);
      }
      const rows = {
        schemaId,
        schema,
        timesMs: columns[0].timesMs,
        columns: columns.map(({ fields }) => fields),
      };
      await other.rolled?.write([rows], tier);
    }
    await other.flush();

    for (const metric of ['roll.gauge', 'roll.total', 'roll.float']) {
      for (const stepMs of [60_000, HOUR, 6 * HOUR]) {
        for (const aggregation of AGGREGATIONS) {
          const expected = await ask(store, metric, stepMs, aggregation, START, START + 10 * DAY);
          expect(expected.length).toBeGreaterThan(0);
          expect(await ask(other, metric, stepMs, aggregation, START, START + 10 * DAY)).toEqual(expected);
        }
      }
    }
    await other.close();
  });

  it('forgets raw samples before a time at once, to the sample', async () => {
    await append(span(0, 3 * TICKS_A_DAY));
    await store.flush();
    const cutMs = START + DAY + 12 * HOUR;

    expect(await store.deleteBefore(cutMs)).toBeGreaterThan(0);

    const raw = await ask(store, 'roll.gauge', 0, 'avg', START, START + 3 * DAY);
    expect(raw).toHaveLength(1.5 * TICKS_A_DAY);
    expect(raw[0][0]).toBeGreaterThanOrEqual(cutMs - START);
    await store.flush();
    expect(existsSync(join(folder, 'raw', `${new Date(START).toISOString().slice(0, 10)}.chunks`))).toBe(
      false,
    );
  });
});

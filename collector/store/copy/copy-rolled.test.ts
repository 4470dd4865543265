import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parseStoreAddress } from '#collector/config/store-address.ts';
import { startInfluxdb } from '#scripts/servers/influxdb.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { openEmbeddedStore } from '../embedded/embedded-store.ts';
import { memoryStore } from '../memory-store.ts';
import { openStore } from '../open-store.ts';
import { AGGREGATIONS, DEFAULT_QUERY_LIMITS, type Store } from '../store.ts';
import { rowsOf, schemaOf } from '../store-history.ts';
import { DAY_MS } from './copy-plan.ts';
import { memoryCopyState } from './copy-state.ts';
import { type CopyReport, copyStore } from './copy-store.ts';
import { fullPace } from './pace.ts';
import { destinationOf, sourceOf } from './sides.ts';

const HOUR = 3_600_000;
const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;
/** Samples of the last two days and of twelve old ones, of which only roll-ups are left. */
const OLD = TODAY - 50 * DAY_MS;
const RETENTION = { rawMs: 30 * DAY_MS, minuteMs: 400 * DAY_MS, hourMs: 1_800 * DAY_MS };

const folder = mkdtempSync(join(tmpdir(), 'ward-copy-rolled-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function day(dayMs: number, target: string) {
  const pairs = Array.from({ length: 288 }, (_, at) => [at * 300_000, at % 40 === 7 ? Number.NaN : at % 97]);
  const rows = rowsOf(schemaOf(target), pairs);
  return { ...rows, timesMs: rows.timesMs.map((_, at) => dayMs + at * 300_000) };
}

async function oldStore(name: string): Promise<Store> {
  const store = await openEmbeddedStore(join(folder, name), { retention: RETENTION });
  for (const target of ['a', 'b']) {
    for (let at = 0; at < 12; at++) await store.append([day(OLD + at * DAY_MS, target)], 1);
  }
  while (await store.maintain(OLD + 14 * DAY_MS));
  for (const target of ['a', 'b']) {
    for (let at = 2; at > 0; at--) await store.append([day(TODAY - at * DAY_MS, target)], 1);
  }
  while (await store.maintain(TODAY));
  await store.flush();
  return store;
}

function copy(from: Store, to: Store): Promise<CopyReport> {
  return copyStore({
    from: sourceOf(from),
    to: destinationOf(to),
    scope: {
      fromMs: 0,
      toMs: TODAY + DAY_MS,
      keptFromMs: (lane) => (lane === 'raw' ? TODAY - RETENTION.rawMs : 0),
    },
    state: memoryCopyState(),
    pace: fullPace,
    say() {},
    signal: new AbortController().signal,
    nowMs: Date.now,
    lotSamples: 10_000,
    portionSamples: 3_000,
  });
}

async function answers(store: Store): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const metric of ['cpu.usage_active', 'cpu.usage_user']) {
    for (const aggregation of metric === 'cpu.usage_active'
      ? AGGREGATIONS
      : (['last', 'count', 'rate'] as const)) {
      if (metric === 'cpu.usage_active' && aggregation === 'rate') continue;
      const query = { selector: { metric }, fromMs: OLD, toMs: OLD + 12 * DAY_MS, stepMs: HOUR, aggregation };
      for (const { target, timesMs, values } of await store.query(query, DEFAULT_QUERY_LIMITS)) {
        found.push([
          metric,
          aggregation,
          target,
          timesMs,
          values.map((value) => Math.round(value * 1e9) / 1e9),
        ]);
      }
    }
  }
  return found.sort();
}

it('carries roll-ups whose samples are gone from one embedded store to another', async () => {
  const from = await oldStore('from-1');
  const to = await openEmbeddedStore(join(folder, 'to-1'), { retention: RETENTION });

  const report = await copy(from, to);

  expect(report).toMatchObject({ finished: true, differencesFound: 0 });
  expect(report.plan.rolled).toEqual({ series: 4, fromMs: OLD, toMs: OLD + 12 * DAY_MS });
  expect(report.plan.leftOut.rolled).toBeUndefined();
  const expected = await answers(from);
  expect(expected.length).toBeGreaterThan(0);
  expect(await answers(to)).toEqual(expected);
  await Promise.all([from.close(), to.close()]);
});

it('says that they are left behind where the other side keeps none', async () => {
  const from = await oldStore('from-2');

  const report = await copy(from, memoryStore());

  expect(report).toMatchObject({ finished: true, differencesFound: 0, unitsDone: 4 });
  expect(report.plan.leftOut.rolled).toEqual({ series: 4, fromMs: OLD, toMs: OLD + 12 * DAY_MS });
  await from.close();
});

describeWith('influxd', 'by way of InfluxDB', () => {
  it('carries them there and back', async () => {
    const from = await oldStore('from-3');
    const influxdb = await startInfluxdb();
    const address = parseStoreAddress(`influxdb://${new URL(influxdb.url).host}/rolled`);
    if (!address) throw new Error(influxdb.url);
    const server = await openStore(address, { dataDir: join(folder, 'data'), retention: RETENTION });
    const back = await openEmbeddedStore(join(folder, 'to-3'), { retention: RETENTION });

    const there = await copy(from, server);
    const again = await copy(server, back);

    expect(there).toMatchObject({ finished: true, differencesFound: 0 });
    expect(again).toMatchObject({ finished: true, differencesFound: 0 });
    const expected = await answers(from);
    expect(await answers(server)).toEqual(expected);
    expect(await answers(back)).toEqual(expected);
    await Promise.all([from.close(), server.close(), back.close()]);
    await influxdb.stop();
  });
});

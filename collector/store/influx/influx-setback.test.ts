import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Influxdb, startInfluxdb } from '#scripts/servers/influxdb.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { DEFAULT_QUERY_LIMITS, type Store } from '../store.ts';
import { rowsOf, START, schemaOf } from '../store-history.ts';
import { openInfluxStore } from './influx-store.ts';

const EMPTIED = { name: 'StoreUnavailableError', code: 'emptied' };

describeWith('influxd', 'an InfluxDB that somebody emptied or put back', () => {
  const base = mkdtempSync(join(tmpdir(), 'ward-influx-setback-'));
  let influxdb: Influxdb;
  let stores = 0;
  let store: Store;
  /** The clock of the store. */
  let nowMs: number;
  beforeAll(async () => {
    influxdb = await startInfluxdb();
  });
  beforeEach(async () => {
    stores++;
    nowMs = START;
    store = await open();
  });
  afterEach(() => store.close().catch(() => {}));
  afterAll(async () => {
    await influxdb?.stop();
    rmSync(base, { recursive: true, force: true });
  });

  const open = (retention = { rawMs: 0, minuteMs: 0, hourMs: 0 }, folder = String(stores)) =>
    openInfluxStore({
      address: { version: 1, url: influxdb.url, database: `ward_${stores}`, user: '', secret: '', org: '' },
      folder: join(base, folder),
      retention,
      nowMs: () => nowMs,
    });
  const run = async (statement: string) => {
    const query = `db=ward_${stores}&q=${encodeURIComponent(statement)}`;
    const answer = await fetch(`${influxdb.url}/query?${query}`, { method: 'POST' });
    // It says 200 before it does anything.
    expect(await answer.text()).not.toContain('error');
  };
  /** One sample and its flush, up to a position. */
  const keep = async (position: number, into = store) => {
    nowMs += 1_000;
    await into.append([rowsOf(schemaOf('a'), [[position * 1_000, position]])], position);
    await into.flush();
  };
  const values = async () => {
    const query = {
      selector: { metric: 'cpu.usage_active' },
      fromMs: START,
      toMs: START + 3_600_000,
      stepMs: 0,
    };
    const [answer] = await store.query({ ...query, aggregation: 'avg' }, DEFAULT_QUERY_LIMITS);
    return answer ? [...answer.values] : [];
  };

  it('has lost everything when it was dropped, and goes on once that was told', async () => {
    await keep(5);
    await run(`DROP DATABASE ward_${stores}`);

    await expect(keep(6)).rejects.toMatchObject({ name: 'StoreUnavailableError' });
    await expect(keep(6)).rejects.toMatchObject(EMPTIED);

    expect(await store.setback()).toEqual({ from: 1, to: 5 });
    expect(await store.position()).toBe(1);
    await keep(4);
    expect(await store.setback()).toEqual({ from: 1, to: 5 });
    await store.settle();
    expect(await store.setback()).toBeUndefined();
    await keep(6);
    expect(await values()).toEqual([4, 6]);
  });

  it('is noticed within ten seconds though somebody else made it again, and though we wrote into it', async () => {
    await keep(5);
    await keep(6);
    await run(`DROP DATABASE ward_${stores}`);
    await run(`CREATE DATABASE ward_${stores}`);
    await keep(7);
    nowMs += 10_000;

    await expect(store.flush()).rejects.toMatchObject(EMPTIED);

    expect(await store.setback()).toEqual({ from: 1, to: 7 });
  });

  it('is noticed while nothing is written', async () => {
    await keep(5);
    await run('DROP MEASUREMENT ward_store');
    nowMs += 10_000;

    await expect(store.maintain(nowMs)).rejects.toMatchObject(EMPTIED);

    await expect(store.flush()).rejects.toMatchObject(EMPTIED);
    expect(await store.setback()).toEqual({ from: 1, to: 5 });
  });

  it('is noticed at the first contact after a start, and told again until it was settled', async () => {
    await keep(5);
    await store.close();
    await run(`DROP DATABASE ward_${stores}`);
    store = await open();

    expect(await store.position()).toBe(5);
    await expect(keep(6)).rejects.toMatchObject(EMPTIED);
    await store.close().catch(() => {});
    store = await open();

    expect(await store.setback()).toEqual({ from: 1, to: 5 });
    expect(await store.position()).toBe(1);
  });

  it('lost what an older copy does not have, and no more', async () => {
    const copy = join(base, 'copy');
    await keep(5);
    await influxdb.kill();
    for (const part of ['meta', 'data', 'wal'])
      cpSync(join(influxdb.folder, part), join(copy, part), { recursive: true });
    await influxdb.restart();
    await keep(6);
    await keep(9);
    await influxdb.kill();
    for (const part of ['meta', 'data', 'wal']) {
      rmSync(join(influxdb.folder, part), { recursive: true });
      cpSync(join(copy, part), join(influxdb.folder, part), { recursive: true });
    }
    await influxdb.restart();

    nowMs += 10_000;
    await expect(keep(10)).rejects.toMatchObject({ name: 'StoreUnavailableError' });

    expect(await store.setback()).toEqual({ from: 5, to: 9 });
    expect(await store.position()).toBe(5);
    await store.settle();
    await keep(10);
    expect(await values()).toEqual([5, 10]);
  });

  it('lost everything when its data directory was removed', async () => {
    await keep(5);
    await influxdb.kill();
    for (const part of ['meta', 'data', 'wal']) rmSync(join(influxdb.folder, part), { recursive: true });
    await influxdb.restart();
    nowMs += 10_000;

    await expect(store.flush()).rejects.toMatchObject({ name: 'StoreUnavailableError' });
    await expect(keep(6)).rejects.toMatchObject(EMPTIED);

    expect(await store.setback()).toEqual({ from: 1, to: 5 });
  });

  it('lost nothing when only its window has moved on', async () => {
    const day = 86_400_000;
    const retention = { rawMs: 2 * day, minuteMs: 0, hourMs: 0 };
    await store.close();
    nowMs = Date.now();
    store = await open(retention);
    await keep(5);
    await store.close();
    await run('DROP MEASUREMENT ward_store');
    nowMs += 3 * day;

    store = await open(retention);
    await keep(6);

    expect(await store.setback()).toBeUndefined();
    expect(await store.position()).toBe(6);
  });

  it('is known by each of two Wards for itself', async () => {
    const other = await open(undefined, `${stores}-other`);
    await keep(5);
    await keep(900, other);
    nowMs += 20_000;

    await keep(6);
    await keep(901, other);

    expect([await store.setback(), await other.setback()]).toEqual([undefined, undefined]);
    await other.close();
  });

  it('is no older one where the clock went back', async () => {
    await keep(5);
    nowMs -= 3_600_000;
    await keep(6);
    nowMs += 20_000;
    await keep(7);

    expect(await store.setback()).toBeUndefined();
  });
});

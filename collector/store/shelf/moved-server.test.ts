import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { parseStoreAddress, type StoreAddress } from '#collector/config/store-address.ts';
import { startInfluxdb } from '#scripts/servers/influxdb.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startVictoriaMetrics } from '#scripts/servers/victoria-metrics.ts';
import { holdStill } from '../hold-still.ts';
import { openInfluxStore } from '../influx/influx-store.ts';
import { DEFAULT_QUERY_LIMITS, type Store } from '../store.ts';
import { rowsOf, START, schemaOf } from '../store-history.ts';
import { openVictoriaStore } from '../victoria-metrics/victoria-store.ts';

const EMPTIED = { name: 'StoreUnavailableError', code: 'emptied' };

/** A kind of server with two places, one of which goes by two names. */
interface Places {
  first: string;
  /** The same place as `first`. */
  firstByAnotherName: string;
  second: string;
  down: string;
  /** Takes everything away from `first`. */
  wipe(): Promise<void>;
  /** What was written can be read from here on. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

async function influxPlaces(): Promise<Places> {
  const server = await startInfluxdb();
  const { port } = new URL(server.url);
  let round = 0;
  const name = () => `ward_${round}`;
  return {
    get first() {
      return `influxdb://127.0.0.1:${port}/${name()}`;
    },
    get firstByAnotherName() {
      return `influxdb://localhost:${port}/${name()}`;
    },
    get second() {
      return `influxdb://127.0.0.1:${port}/${name()}_b`;
    },
    down: 'influxdb://127.0.0.1:1/ward',
    async wipe() {
      const statement = encodeURIComponent(`DROP DATABASE ${name()}`);
      const answer = await fetch(`${server.url}/query?q=${statement}`, { method: 'POST' });
      // It says 200 before it does anything.
      await answer.text();
      round++;
    },
    settle: async () => {},
    stop: () => server.stop(),
  };
}

async function victoriaPlaces(): Promise<Places> {
  const [one, two] = await Promise.all([startVictoriaMetrics(), startVictoriaMetrics()]);
  const { port } = new URL(one.url);
  return {
    first: `victoriametrics://127.0.0.1:${port}`,
    firstByAnotherName: `victoriametrics://localhost:${port}`,
    second: two.url.replace('http:', 'victoriametrics:'),
    down: 'victoriametrics://127.0.0.1:1',
    async wipe() {
      await Promise.all([one.empty(), two.empty()]);
    },
    async settle() {
      await Promise.all([one.forceFlush(), two.forceFlush()]);
    },
    async stop() {
      await Promise.all([one.stop(), two.stop()]);
    },
  };
}

const RETENTION = { rawMs: 0, minuteMs: 0, hourMs: 0 };

function openAt(address: StoreAddress | undefined, folder: string): Promise<Store> {
  if (address?.kind === 'influxdb') {
    return openInfluxStore({ address, folder: join(folder, 'influxdb'), retention: RETENTION });
  }
  if (address?.kind !== 'victoriametrics') throw new Error('no address of a server');
  return openVictoriaStore({
    address,
    folder: join(folder, 'victoriametrics'),
    retention: RETENTION,
    durableAfterMs: 0,
    lookEveryMs: 0,
    untilReadable: async () => {},
  });
}

describeWith('influxd', 'a data directory that moves from one InfluxDB to another', () =>
  moves('influxdb', influxPlaces),
);
describeWith('victoria-metrics', 'a data directory that moves from one VictoriaMetrics to another', () =>
  moves('victoriametrics', victoriaPlaces),
);

function moves(kind: 'influxdb' | 'victoriametrics', start: () => Promise<Places>): void {
  const base = mkdtempSync(join(tmpdir(), 'ward-moved-'));
  let places: Places;
  let folder: string;
  let store: Store;
  let folders = 0;
  beforeAll(async () => {
    places = await start();
  });
  beforeEach(() => {
    folder = join(base, String(folders++));
    mkdirSync(folder);
  });
  afterEach(async () => {
    await store?.close().catch(() => {});
    await places.wipe();
  });
  afterAll(async () => {
    await places?.stop();
    rmSync(base, { recursive: true, force: true });
  });

  const moveTo = async (address: string) => {
    await store?.close().catch(() => {});
    store = await openAt(parseStoreAddress(address), folder);
  };
  /** One sample of a target, durably, up to a position. */
  const keep = async (target: string, position: number) => {
    await store.append([rowsOf(schemaOf(target), [[position * 1_000, position]])], position);
    await store.flush();
    await places.settle();
    await store.flush();
  };
  const held = async () => {
    const query = { fromMs: START, toMs: START + 3_600_000, stepMs: 0, aggregation: 'avg' } as const;
    const selector = { metric: 'cpu.usage_active' };
    const answers = await store.query({ ...query, selector }, DEFAULT_QUERY_LIMITS);
    return answers.flatMap(({ target, values }) => [...values].map((value) => `${target}=${value}`));
  };
  const targets = async () => [...new Set((await store.series({}, 100)).map(({ target }) => target))].sort();

  it('begins anew at a server that it never fed, without a loss, and goes on at the old one where it was', async () => {
    await moveTo(places.first);
    await keep('a', 5);

    await moveTo(places.second);
    expect([await store.setback(), await store.position()]).toEqual([undefined, 1]);
    expect(await targets()).toEqual([]);
    await keep('b', 9);
    expect([store.stats().faultsTotal, await targets(), await held()]).toEqual([0, ['b'], ['b=9']]);

    await moveTo(places.first);
    await keep('a', 7);
    expect([await store.setback(), await store.position()]).toEqual([undefined, 7]);
    expect([store.stats().faultsTotal, await targets()]).toEqual([0, ['a']]);
    expect((await held()).sort()).toEqual(['a=5', 'a=7']);
    await moveTo(places.second);
    expect([await store.setback(), await store.position(), await targets()]).toEqual([undefined, 9, ['b']]);
  });

  it('goes on where the server only has another name now', async () => {
    await moveTo(places.first);
    await keep('a', 5);

    await moveTo(places.firstByAnotherName);
    await keep('a', 6);

    expect([await store.setback(), await store.position()]).toEqual([undefined, 6]);
    expect((await held()).sort()).toEqual(['a=5', 'a=6']);
    await moveTo(places.first);
    expect(await store.position()).toBe(6);
  });

  it('has lost what it had where the address is the same and nothing of ours is there', async () => {
    await moveTo(places.first);
    await keep('a', 5);
    const { first } = places;
    await store.close();
    await places.wipe();
    await moveTo(first);

    await expect(store.flush()).rejects.toMatchObject(EMPTIED);

    expect(await store.setback()).toEqual({ from: 1, to: 5 });
  });

  it('says nothing about a position before another server has said which one it is', async () => {
    await moveTo(places.first);
    await keep('a', 5);

    await moveTo(places.down);

    await expect(store.setback()).rejects.toMatchObject({ name: 'StoreUnavailableError' });
    await expect(store.position()).rejects.toMatchObject({ name: 'StoreUnavailableError' });
    await expect(store.append([], 6)).rejects.toMatchObject({ name: 'StoreUnavailableError' });
    expect(store.stats()).toMatchObject({ engine: kind, series: 0 });
    await moveTo(places.first);
    expect(await store.position()).toBe(5);
  });

  it('goes on with a catalog of a time when none had an address', async () => {
    await moveTo(places.first);
    await keep('a', 5);
    await store.close();
    rmSync(join(folder, kind, 'addresses.json'));

    await moveTo(places.first);
    await keep('a', 6);

    expect([await store.setback(), await store.position(), await targets()]).toEqual([undefined, 6, ['a']]);
    await moveTo(places.second);
    expect([await store.setback(), await store.position()]).toEqual([undefined, 1]);
  });

  it('has the catalogs of all its servers in a backup, running or not', async () => {
    await moveTo(places.first);
    await keep('a', 5);
    await moveTo(places.second);
    await keep('b', 9);
    const snapshot = await store.snapshot();
    const copy = join(base, `${folders++}`);
    for (const { name, path } of snapshot?.files ?? []) {
      mkdirSync(join(copy, kind, name, '..'), { recursive: true });
      copyFileSync(path, join(copy, kind, name));
    }
    snapshot?.done();
    await store.close();
    const still = await holdStill(kind, folder);
    expect(still?.files.map(({ name }) => name).sort()).toEqual([
      '2/catalog.sqlite',
      'addresses.json',
      'catalog.sqlite',
    ]);
    await still?.close();

    expect(existsSync(join(copy, kind, 'catalog.sqlite'))).toBe(true);
    renameSync(join(copy, kind), join(folder, `${kind}-restored`));
    rmSync(join(folder, kind), { recursive: true });
    renameSync(join(folder, `${kind}-restored`), join(folder, kind));
    await moveTo(places.second);
    expect([await store.position(), await targets()]).toEqual([9, ['b']]);
    await moveTo(places.first);
    expect([await store.position(), await targets()]).toEqual([5, ['a']]);
  });
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Schema } from '#protocol/schema.ts';
import { type Influxdb, startInfluxdb } from '#scripts/servers/influxdb.ts';
import { type Influx2Front, startInflux2Front } from '#scripts/servers/influxdb-2-front.ts';
import { type Influx3Front, startInflux3Front } from '#scripts/servers/influxdb-3-front.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import type { Retention } from '../embedded/tiers.ts';
import { DEFAULT_QUERY_LIMITS, type Store } from '../store.ts';
import { rowsOf, START, schemaOf } from '../store-history.ts';
import { describeStore } from '../store-suite.ts';
import type { InfluxAddress } from './address.ts';
import { openInfluxStore } from './influx-store.ts';

const DAY = 86_400_000;
const FOREVER: Retention = { rawMs: 0, minuteMs: 0, hourMs: 0 };
const SOME: Retention = { rawMs: 30 * DAY, minuteMs: 180 * DAY, hourMs: 1095 * DAY };

describeWith('influxd', 'before a real InfluxDB 1.x', () => {
  const base = mkdtempSync(join(tmpdir(), 'ward-influx-versions-'));
  let influxdb: Influxdb;
  let two: Influx2Front;
  let three: Influx3Front;
  let stores = 0;
  let store: Store | undefined;
  beforeAll(async () => {
    influxdb = await startInfluxdb();
    two = await startInflux2Front(influxdb.url);
    three = await startInflux3Front(influxdb.url);
  });
  afterEach(async () => {
    await store?.close();
    store = undefined;
  });
  afterAll(async () => {
    await Promise.all([two?.close(), three?.close()]);
    await influxdb?.stop();
    rmSync(base, { recursive: true, force: true });
  });

  const address2 = (): InfluxAddress => ({
    version: 2,
    url: two.url,
    database: `ward_${stores}`,
    user: '',
    secret: two.token,
    org: two.org,
  });
  const address3 = (): InfluxAddress => ({
    ...address2(),
    version: 3,
    url: three.url,
    secret: three.token,
    org: '',
  });
  const open = (address: InfluxAddress, retention = FOREVER) =>
    openInfluxStore({
      address,
      folder: join(base, String(stores)),
      retention,
      hostOf: async (target) => `the host of ${target}`,
    });
  const fresh = (address: () => InfluxAddress, retention?: Retention) => {
    stores++;
    return open(address(), retention);
  };
  const one = (time: number, value: number) => rowsOf(schemaOf('a'), [[time, value]]);
  const read = async (from: Store, stepMs = 0, toMs = START + 60_000) => {
    const selector = { metric: 'cpu.usage_active' };
    const query = { selector, fromMs: START, toMs, stepMs, aggregation: 'avg' } as const;
    const answers = await from.query(query, DEFAULT_QUERY_LIMITS);
    return answers.flatMap(({ values }) => [...values]);
  };
  /** Seven hours of a sample a minute, rolled up; the middle of an answer can only come from there. */
  const expectRolled = async (kept: Store) => {
    const pairs = Array.from({ length: 420 }, (_, minute) => [minute * 60_000, minute]);
    await kept.append([rowsOf(schemaOf('a'), pairs)], 2);
    await kept.flush();
    while (await kept.maintain(START + DAY));
    expect(await read(kept, 3_600_000, START + 7 * 3_600_000)).toEqual([
      29.5, 89.5, 149.5, 209.5, 269.5, 329.5, 389.5,
    ]);
  };
  const conflicting = (): Schema['columns'] =>
    ['cpu.usage_user', 'cpu.usage_idle'].map((metric) => ({ metric, labels: {}, kind: 'gauge', unit: '%' }));

  describe('the request forms of InfluxDB 2.x (no real server seen)', () => {
    describeStore('the store', {
      open: () => fresh(address2),
      reopen: () => open(address2()),
      keepsEveryFloat: false,
      // What is compared here is the same code as on 1.x; the forms of requests need one history.
      runs: 1,
    });

    it('need nothing that the version does not have', () => expect(two.refused).toEqual([]));

    it('make buckets with their times, and give those that were made the times of now', async () => {
      store = await fresh(address2, SOME);
      await store.append([one(0, 1)], 2);
      await store.flush();
      const seconds = () =>
        two.buckets
          .filter(({ name }) => name.split('/')[0] === `ward_${stores}`)
          .map(({ name, retentionRules }) => [name.split('/')[1], retentionRules[0]?.everySeconds]);
      expect(seconds()).toEqual([
        [undefined, 30 * 86_400],
        ['ward_1m', 180 * 86_400],
        ['ward_1h', 1095 * 86_400],
      ]);
      await store.close();

      store = await open(address2(), { ...SOME, rawMs: 7 * DAY, hourMs: 0 });
      await store.append([one(0, 1)], 3);

      expect(seconds()).toEqual([
        [undefined, 7 * 86_400],
        ['ward_1m', 180 * 86_400],
        ['ward_1h', undefined],
      ]);
      expect(store.stats().warnings).toEqual([]);
    });

    it('leave a bucket of somebody else as it is, and tell that it forgets too soon', async () => {
      stores++;
      const rules = [{ type: 'expire', everySeconds: 7 * 86_400 }];
      await two.addBucket({ name: `ward_${stores}`, retentionRules: rules });

      store = await open(address2(), SOME);
      await store.append([one(0, 1)], 2);

      expect(store.stats().warnings).toEqual([
        { code: 'short_retention', found: `bucket ward_${stores}: 7d`, wanted: '30d' },
      ]);
      expect(two.buckets.find(({ name }) => name === `ward_${stores}`)?.retentionRules).toEqual(rules);
    });

    it('make mappings where the server makes none by itself', async () => {
      const early = await startInflux2Front(influxdb.url, { makesMappings: false });
      store = await fresh(() => ({ ...address2(), url: early.url }));

      await expectRolled(store);

      expect(early.mappings.map((mapping) => [mapping.retention_policy, mapping.default])).toEqual([
        ['autogen', true],
        ['ward_1m', false],
        ['ward_1h', false],
      ]);
      expect(early.refused).toEqual([]);
      await store.close();
      store = undefined;
      await early.close();
    });

    it('bring roll-ups to a bucket of their own', async () => {
      store = await fresh(address2);
      await expectRolled(store);
    });

    it('tell of fields with another type, and write the rest', async () => {
      store = await fresh(address2);
      await store.append([one(0, 1)], 2);
      await store.flush();
      await writeTo(`${two.url}/write?db=ward_${stores}`, `Token ${two.token}`, 'cpu,host=t usage_idle=1i');

      await expectMended(store, conflicting());
    });

    it('refuse a wrong token by a sentence', async () => {
      store = await fresh(() => ({ ...address2(), secret: 'wrong' }));

      await expect(store.append([one(0, 1)], 2)).rejects.toMatchObject({ code: 'refused', message: /token/ });
      await expect(store.close()).rejects.toThrow();
      store = undefined;
    });

    it('tell of an organisation that is not there', async () => {
      store = await fresh(() => ({ ...address2(), org: 'nobody' }));

      await expect(store.append([one(0, 1)], 2)).rejects.toThrow('no organisation "nobody"');
      await expect(store.close()).rejects.toThrow();
      store = undefined;
    });
  });

  describe('the request forms of InfluxDB 3.x (no real server seen)', () => {
    describeStore('the store', {
      open: () => fresh(address3),
      reopen: () => open(address3()),
      keepsEveryFloat: false,
      // What is compared here is the same code as on 1.x; the forms of requests need one history.
      runs: 1,
    });

    it('need nothing that the version does not have', () => expect(three.refused).toEqual([]));

    it('make databases with their times', async () => {
      store = await fresh(address3, SOME);
      await store.append([one(0, 1)], 2);

      expect([...three.databases].slice(-3)).toEqual([
        [`ward_${stores}`, '43200m'],
        [`ward_${stores}/ward_1m`, '259200m'],
        [`ward_${stores}/ward_1h`, '1576800m'],
      ]);
      expect(store.stats().warnings).toEqual([]);
    });

    it('tell of a database whose time is another one, since nobody can change it', async () => {
      stores++;
      await three.addDatabase(`ward_${stores}`, '7d');
      await three.addDatabase(`ward_${stores}/ward_1m`, 'none');

      store = await open(address3(), SOME);
      await store.append([one(0, 1)], 2);

      expect(store.stats().warnings).toEqual([
        { code: 'short_retention', found: `database ward_${stores}: 7d`, wanted: '30d' },
        { code: 'long_retention', found: `database ward_${stores}/ward_1m: forever`, wanted: '180d' },
      ]);
    });

    it('bring roll-ups to a database of their own, without those of a target that was deleted', async () => {
      store = await fresh(address3);
      await expectRolled(store);
      await store.deleteTarget('a');
      await store.append([one(0, 7)], 3);

      while (await store.maintain(START + DAY));

      expect(await read(store, 3_600_000, START + 7 * 3_600_000)).toEqual([7]);
    });

    it('tell of fields with another type, and write the rest', async () => {
      store = await fresh(address3);
      await store.append([one(0, 1)], 2);
      await store.flush();
      await writeTo(
        `${three.url}/write?db=ward_${stores}&precision=ns`,
        `Bearer ${three.token}`,
        'cpu,host=t usage_idle=1i',
      );

      await expectMended(store, conflicting());
    });
  });

  async function writeTo(url: string, authorization: string, body: string): Promise<void> {
    const { status } = await fetch(url, { method: 'POST', headers: { authorization }, body });
    expect(status).toBe(204);
  }

  /** `usage_idle` is a whole number over there; `usage_user` is what we made it, a float. */
  async function expectMended(kept: Store, columns: Schema['columns']): Promise<void> {
    const rows = rowsOf({ ...schemaOf('b'), columns }, []);
    const times = Float64Array.of(START, START + 1_000);
    await kept.append([{ ...rows, timesMs: times, values: Float64Array.of(1, 2, 3, 4.5) }], 3);
    await kept.flush();

    const values = async (metric: string) => {
      const query = { selector: { metric, targets: ['b'] }, fromMs: START, toMs: START + DAY, stepMs: 0 };
      const [answer] = await kept.query({ ...query, aggregation: 'avg' }, DEFAULT_QUERY_LIMITS);
      return [...answer.values];
    };
    expect(await values('cpu.usage_user')).toEqual([1, 3]);
    expect(await values('cpu.usage_idle')).toEqual([2]);
    expect(kept.stats().faults).toMatchObject([
      { code: 'type_conflict', detail: /^1 value: cpu.usage_idle/ },
    ]);
  }
});

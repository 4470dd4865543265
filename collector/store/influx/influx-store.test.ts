import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Schema } from '#protocol/schema.ts';
import { type Influxdb, startInfluxdb } from '#scripts/servers/influxdb.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { memoryStore } from '../memory-store.ts';
import { DEFAULT_QUERY_LIMITS, type Store } from '../store.ts';
import { rowsOf, START, schemaOf } from '../store-history.ts';
import { describeStore } from '../store-suite.ts';
import { openInfluxStore } from './influx-store.ts';

describeWith('influxd', 'with a real server', () => {
  const base = mkdtempSync(join(tmpdir(), 'ward-influx-store-'));
  let influxdb: Influxdb;
  let stores = 0;
  beforeAll(async () => {
    influxdb = await startInfluxdb();
  });
  afterAll(async () => {
    await influxdb?.stop();
    rmSync(base, { recursive: true, force: true });
  });

  const open = () =>
    openInfluxStore({
      address: { version: 1, url: influxdb.url, database: `ward_${stores}`, user: '', secret: '', org: '' },
      folder: join(base, String(stores)),
      retention: { rawMs: 0, minuteMs: 0, hourMs: 0 },
      hostOf: async (target) => `the host of ${target}`,
    });

  describeStore('the InfluxDB store', {
    open: () => {
      stores++;
      return open();
    },
    reopen: open,
    keepsEveryFloat: false,
    runs: 5,
  });

  describe('the InfluxDB store beside others', () => {
    let store: Store;
    afterEach(() => store?.close());

    const ask = async (statement: string) => {
      const query = `db=ward_${stores}&epoch=ms&q=${encodeURIComponent(statement)}`;
      const answer = await fetch(`${influxdb.url}/query?${query}`, { method: 'POST' });
      const { results } = (await answer.json()) as { results: { series?: unknown[] }[] };
      return results[0].series;
    };
    const write = async (body: string) => {
      const { status } = await fetch(`${influxdb.url}/write?db=ward_${stores}`, { method: 'POST', body });
      expect(status).toBe(204);
    };
    const usage = {
      selector: { metric: 'cpu.usage_active' },
      fromMs: START,
      toMs: START + 60_000,
      stepMs: 0,
    };
    const read = async () => {
      const answers = await store.query({ ...usage, aggregation: 'avg' }, DEFAULT_QUERY_LIMITS);
      return answers.flatMap(({ values }) => [...values]);
    };
    const begin = async () => {
      stores++;
      store = await open();
    };

    it('writes measurements, fields, tags and types as Telegraf does', async () => {
      await begin();
      const labels = { interface: 'eth 0,a=b', path: 'C:\\', none: '' };
      const columns: Schema['columns'] = [
        { metric: 'net.bytes_recv', labels, kind: 'counter', unit: 'B' },
        { metric: 'net.usage', labels, kind: 'gauge', unit: '%' },
      ];
      const schema = { ...schemaOf('a'), columns };

      await store.append([{ ...rowsOf(schema, [[0, 7]]), values: Float64Array.of(7, 12.5) }], 2);
      await store.flush();

      expect(await ask('SELECT * FROM net')).toEqual([
        {
          name: 'net',
          columns: ['time', 'bytes_recv', 'host', 'interface', 'path', 'target', 'usage'],
          values: [[START, 7, 'the host of a', 'eth 0,a=b', 'C:', 'a', 12.5]],
        },
      ]);
    });

    it('takes over the types that a database has, and names what does not fit while the rest is written', async () => {
      await begin();
      await ask(`CREATE DATABASE ward_${stores}`);
      await write('cpu,host=telegraf usage_active=5i');

      await store.append(
        [
          rowsOf(schemaOf('a'), [
            [0, 1],
            [10_000, 1.5],
            [20_000, 2],
          ]),
        ],
        2,
      );
      await store.flush();

      expect(await read()).toEqual([1, 2]);
      expect(await ask('SELECT count(usage_user) FROM cpu')).toMatchObject([{ values: [[0, 3]] }]);
      expect(store.stats().faults).toMatchObject([
        { code: 'type_conflict', detail: expect.stringContaining('cpu.usage_active') },
      ]);
    });

    it('takes over types that somebody else made meanwhile, of several fields in one batch, without losing any', async () => {
      await begin();
      await store.append([rowsOf(schemaOf('a', 'cpu-total', 'other.field'), [[0, 1]])], 2);
      await store.flush();
      await write('cpu,host=telegraf usage_user=5i,usage_idle=1i\nnet,host=telegraf bytes=1');
      const columns: Schema['columns'] = ['cpu.usage_user', 'cpu.usage_idle', 'net.bytes'].map((metric) => ({
        metric,
        labels: {},
        kind: metric === 'net.bytes' ? 'counter' : 'gauge',
        unit: 'B',
      }));
      const rows = {
        ...rowsOf({ ...schemaOf('b'), columns }, []),
        timesMs: Float64Array.of(START, START + 1_000),
      };

      await store.append([{ ...rows, values: Float64Array.of(1, 2, 3, 4, 5.5, 6) }], 3);
      await store.flush();

      expect(await ask("SELECT usage_user, usage_idle FROM cpu WHERE target = 'b'")).toMatchObject([
        {
          values: [
            [START, 1, 2],
            [START + 1_000, 4, null],
          ],
        },
      ]);
      expect(await ask("SELECT bytes FROM net WHERE target = 'b'")).toMatchObject([
        {
          values: [
            [START, 3],
            [START + 1_000, 6],
          ],
        },
      ]);
      expect(store.stats().faults).toMatchObject([
        {
          code: 'type_conflict',
          detail: '1 value: cpu.usage_idle exists as integer in the database, which cannot hold them',
        },
      ]);
    });

    it('names a field that does not fit once, however many batches there are', async () => {
      await begin();
      await ask(`CREATE DATABASE ward_${stores}`);
      await write('cpu,host=telegraf usage_active="text"');

      for (const batch of [0, 1, 2]) {
        await store.append(
          [
            rowsOf(schemaOf('a'), [
              [batch * 10_000, 1],
              [batch * 10_000 + 5_000, 2],
            ]),
          ],
          batch + 2,
        );
        await store.flush();
      }

      expect(await ask('SELECT count(usage_user) FROM cpu')).toMatchObject([{ values: [[0, 6]] }]);
      const { faults, faultsTotal } = store.stats();
      expect(faultsTotal).toBe(1);
      expect(faults).toEqual([
        {
          code: 'type_conflict',
          fromMs: START,
          toMs: START + 25_000,
          detail: expect.stringContaining('6 values: cpu.usage_active'),
        },
      ]);
    });

    it('writes the rest of a line where a shard has a field with yet another type', async () => {
      await begin();
      await ask(`CREATE DATABASE ward_${stores} WITH DURATION INF SHARD DURATION 1d`);
      const dayNs = (day: number) => `${START + day * 86_400_000}000000`;
      await write(`cpu,host=t usage_active="text" ${dayNs(0)}\ncpu,host=t usage_active=1 ${dayNs(1)}`);
      await write(`cpu,host=t usage_active=1i ${dayNs(2)}`);
      const days = [0, 1, 2].map((day) => [day * 86_400_000 + 1_000, 7.5]);

      await store.append([rowsOf(schemaOf('a'), days)], 2);
      await store.flush();

      expect(await ask('SELECT count(usage_user) FROM cpu')).toMatchObject([{ values: [[0, 3]] }]);
      expect(store.stats().faults).toMatchObject([{ code: 'type_conflict' }]);
    });

    it('rejects while the server is down, and goes on from the position that was answered', async () => {
      await begin();
      await store.append([rowsOf(schemaOf('a'), [[0, 1]])], 5);
      await store.flush();
      await influxdb.kill();

      await store.append([rowsOf(schemaOf('a'), [[10_000, 2]])], 6);
      await expect(store.flush()).rejects.toMatchObject({ name: 'StoreUnavailableError' });
      await expect(read()).rejects.toMatchObject({ name: 'StoreUnavailableError' });
      expect(await store.position()).toBe(5);

      await influxdb.restart();
      await store.append([rowsOf(schemaOf('a'), [[10_000, 2]])], 6);
      await store.flush();
      expect(await store.position()).toBe(6);
      expect(await read()).toEqual([1, 2]);
    });

    it('answers long spans from roll-ups of its own as it does from samples, late ones included', async () => {
      await begin();
      const model = memoryStore();
      const append = async (from: number, to: number, tags: string[]) => {
        for (const target of tags) {
          const pairs = Array.from({ length: to - from }, (_, at) => [
            (from + at) * 180_000,
            ((from + at) % 97) / 4,
          ]);
          await store.append([rowsOf(schemaOf(target), pairs)], 2);
          await model.append([rowsOf(schemaOf(target), pairs)], 2);
        }
      };
      const expectSame = async () => {
        for (const stepMs of [60_000, 600_000, 3_600_000]) {
          for (const aggregation of ['avg', 'min', 'max', 'sum', 'last', 'count'] as const) {
            const query = {
              ...usage,
              fromMs: START + 1_000_000,
              toMs: START + 6.5 * 86_400_000,
              stepMs,
              aggregation,
            };
            const [found, expected] = await Promise.all(
              [store, model].map(async (one) => {
                const answers = await one.query(query, DEFAULT_QUERY_LIMITS);
                return answers.map(({ target, timesMs, values }) => [
                  target,
                  [...timesMs],
                  [...values].map((value) => Number(value.toFixed(9))),
                ]);
              }),
            );
            expect(found.sort()).toEqual(expected.sort());
          }
        }
      };
      const maintain = async () => {
        while (await store.maintain(START + 7 * 86_400_000));
      };

      await append(0, 1_300, ['a', 'b']);
      await append(1_700, 3_100, ['a']);
      await maintain();
      expect(await ask('SELECT count(max_usage_active) FROM ward_1m.cpu')).toMatchObject([
        { values: [[0, 4_000]] },
      ]);
      expect(await ask('SELECT sum(count_usage_active) FROM ward_1h.cpu')).toMatchObject([
        { values: [[0, expect.any(Number)]] },
      ]);
      await expectSame();

      await append(1_300, 1_700, ['a']);
      await expectSame();
      await maintain();
      expect(store.stats().rollupsPending).toBe(0);
      await expectSame();
    });

    it('answers rates from roll-ups as from samples, with the pairs between their windows', async () => {
      await begin();
      const model = memoryStore();
      // A total that falls once in a while.
      const pairs = Array.from({ length: 600 }, (_, minute) => [minute * 60_000, -((minute % 251) ** 2)]);
      const rows = rowsOf({ ...schemaOf('a'), intervalMs: 60_000 }, pairs);
      for (const one of [store, model]) await one.append([rows], 2);
      while (await store.maintain(START + 86_400_000));
      const selector = { metric: 'cpu.usage_user' };
      const span = { fromMs: START + 1_000_000, toMs: START + 9.7 * 3_600_000, stepMs: 600_000 };
      const query = { selector, ...span, aggregation: 'rate' } as const;

      const [[found], [expected], samples] = await Promise.all([
        store.query(query, DEFAULT_QUERY_LIMITS),
        model.query(query, DEFAULT_QUERY_LIMITS),
        store.query({ ...query, onlySamples: true }, DEFAULT_QUERY_LIMITS),
      ]);

      expect([...found.timesMs]).toEqual([...expected.timesMs]);
      expect([...found.values]).toEqual([...expected.values].map((value) => expect.closeTo(value, 9)));
      expect([...samples[0].values]).toEqual([...expected.values].map((value) => expect.closeTo(value, 9)));
      expect(
        await ask('SELECT count(increase_usage_user), count(max_usage_user) FROM ward_1m.cpu'),
      ).toMatchObject([{ values: [[0, 600, null]] }]);
    });

    it('rolls up what comes from long ago, in any order, and leaves no hole between', async () => {
      await begin();
      const day = 86_400_000;
      const days = [-400, -399, 0, -200];
      for (const at of days) {
        const hours = Array.from({ length: 24 }, (_, hour) => [at * day + hour * 3_600_000, at + hour]);
        await store.append([rowsOf(schemaOf('a'), hours)], 2);
      }

      while (await store.maintain(START + 2 * day));

      const query = {
        ...usage,
        fromMs: START - 401 * day,
        toMs: START + day,
        stepMs: day,
        aggregation: 'avg',
      } as const;
      const [answer] = await store.query(query, DEFAULT_QUERY_LIMITS);
      expect([...answer.timesMs].map((time) => (time - START) / day)).toEqual([-400, -399, -200, 0]);
      expect([...answer.values]).toEqual([-400, -399, -200, 0].map((at) => at + 11.5));
      expect(store.stats().rollupsPending).toBe(0);
    });

    it('ends a query that takes longer than is allowed', async () => {
      await begin();
      await store.append([rowsOf(schemaOf('a'), [[0, 1]])], 2);
      await store.flush();

      influxdb.pause();
      try {
        const limits = { ...DEFAULT_QUERY_LIMITS, timeoutMs: 100 };
        const asked = store.query({ ...usage, aggregation: 'avg' }, limits);
        await expect(asked).rejects.toMatchObject({ name: 'QueryTooLargeError', what: 'time' });
      } finally {
        influxdb.resume();
      }
    });

    it('writes whole numbers where Telegraf does', async () => {
      await begin();
      const columns: Schema['columns'] = [
        { metric: 'mem.total', labels: {}, kind: 'gauge', unit: 'B' },
        { metric: 'mem.used_percent', labels: {}, kind: 'gauge', unit: '%' },
        { metric: 'system.uptime', labels: {}, kind: 'gauge', unit: 's' },
        { metric: 'system.load1', labels: {}, kind: 'gauge', unit: '1' },
      ];
      const rows = rowsOf({ ...schemaOf('a'), columns }, []);

      await store.append(
        [{ ...rows, timesMs: Float64Array.of(START), values: Float64Array.of(1.4, 2.5, 3.9, 4) }],
        2,
      );
      await store.flush();

      expect(await ask('SHOW FIELD KEYS')).toMatchObject([
        {
          values: [
            ['total', 'integer'],
            ['used_percent', 'float'],
          ],
        },
        {
          values: [
            ['load1', 'float'],
            ['uptime', 'integer'],
          ],
        },
        { values: [['position', 'integer']] },
      ]);
      expect(await ask('SELECT total, used_percent FROM mem')).toMatchObject([{ values: [[START, 1, 2.5]] }]);
    });
  });
});

import type { Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Schema } from '#protocol/schema.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import {
  SINGLE_FLAGS,
  startVictoriaMetrics,
  type VictoriaMetrics,
} from '#scripts/servers/victoria-metrics.ts';
import { memoryStore } from '../memory-store.ts';
import { type Aggregation, DEFAULT_QUERY_LIMITS, type Query, type Store } from '../store.ts';
import { MINUTE, rowsOf, START, schemaOf } from '../store-history.ts';
import { listen, portOf } from './test-cluster.ts';
import { addressOf, folders } from './test-victoria.ts';
import type { VictoriaOptions } from './victoria-writer.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// One file of any length, so that one server serves all of it.
describeWith('victoria-metrics', 'the VictoriaMetrics store and its server', () => {
  const stores = folders();
  let node: VictoriaMetrics;
  let store: Store;
  beforeAll(async () => {
    node = await startVictoriaMetrics();
  });
  beforeEach(() => node.empty());
  afterEach(() => store?.close().catch(() => {}));
  afterAll(async () => {
    await node?.stop();
    stores.remove();
  });

  const options = (more: Partial<VictoriaOptions> = {}) => ({
    address: addressOf(node.url.replace('http:', 'victoriametrics:')),
    untilReadable: () => node.forceFlush(),
    ...more,
  });
  const begin = async (more: Partial<VictoriaOptions> = {}) => {
    store = await stores.open(options(more));
  };
  const settle = async () => {
    await store.flush();
    await node.forceFlush();
    await store.flush();
  };
  const ask = (query: Partial<Query> = {}, one = store) =>
    one.query(
      {
        selector: { metric: 'cpu.usage_active' },
        fromMs: START,
        toMs: START + HOUR,
        stepMs: 0,
        aggregation: 'avg',
        ...query,
      },
      DEFAULT_QUERY_LIMITS,
    );
  const values = async (query: Partial<Query> = {}) => (await ask(query)).flatMap((one) => [...one.values]);
  const exported = async (matcher: string) => {
    await node.forceFlush();
    const body = new URLSearchParams({ 'match[]': matcher });
    const text = await (await fetch(`${node.url}/api/v1/export`, { method: 'POST', body })).text();
    return text.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
  };
  const written = (time: number, value: number) => [rowsOf(schemaOf('a'), [[time, value]])];

  describe('what is written', () => {
    it('is named as Telegraf names it, and any text of a label comes back as it was', async () => {
      await begin();
      const labels = {
        interface: 'eth 0,a=b',
        path: 'C:\\temp\\\\x\\',
        端口: '"一"',
        none: '',
        target: 'other',
      };
      const columns: Schema['columns'] = [{ metric: 'net.bytes_recv', labels, kind: 'counter', unit: 'B' }];
      const schema = { ...schemaOf('a'), columns };

      await store.append([{ ...rowsOf(schema, [[0, 7]]), values: Float64Array.of(7) }], 2);
      await settle();

      expect(await exported('net_bytes_recv')).toEqual([
        {
          metric: {
            __name__: 'net_bytes_recv',
            target: 'a',
            host: 'the host of a',
            interface: 'eth 0,a=b',
            path: 'C:\\temp\\\\x\\',
            端口: '"一"',
            target_label: 'other',
          },
          values: [7],
          timestamps: [START],
        },
      ]);
      const selector = { metric: 'net.bytes_recv', labels: { path: 'C:\\temp\\\\x\\', 端口: '"一"' } };
      expect(await ask({ selector })).toMatchObject([{ target: 'a', labels, values: Float64Array.of(7) }]);
    });

    it('is told apart where two metrics have one name, now and after a restart', async () => {
      const schema = (metric: string) => ({
        ...schemaOf('a'),
        columns: [{ metric, labels: {}, kind: 'gauge' as const, unit: '1' }],
      });
      const append = (metric: string, value: number) =>
        store.append([{ ...rowsOf(schema(metric), [[0, 0]]), values: Float64Array.of(value) }], 2);
      await begin();
      await append('a_b.c', 1);
      await append('a.b_c', 2);
      await settle();
      await store.deleteTarget('a');
      await append('a.b_c', 3);
      await store.close();
      store = await stores.reopen(options());
      await append('a_b.c', 4);
      await settle();

      expect(await values({ selector: { metric: 'a.b_c' } })).toEqual([3]);
      expect(await values({ selector: { metric: 'a_b.c' } })).toEqual([4]);
      const names = (await exported('a_b_c')).map(({ metric }) => metric.ward_metric);
      expect(names.sort()).toEqual(['a.b_c', undefined]);
    });

    it('keeps whole milliseconds, in the bin in which they were', async () => {
      await begin();
      await store.append(written(999.9, 1), 2);
      await store.append(written(1_000, 2), 3);
      await settle();

      const [bins] = await ask({ stepMs: 1_000, aggregation: 'sum' });

      expect([...bins.timesMs]).toEqual([START, START + 1_000]);
      expect([...bins.values]).toEqual([1, 2]);
    });

    it('goes compressed to other machines', async () => {
      await begin({ compress: true });
      await store.append(written(0, 1.25), 2);
      await settle();

      expect(await values()).toEqual([1.25]);
    });

    it('belongs to one series when the display name of its target changes', async () => {
      await begin();
      await store.append(written(0, 1), 2);
      await store.append(written(MINUTE, 2), 3);
      await store.close();
      store = await stores.reopen(options({ hostOf: async () => 'a new name' }));
      await store.append(written(MINUTE + 1_000, 3), 4);
      await settle();

      expect(await values()).toEqual([1, 2, 3]);
      for (const [aggregation, expected] of Object.entries({
        count: [1, 2],
        sum: [1, 5],
        max: [1, 3],
        last: [1, 3],
      })) {
        expect(await values({ stepMs: MINUTE, aggregation: aggregation as Aggregation })).toEqual(expected);
      }
    });
  });

  describe('what is asked', () => {
    it('is answered to the last sample in steps of less than a minute', async () => {
      await begin();
      const nowMs = Math.floor(Date.now() / 1000) * 1000;
      const times = Array.from({ length: 60 }, (_, second) => nowMs - START - 59_000 + second * 1000);
      await store.append(
        [
          rowsOf(
            schemaOf('a'),
            times.map((time, at) => [time, at]),
          ),
        ],
        2,
      );
      await settle();

      const [bins] = await ask({
        fromMs: nowMs - 59_000,
        toMs: nowMs + 1_000,
        stepMs: 1_000,
        aggregation: 'sum',
      });

      expect([...bins.values]).toEqual([...times.keys()]);
    });

    it('finds the newest sample of a series that ended long ago, and of one that is ahead of time', async () => {
      await begin();
      const nowMs = Date.now();
      for (const [target, timeMs] of [
        ['ended', nowMs - 40 * DAY],
        ['now', nowMs],
        ['ahead', nowMs + DAY],
      ] as const) {
        const pairs = [nowMs - 50 * DAY, timeMs].map((time, at) => [time - START, at]);
        await store.append([rowsOf(schemaOf(target), pairs)], 2);
      }
      await settle();

      const newest = await store.latest({ metric: 'cpu.usage_active' }, DEFAULT_QUERY_LIMITS);

      expect(
        newest.map(({ target, timesMs, values }) => [target, timesMs[0] - nowMs, values[0]]).sort(),
      ).toEqual([
        ['ahead', DAY, 1],
        ['ended', -40 * DAY, 1],
        ['now', 0, 1],
      ]);
    });

    it('gives the rates of a long span from the ends of its bins as from its samples', async () => {
      await begin();
      const model = memoryStore();
      // A day of samples that are told to come much more often, with resets, some of them between two bins, and a hole.
      const pairs: number[][] = [];
      let total = 1e6;
      for (let second = 0; second < 86_400; second += 10) {
        total = second % 17_280 === 0 || second === 50_000 ? 0 : total + ((second * 7) % 13);
        if (second < 20_000 || second > 27_300) pairs.push([second * 1000 - DAY, total]);
      }
      for (const target of ['a', 'b']) {
        const rows = rowsOf({ ...schemaOf(target), intervalMs: 100 }, pairs);
        for (const one of [store, model]) await one.append([rows], 2);
      }
      await settle();

      for (const { fromMs, stepMs } of [
        { fromMs: START - DAY, stepMs: HOUR },
        { fromMs: START - DAY + 1_234_567, stepMs: 20 * MINUTE },
      ]) {
        const query = { fromMs, toMs: START, stepMs, aggregation: 'rate' as const };
        const [found, expected] = await Promise.all([ask(query), ask(query, model)]);
        expect(found).toHaveLength(2);
        for (const { target, timesMs, values } of expected) {
          const same = found.find((one) => one.target === target);
          expect([...(same?.timesMs ?? [])]).toEqual([...timesMs]);
          for (const [at, value] of values.entries()) expect(same?.values[at]).toBeCloseTo(value, 9);
        }
      }
    });

    it('ends when it takes longer than is allowed', async () => {
      await begin();
      await store.append(written(0, 1), 2);
      await settle();

      node.pause();
      try {
        const query = { selector: { metric: 'cpu.usage_active' }, fromMs: START, toMs: START + 1, stepMs: 0 };
        const asked = store.query(
          { ...query, aggregation: 'avg' },
          { ...DEFAULT_QUERY_LIMITS, timeoutMs: 100 },
        );
        await expect(asked).rejects.toMatchObject({ name: 'QueryTooLargeError', what: 'time' });
      } finally {
        node.resume();
      }
    });
  });

  describe('a server that fails', () => {
    it('is asked again, and written to again from the durable position', async () => {
      await begin();
      await store.append(written(0, 1), 5);
      await settle();
      // Orderly: what a killed one loses is another matter.
      await node.restart();
      await node.kill();

      await store.append(written(10_000, 2), 6).catch(() => {});
      await expect(store.flush()).rejects.toMatchObject({
        name: 'StoreUnavailableError',
        code: 'unreachable',
      });
      await expect(values()).rejects.toMatchObject({ name: 'StoreUnavailableError' });
      expect(await store.position()).toBe(5);

      await node.restart();
      expect(await store.setback()).toBeUndefined();
      await store.append(written(10_000, 2), 6);
      await settle();
      expect(await store.position()).toBe(6);
      expect(await values()).toEqual([1, 2]);
    });

    it('is given nothing before somebody asked from where, as rows are gone then', async () => {
      await begin();
      await store.append(written(0, 1), 5);
      await settle();
      await node.restart();
      await store.append(written(10_000, 2), 6);
      await node.kill();
      await expect(store.flush()).rejects.toMatchObject({ code: 'unreachable' });
      await node.restart();

      await expect(store.append(written(20_000, 3), 7)).rejects.toThrow('ask for the position');
      await expect(store.flush()).rejects.toThrow('ask for the position');

      expect(await store.position()).toBe(5);
      await store.append(written(10_000, 2), 6);
      await settle();
      expect(await store.position()).toBe(6);
    });

    it('that was emptied is noticed, and what is gone is answered until it was written down', async () => {
      await begin();
      await store.append(written(0, 1), 5);
      await settle();

      await node.wipe();
      await expect(store.flush()).rejects.toMatchObject({ code: 'emptied' });
      expect(await store.setback()).toEqual({ from: 1, to: 5 });
      expect(await store.position()).toBe(1);
      await expect(store.append(written(0, 1), 6)).rejects.toMatchObject({ code: 'emptied' });

      expect(await store.setback()).toEqual({ from: 1, to: 5 });
      expect(await store.position()).toBe(1);
      await store.settle();
      expect(await store.setback()).toBeUndefined();
      await store.append(written(0, 1), 7);
      await settle();
      expect(await store.position()).toBe(7);
      expect(await values()).toEqual([1]);
    });

    it('whose series were deleted was emptied, too', async () => {
      await begin();
      await store.append(written(0, 1), 5);
      await settle();

      await node.empty();

      await expect(store.flush()).rejects.toMatchObject({ code: 'emptied' });
      expect(await store.setback()).toEqual({ from: 1, to: 5 });
    });

    it('is at the position that an older copy of it has', async () => {
      let nowMs = Date.now() - HOUR;
      await begin({ nowMs: () => nowMs });
      for (const position of [5, 9]) {
        await store.append(written(position, position), position);
        await settle();
        nowMs += MINUTE + 1_000;
      }
      const late = nowMs - MINUTE - 1_001;
      const marks = (await exported('ward_store_position')) as { timestamps: number[] }[];
      const older = marks.filter(({ timestamps }) => timestamps.every((time) => time <= late));
      expect(older.length).toBeGreaterThan(0);
      expect(older.length).toBeLessThan(marks.length);
      await node.empty();
      const body = older.map((mark) => JSON.stringify(mark)).join('\n');
      await fetch(`${node.url}/api/v1/import`, { method: 'POST', body });
      await node.forceFlush();

      await expect(store.flush()).rejects.toMatchObject({ code: 'emptied' });
      expect(await store.setback()).toEqual({ from: 5, to: 9 });
      expect(await store.position()).toBe(5);
      await store.settle();
      await store.flush();
      expect(await store.position()).toBe(5);
    });

    it('that was started anew is written to again from the durable position', async () => {
      await begin();
      await store.append(written(0, 1), 5);
      await settle();
      await store.append(written(10_000, 2), 6);
      await store.flush();
      // Not a second may pass unnoticed: the server tells its start in whole seconds.
      const { pid } = node;
      const before = pid();
      const second = Math.floor(Date.now() / 1000);
      await vi.waitUntil(() => Math.floor(Date.now() / 1000) > second, { timeout: 10_000 });
      await node.restart();
      expect(pid()).not.toBe(before);

      await expect(store.flush()).rejects.toThrow('started anew');
      expect(await store.position()).toBe(5);
      await store.append(written(10_000, 2), 6);
      await settle();
      expect(await store.position()).toBe(6);
    });

    it('does not hold up what comes after a target that it refuses to delete', async () => {
      await node.restart([...SINGLE_FLAGS, '-deleteAuthKey=secret']);
      try {
        await begin();
        await store.append(written(0, 1), 2);

        await store.deleteTarget('a');

        expect(store.stats().faults).toMatchObject([
          { code: 'rejected', detail: expect.stringContaining('deleted') },
        ]);
        expect(await values()).toEqual([]);
        await store.append([rowsOf(schemaOf('b'), [[0, 2]])], 3);
        await settle();
        expect(await values()).toEqual([2]);
      } finally {
        await node.restart(SINGLE_FLAGS);
      }
    });

    it('tells of rows that it left out', async () => {
      await begin();
      await store.flush();

      await store.append(written(Date.now() + 5 * DAY - START, 1), 2);
      const faults = async () => {
        await settle();
        return store.stats().faults;
      };

      // The server counts now and tells a moment later.
      await vi.waitUntil(async () => (await faults()).length > 0, { timeout: 20_000, interval: 100 });
      expect(await faults()).toMatchObject([
        { code: 'rejected', detail: expect.stringContaining('big_timestamp') },
      ]);
    });
  });

  describe('how a server is set', () => {
    afterEach(() => node.restart(SINGLE_FLAGS));

    it('is told where it costs something, and doubles are answered once as samples', async () => {
      await node.restart(['-retentionPeriod=100d']);
      const retention = { rawMs: 30 * DAY, minuteMs: 180 * DAY, hourMs: 0 };
      await begin({ retention });
      for (const position of [2, 3]) {
        await store.append(written(0, 1.5), position);
        await settle();
      }

      expect(store.stats().warnings).toEqual([
        {
          code: 'no_deduplication',
          found: '-dedup.minScrapeInterval: 0s',
          wanted: '-dedup.minScrapeInterval=1ms',
        },
        { code: 'short_retention', found: '-retentionPeriod=100d', wanted: '-retentionPeriod=180d' },
      ]);
      expect(await values()).toEqual([1.5]);
    });

    it('is seen by what it does, where it does not say how it is set', async () => {
      await node.restart(['-retentionPeriod=100y', '-metricsAuthKey=secret']);
      await begin();
      await store.append(written(0, 1), 2);
      await settle();

      expect(store.stats().warnings).toMatchObject([
        { code: 'no_deduplication', found: expect.stringContaining('answered twice') },
      ]);
    });

    it('is told when samples that are close to each other are dropped, or nothing is ever forgotten', async () => {
      await node.restart(['-retentionPeriod=100y', '-dedup.minScrapeInterval=15s']);
      await begin({ retention: { rawMs: 30 * DAY, minuteMs: 0, hourMs: 0 } });
      await store.append(written(0, 1), 2);
      await settle();

      expect(store.stats().warnings.map(({ code }) => code)).toEqual([
        'coarse_deduplication',
        'long_retention',
      ]);
      expect(await store.position()).toBe(2);
    });
  });

  describe('somebody who is no VictoriaMetrics', () => {
    let other: Server;
    afterEach(() => {
      other?.closeAllConnections();
      other?.close();
    });
    const standIn = async (answer: (path: string) => { status?: number; type?: string; text?: string }) => {
      other = await listen((incoming, response) => {
        incoming.resume().on('end', () => {
          const { status = 200, type = 'text/html', text = '' } = answer(incoming.url ?? '');
          response.writeHead(status, { 'content-type': type }).end(text);
        });
      });
      const address = addressOf(`victoriametrics://ward:s3cret@127.0.0.1:${portOf(other)}`);
      store = await stores.open({ address });
    };

    it.each([
      ['a page', { text: '<html>welcome</html>' }],
      ['InfluxQL', { type: 'application/json', text: '{"results":[{"statement_id":0}]}' }],
      ['nothing', {}],
      ['an error in the middle', { type: 'application/stream+json', text: '{"metric":{"a' }],
    ])('that answers %s is not believed', async (_what, answer) => {
      await standIn((path) => (path.startsWith('/write') ? { status: 204 } : answer));
      await store.append(written(0, 1), 2);

      await expect(values()).rejects.toMatchObject({ name: 'StoreUnavailableError', code: 'unwell' });
      await expect(values({ stepMs: MINUTE })).rejects.toMatchObject({ code: 'unwell' });
    });

    it('that takes lines with 200 is not believed', async () => {
      await standIn(() => ({ text: 'ok' }));
      await store.append(written(0, 1), 2);

      await expect(store.flush()).rejects.toMatchObject({ code: 'unwell' });
      expect(await store.position()).toBe(1);
    });

    it.each([
      [401, 'Unauthorized', 'refused'],
      [400, 'cannot find the provided auth token "Basic d2FyZDpzM2NyZXQ=" in config', 'refused'],
      [404, 'page not found', 'refused'],
      [400, 'cannot determine targetURL: missing route for "/write"', 'refused'],
      [502, 'bad gateway', 'unwell'],
      [429, 'slow down', 'unwell'],
      [503, 'the storage is in read-only mode', 'disk_full'],
    ])('that answers %s %s to lines is told so, and never what the secret is', async (status, text, code) => {
      await standIn((path) =>
        path.startsWith('/write') ? { status, text } : { type: 'application/stream+json' },
      );
      await store.append(written(0, 1), 2);

      const error = await store.flush().catch((reason) => reason);

      expect(error).toMatchObject({ name: 'StoreUnavailableError', code });
      expect(error.message).not.toMatch(/s3cret|d2FyZDpzM2NyZXQ/);
    });
  });

  it('leaves out the line that is refused, and no other', async () => {
    const other = await listen((incoming, response) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part) => parts.push(part));
      incoming.on('end', async () => {
        const body = Buffer.concat(parts);
        const text = body.toString();
        // As a proxy refuses what is too long for it, and a server what it cannot read.
        const isWrite = incoming.url?.startsWith('/write');
        if (isWrite && body.length > 2_000) return void response.writeHead(413).end('too large');
        if (isWrite && text.includes('=13,')) return void response.writeHead(400).end('unlucky');
        const { method, headers } = incoming;
        const own = Object.fromEntries(
          Object.entries(headers).filter(([name]) => name.startsWith('content-')),
        );
        const answer = await fetch(`${node.url}${incoming.url}`, {
          method,
          headers: own as Record<string, string>,
          body: method === 'POST' ? body : undefined,
        });
        const type = answer.headers.get('content-type') ?? '';
        response.writeHead(answer.status, { 'content-type': type }).end(await answer.text());
      });
    });
    store = await stores.open(
      options({ address: addressOf(`victoriametrics://127.0.0.1:${portOf(other)}`) }),
    );
    const pairs = Array.from({ length: 60 }, (_, at) => [at * 1000, at]);

    await store.append([rowsOf(schemaOf('a', 'cpu-total', 'cpu.other'), pairs)], 2);
    await settle();

    expect(await values()).toEqual(Array.from({ length: 60 }, (_, at) => at).filter((at) => at !== 13));
    expect(store.stats().faults).toMatchObject([
      { code: 'rejected', detail: expect.stringContaining('unlucky') },
    ]);
    await store.close();
    other.closeAllConnections();
    other.close();
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { errorCodeOf } from '../error-code.ts';
import { DEFAULT_QUERY_LIMITS, type Store } from '../store.ts';
import { rowsOf, START, schemaOf } from '../store-history.ts';
import { openInfluxStore } from './influx-store.ts';

type Answer = (response: ServerResponse, body: string) => void;

const json = (status: number, body: unknown) => (response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const html = (status: number) => (response: ServerResponse) =>
  response
    .writeHead(status, { 'content-type': 'text/html' })
    .end('<html>Sign in to the guest network</html>');
const written: Answer = (response, body) => {
  const [, position, timeUs] = /^ward_store,\S+ position=(\d+)i (\d+)000$/m.exec(body) ?? [];
  if (position) marks.push([Number(timeUs), Number(position)]);
  response.writeHead(204).end();
};
const silence = () => {};
const series = (name: string, columns: string[], values: unknown[][]) =>
  json(200, { results: [{ statement_id: 0, series: [{ name, columns, values }] }] });

/** Where we are, as the database was told. */
let marks: [timeUs: number, position: number][] = [];

/** As a database that is there and keeps nothing else answers. */
const healthy = (statement: string): Answer => {
  if (statement === 'SHOW DATABASES') return series('databases', ['name'], [['ward']]);
  if (statement.startsWith('SHOW RETENTION')) {
    const policies = ['autogen', 'ward_1m', 'ward_1h'].map((name) => [name, '0s', name === 'autogen']);
    return series('', ['name', 'duration', 'default'], policies);
  }
  if (statement.includes('"ward_store"')) return series('ward_store', ['time', 'position'], marks);
  return json(200, { results: [{ statement_id: 0 }] });
};

describe('an InfluxDB that is ill', () => {
  const base = mkdtempSync(join(tmpdir(), 'ward-influx-ill-'));
  let stores = 0;
  let store: Store;
  let url: string;
  let onWrite: Answer;
  let onQuery: (statement: string) => Answer;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      if (request.url?.startsWith('/write')) onWrite(response, body);
      else onQuery(new URLSearchParams(body).get('q') ?? '')(response, body);
    });
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(async () => {
    onWrite = written;
    onQuery = healthy;
    marks = [];
    store = await openInfluxStore({
      address: { version: 1, url, database: 'ward', user: '', secret: '', org: '' },
      folder: join(base, String(stores++)),
      retention: { rawMs: 0, minuteMs: 0, hourMs: 0 },
      timeoutMs: 1_500,
    });
  });
  afterEach(() => store.close().catch(() => {}));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(base, { recursive: true, force: true });
  });

  const rows = (count: number, target = 'a') =>
    rowsOf(
      schemaOf(target),
      Array.from({ length: count }, (_, at) => [at * 1_000, at]),
    );
  const keep = async (position: number) => {
    await store.append([rows(2)], position);
    await store.flush();
  };
  const read = () =>
    store.query(
      {
        selector: { metric: 'cpu.usage_active' },
        fromMs: START,
        toMs: START + 60_000,
        stepMs: 0,
        aggregation: 'avg',
      },
      DEFAULT_QUERY_LIMITS,
    );
  /** What it says, and that nothing counts as written. */
  const expectTrouble = async (work: Promise<unknown>, code: string, sentence: RegExp) => {
    const error = await work.then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ name: 'StoreUnavailableError', message: sentence });
    expect(errorCodeOf(error)).toBe(code);
    expect(await store.position()).toBe(5);
  };

  it.each<[string, Answer, string, RegExp]>([
    ['says that it is overloaded', json(503, { error: 'timeout' }), 'unwell', /is ill \(503\)/],
    [
      'has no room',
      json(500, { error: 'engine: error syncing wal: write /wal/_00001.wal: no space left on device' }),
      'disk_full',
      /no space left/,
    ],
    ['does not answer', silence, 'no_answer', /does not answer/],
    ['lets nobody in', json(401, { error: 'authorization failed' }), 'refused', /does not let us in/],
    ['is a page of somebody else', html(200), 'unwell', /what no InfluxDB says: "<html>/],
    ['is a page that is not there', html(404), 'unwell', /what no InfluxDB says/],
    [
      'takes what it is sent and says no word of it',
      (response) => response.writeHead(200).end(),
      'unwell',
      /no InfluxDB/,
    ],
    ['hangs up', (response) => void response.destroy(), 'unreachable', /does not answer/],
    ['asks us to wait', json(429, { error: 'too many requests' }), 'unwell', /429/],
  ])(
    'rejects what it is given when it %s, and takes it again later',
    async (_what, answer, code, sentence) => {
      await keep(5);
      onWrite = answer;

      await expectTrouble(keep(6), code, sentence);

      onWrite = written;
      await keep(6);
      expect(await store.position()).toBe(6);
    },
  );

  it.each<[string, Answer, string, RegExp]>([
    [
      'ends in the middle of an answer',
      (response) => void response.writeHead(200).end('{"results":[{"ser'),
      'unwell',
      /no InfluxDB says/,
    ],
    [
      'hangs up in the middle of an answer',
      (response) => {
        response.writeHead(200, { 'content-length': 1_000 });
        response.write('{"results":[', () => response.destroy());
      },
      'unreachable',
      /does not answer/,
    ],
    ['answers every question alike', series('databases', ['name'], [['ward']]), 'unwell', /without the tags/],
    ['answers another JSON', json(200, { status: 'success' }), 'unwell', /no InfluxDB says/],
    ['answers null', json(200, null), 'unwell', /no InfluxDB says/],
    [
      'cuts the answer short',
      json(200, { results: [{ partial: true, series: [] }] }),
      'unwell',
      /max-row-limit/,
    ],
    [
      'cannot run the statement',
      json(200, { results: [{ error: 'shard 7 is damaged' }] }),
      'unwell',
      /shard 7 is damaged/,
    ],
  ])('rejects a question when it %s', async (_what, answer, code, sentence) => {
    await keep(5);
    onQuery = () => answer;

    await expectTrouble(read(), code, sentence);
  });

  it('is not believed to have a database that nobody could look at', async () => {
    onQuery = () => json(200, { results: [{ error: 'not authorized' }] });

    await expect(keep(5)).rejects.toThrow('not authorized');

    onQuery = healthy;
    await keep(5);
    expect(await store.position()).toBe(5);
  });

  it('keeps no more in memory than two requests, however much it does not take', async () => {
    await keep(5);
    const before = store.stats().memoryBytes;
    onWrite = json(503, { error: 'timeout' });

    for (let times = 0; times < 5; times++) {
      await expect(store.append([rows(20_000)], 6)).rejects.toMatchObject({ name: 'StoreUnavailableError' });
    }

    expect(store.stats().memoryBytes).toBe(before);
  });

  it('gets a batch in parts when it is too large for it', async () => {
    let lines = 0;
    onWrite = (response, body) => {
      const count = body.split('\n').length - 1;
      if (count > 100) return void json(413, { error: 'Request Entity Too Large' })(response);
      lines += count;
      written(response, body);
    };

    await store.append([rows(450)], 5);
    await store.flush();

    // The last one is where we are.
    expect(lines).toBe(451);
    expect(store.stats().faults).toEqual([]);
  });

  it('is given all but the one line that it does not take, where it takes none of the batch because of it', async () => {
    const taken: string[] = [];
    onWrite = (response, body) => {
      if (body.includes('bad')) return void json(400, { error: "unable to parse 'bad'" })(response);
      taken.push(...body.split('\n').filter((line) => line !== ''));
      written(response, body);
    };

    await store.append([rows(30), rows(1, 'bad'), rows(30, 'b')], 5);
    await store.flush();

    expect(taken).toHaveLength(61);
    expect(store.stats().faults).toEqual([
      { code: 'rejected', fromMs: START, toMs: START + 29_000, detail: "1 value: unable to parse 'bad'" },
    ]);
  });

  it('names what it refuses for good once, with how much that was', async () => {
    onWrite = json(400, { error: 'partial write: points beyond retention policy dropped=2' });

    for (const position of [5, 6, 7]) await keep(position);

    expect(await store.position()).toBe(7);
    expect(store.stats()).toMatchObject({
      faultsTotal: 1,
      faults: [{ code: 'rejected', detail: '6 values: partial write: points beyond retention policy' }],
    });
  });
});

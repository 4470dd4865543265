import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { JOB_RUN } from '#protocol/job-run.ts';
import { type Postgres, startPostgres, whyNoPostgres } from '#scripts/servers/postgres.ts';
import { describeWithPostgres } from '#scripts/servers/postgres-tests.ts';
import { figures } from '../../host/test-tree.ts';
import type { Memory, Probe } from '../../probe.ts';
import type { ProbeError } from '../../probe-error.ts';
import { SqlConfig } from './config.ts';
import { sql } from './sql.ts';

const never = new AbortController().signal;
const closers: (() => unknown)[] = [];
let server: Postgres;
let nowMs = Date.now();

beforeAll(async () => {
  if (whyNoPostgres() !== undefined) return;
  server = await startPostgres();
  await server.run(`CREATE TABLE orders (region text, amount numeric, at timestamptz);
    INSERT INTO orders VALUES ('north', 10, now()), ('north', 5, now()), ('south', 1, now());
    CREATE TABLE imports (finished timestamptz, lines int);
    CREATE FUNCTION sneaky() RETURNS int LANGUAGE sql AS 'INSERT INTO imports VALUES (now(), 1) RETURNING 1';
    CREATE ROLE reader LOGIN PASSWORD 'pw'; GRANT SELECT ON orders, imports TO reader;`);
});
afterAll(() => server?.stop());
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const settings = (queries: readonly Record<string, unknown>[], more: Record<string, unknown> = {}) =>
  SqlConfig.parse({
    address: '127.0.0.1',
    port: server.port,
    dialect: 'postgres',
    user: 'reader',
    password: 'pw',
    database: 'postgres',
    queries,
    ...more,
  });

function watch(queries: readonly Record<string, unknown>[], kept = new Map<string, unknown>()): Probe {
  const memory: Memory = { get: (key) => kept.get(key), set: (key, value) => void kept.set(key, value) };
  const options = { procPath: '', sysPath: '', now: () => nowMs, remember: () => memory };
  const probe = sql.create(settings(queries), options);
  closers.push(() => probe.close());
  return probe;
}

describeWithPostgres('queries of your own', () => {
  it('bring values of a real database, each query apart from the others', async () => {
    const probe = watch([
      { name: 'sums', sql: 'SELECT region, sum(amount) AS total, count(*) AS n FROM orders GROUP BY region' },
      { name: 'gone', sql: 'SELECT * FROM nothing_here' },
      { name: 'secret', sql: 'SELECT * FROM pg_authid' },
    ]);

    const measurements = await probe.collect(never);

    expect(figures(measurements)).toMatchObject({
      'sql.value sums total north': 15,
      'sql.value sums n south': 1,
      'sql.rows sums': 2,
      'sql.state sums': 0,
      'sql.state gone': 3,
      'sql.state secret': 2,
    });
    expect(measurements.skipped?.map(({ what }) => what)).toEqual(['query gone', 'query secret']);
    const again = await probe.collect(never);
    for (const [i, { column }] of measurements.readings.entries())
      expect(again.readings[i]?.column).toBe(column);
  });

  it('may return a million rows, and the agent holds a few', async () => {
    const probe = watch([
      {
        name: 'all',
        sql: "SELECT n AS id, repeat('x', 500) AS t FROM generate_series(1, 1000000) n",
        max_rows: 1_000,
      },
    ]);
    await probe.collect(never);
    global.gc?.();
    const before = process.memoryUsage().heapUsed;

    for (let i = 0; i < 3; i++) {
      const measurements = await probe.collect(never);
      expect(figures(measurements)['sql.rows all']).toBe(1_000);
      expect(measurements.skipped?.at(-1)?.why).toBe('more than 1000 rows; the rest is not read');
    }
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000);
  });

  it('are cut off in their time, and the next ones are asked', async () => {
    const slow = 'SELECT count(*) AS n FROM generate_series(1, 2000000000)';
    const probe = sql.create(
      settings(
        [
          { name: 'slow', sql: slow },
          { name: 'quick', sql: 'SELECT 7 AS n' },
        ],
        { timeout: '3s' },
      ),
      {
        procPath: '',
        sysPath: '',
        now: () => nowMs,
      },
    );
    closers.push(() => probe.close());

    expect(figures(await probe.collect(never))).toMatchObject({
      'sql.state slow': 4,
      'sql.state quick': 0,
      'sql.value quick n': 7,
    });
  });

  it('write nothing, not even by a function that nobody can see through', async () => {
    const probe = watch([{ name: 'sneaky', sql: 'SELECT sneaky()' }]);

    const { skipped } = await probe.collect(never);

    expect(skipped?.[0]?.why).toMatch(/tries to write/);
    expect(await server.run('SELECT count(*)::int AS n FROM imports')).toEqual([{ n: 0 }]);
  });

  it('tell the runs of a job, each once, also over a restart', async () => {
    const query = {
      name: 'import',
      sql: 'SELECT max(finished) AS last_success, sum(lines) AS count FROM imports',
      job: true,
    };
    const kept = new Map<string, unknown>();
    const runs = async (probe: Probe) =>
      ((await probe.collect(never)).facts ?? []).filter(({ kind }) => kind === JOB_RUN);
    const probe = watch([query], kept);

    expect(await runs(probe)).toEqual([]);
    await server.run("INSERT INTO imports VALUES ('2026-01-05 10:00:00+08', 12)");
    expect(await runs(probe)).toEqual([
      {
        kind: JOB_RUN,
        key: 'import',
        data: { phase: 'succeeded', atMs: Date.UTC(2026, 0, 5, 2), count: 12 },
      },
    ]);
    expect(await runs(probe)).toEqual([]);
    expect(
      await runs(
        watch([query], new Map(Object.entries(JSON.parse(JSON.stringify(Object.fromEntries(kept)))))),
      ),
    ).toEqual([]);
  });

  it('are asked as often as they say, and their ages go on in between', async () => {
    const probe = watch([{ name: 'age', sql: 'SELECT max(at) AS newest FROM orders', every: '5m' }]);
    const age = async () =>
      figures(await probe.collect(never))['sql.value age newest_age_seconds'] ?? Number.NaN;
    const first = await age();
    await server.run('UPDATE orders SET at = now()');
    nowMs += 60_000;

    expect(await age()).toBeCloseTo(first + 60, 3);
    nowMs += 240_000;
    expect(await age()).toBeLessThan(first + 302);
  });

  it('are explained', async () => {
    const config = settings([
      { name: 'n', sql: 'SELECT 7 AS n' },
      { name: 'gone', sql: 'SELECT * FROM nothing_here' },
    ]);

    expect(await sql.explain?.(config, { procPath: '', sysPath: '', now: Date.now }, never)).toMatchObject({
      recognised: { vendor: 'PostgreSQL' },
      readings: expect.arrayContaining([expect.objectContaining({ metric: 'sql.state', word: 'absent' })]),
      ignored: [{ what: 'query gone' }],
      timings: [{ step: 'n', values: 1 }, { step: 'gone' }],
    });
  });

  it('with settings that the database does not know are misconfigured', async () => {
    const config = settings([{ sql: 'SELECT 1' }], { options: { service: 'ORCL' } });
    const probe = sql.create(config, { procPath: '', sysPath: '', now: Date.now });

    const error = (await probe.collect(never).catch((caught: unknown) => caught)) as ProbeError;

    expect([error.state, error.message]).toEqual([
      'misconfigured',
      expect.stringContaining('settings of postgres'),
    ]);
  });
});

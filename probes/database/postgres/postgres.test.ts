import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Postgres, startPostgres, whyNoPostgres } from '#scripts/servers/postgres.ts';
import { describeWithPostgres } from '#scripts/servers/postgres-tests.ts';
import { figures } from '../../host/test-tree.ts';
import type { Measurements, Probe } from '../../probe.ts';
import { shippedStatements } from '../shipped-statements.ts';
import { PostgresConfig } from './config.ts';
import { postgres } from './postgres.ts';

const never = new AbortController().signal;
const closers: (() => unknown)[] = [];
let nowMs = Date.UTC(2026, 0, 5);
let server: Postgres;
let replica: Postgres;

beforeAll(async () => {
  if (whyNoPostgres() !== undefined) return;
  server = await startPostgres({
    lines: [
      "shared_preload_libraries = 'pg_stat_statements'",
      'max_prepared_transactions = 2',
      'deadlock_timeout = 50ms',
      'archive_mode = on',
      "archive_command = 'true'",
    ],
  });
  await server.run('CREATE EXTENSION pg_stat_statements');
  // The script as it is printed, with a password in its place.
  const script = await postgres.grants?.({ user: 'ward' });
  await server.run(String(script).replace('CHANGE-THIS', 'pw'));
  await server.run("SELECT pg_create_physical_replication_slot('copy')");
  replica = await server.replica();
});
afterAll(async () => {
  await replica?.stop();
  await server?.stop();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function watch(of: Postgres = server, more: Record<string, unknown> = {}): Probe {
  const settings = { address: '127.0.0.1', port: of.port, user: 'ward', password: 'pw', ...more };
  const probe = postgres.create(PostgresConfig.parse(settings), {
    procPath: '',
    sysPath: '',
    now: () => nowMs,
  });
  closers.push(() => probe.close());
  return probe;
}

async function read(of: Postgres = server, more: Record<string, unknown> = {}): Promise<Measurements> {
  return watch(of, more).collect(never);
}

describeWithPostgres('a PostgreSQL', () => {
  it('is read whole with the account of the script, and nothing is left out', async () => {
    const measurements = await read();

    expect(measurements.skipped).toEqual([]);
    const read_ = figures(measurements);
    expect(read_).toMatchObject({
      'database.rights_missing': 0,
      'database.role': 1,
      'database.read_only': 0,
      'database.sessions_limit': 17,
      'database.blocked_sessions': 0,
      'postgresql.archive_state': 1,
      'postgresql_slot.state copy': 1,
    });
    for (const name of [
      'database.connect_seconds',
      'database.uptime_seconds',
      'database.sessions',
      'database.sessions_percent',
      'database.statements_total',
      'database.commits_total',
      'database_size.bytes postgres',
      'database_space.used_bytes pg_default tablespace',
      'database_log.size_bytes wal',
    ])
      expect([name, (read_[name] ?? Number.NaN) > 0]).toEqual([name, true]);
    expect(measurements.facts).toMatchObject([{ kind: 'inventory', data: { vendor: 'PostgreSQL' } }]);
  });

  it('brings columns that metrics know, whichever statement is for its version', async () => {
    const known = new Set(postgres.metrics.map(({ name }) => name));
    const { readings } = await read();

    expect(readings.filter(({ column }) => !known.has(column.metric))).toEqual([]);
    expect(
      new Set(readings.map(({ column }) => `${column.metric} ${JSON.stringify(column.labels)}`)).size,
    ).toBe(readings.length);
  });

  it('and its replica see each other, and a write that arrives', async () => {
    const probe = watch();
    const copy = watch(replica);
    await server.run('CREATE TABLE copied AS SELECT generate_series(1, 1000) AS n');

    await expect
      .poll(async () => figures(await copy.collect(never)), { timeout: 30_000 })
      .toMatchObject({
        'database.role': 2,
        'database.read_only': 1,
        'database_replication.state primary': 0,
        'database_replication.lag_seconds primary': 0,
        'postgresql.replay_paused': 0,
      });
    await expect
      .poll(async () => figures(await probe.collect(never)), { timeout: 30_000 })
      .toMatchObject({
        'database_replication.state replica 127.0.0.1': 0,
        'database_replication.lag_bytes replica 127.0.0.1': 0,
      });
  });

  it('whose replica stands still falls behind', async () => {
    await replica.run('SELECT pg_wal_replay_pause()');
    closers.push(() => replica.run('SELECT pg_wal_replay_resume()'));
    await server.run('CREATE TABLE more AS SELECT generate_series(1, 1000) AS n');
    const copy = watch(replica);

    await expect
      .poll(async () => figures(await copy.collect(never)), { timeout: 30_000 })
      .toMatchObject({ 'database_replication.state primary': 1, 'postgresql.replay_paused': 1 });
    const told = figures(await copy.collect(never));
    expect(told['database_replication.lag_bytes primary']).toBeGreaterThan(0);
    expect(told['database_replication.lag_seconds primary']).toBeGreaterThan(0);
  });

  it('tells who waits for whom, without what they wrote', async () => {
    await server.run("CREATE TABLE accounts AS SELECT 1 AS id, 'secret-7' AS pin");
    const holder = await server.connect();
    const waiter = await server.connect();
    closers.push(() => Promise.all([holder.end(), waiter.end()]));
    await holder.query('BEGIN');
    await holder.query("UPDATE accounts SET pin = 'secret-8'");
    const waits = waiter.query("UPDATE accounts SET pin = 'secret-9'").catch(() => {});
    const probe = watch();

    let facts: Measurements['facts'] = [];
    await expect
      .poll(
        async () => {
          const measurements = await probe.collect(never);
          facts = [...(facts ?? []), ...(measurements.facts ?? [])];
          return figures(measurements);
        },
        { timeout: 30_000 },
      )
      .toMatchObject({ 'database.blocked_sessions': 1, 'database.sessions_idle_in_transaction': 1 });
    await holder.query('ROLLBACK');
    await waits;

    const evidence = facts
      ?.filter(({ kind }) => kind === 'evidence')
      .map(({ data }) => data as { lines: string[] });
    expect(evidence?.[0]).toMatchObject({ metric: 'database.blocked_sessions' });
    expect(evidence?.[0]?.lines[0]).toMatch(
      /waits_for: \d+ · who_is: postgres idle in transaction · statement: UPDATE accounts SET pin = '\?'$/,
    );
    expect(JSON.stringify(facts)).not.toContain('secret');
  });

  it('counts deadlocks, and what its cache answered since the last time', async () => {
    await server.run('CREATE TABLE a AS SELECT 1 AS n; CREATE TABLE b AS SELECT 1 AS n');
    const probe = watch();
    const before = figures(await probe.collect(never));
    const [one, two] = [await server.connect(), await server.connect()];
    for (const [client, table] of [
      [one, 'a'],
      [two, 'b'],
    ] as const) {
      await client.query('BEGIN');
      await client.query(`UPDATE ${table} SET n = 2`);
    }
    await Promise.allSettled([one.query('UPDATE b SET n = 3'), two.query('UPDATE a SET n = 3')]);
    // A session tells what it counted when it ends, or when it has rested for ten seconds.
    await Promise.all([one.end(), two.end()]);

    await expect
      .poll(async () => figures(await probe.collect(never))['database.deadlocks_total'], { timeout: 30_000 })
      .toBe(Number(before['database.deadlocks_total']) + 1);
    const percent = figures(await probe.collect(never))['database.cache_hit_percent'] ?? Number.NaN;
    expect(percent).toBeGreaterThan(0);
    expect(percent).toBeLessThanOrEqual(100);
  });

  it('whose archiving fails says so', async () => {
    await server.run("ALTER SYSTEM SET archive_command = 'false'");
    await server.run('SELECT pg_reload_conf()');
    closers.push(async () => {
      await server.run("ALTER SYSTEM SET archive_command = 'true'");
      await server.run('SELECT pg_reload_conf()');
    });
    await server.run('SELECT pg_switch_wal()');
    const probe = watch();

    await expect
      .poll(
        async () => {
          nowMs += 60_000;
          return figures(await probe.collect(never));
        },
        { timeout: 30_000 },
      )
      .toMatchObject({ 'postgresql.archive_state': 2, 'database_backup.result  log': 3 });
  });

  it('is left alone by a statement that takes too long; the rest is read', async () => {
    const holder = await server.connect();
    closers.push(() => holder.end());
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE pg_subscription IN ACCESS EXCLUSIVE MODE');

    const { readings, skipped = [] } = await read(server, { timeout: '4s' });

    expect(skipped.find(({ what }) => what.startsWith('subscriptions'))?.why).toMatch(
      /waited for a lock|longer than its time/,
    );
    expect(readings.find(({ column }) => column.metric === 'database.sessions')?.value).toBeGreaterThan(0);
    await holder.query('ROLLBACK');
  });

  it('is missed when it is gone, and read again when it is back', async () => {
    const probe = watch(replica, { timeout: '3s' });
    await probe.collect(never);

    replica.pause();
    await expect(probe.collect(never)).rejects.toMatchObject({ state: 'silent' });
    replica.resume();
    await expect.poll(() => probe.collect(never).then(() => 'read'), { timeout: 30_000 }).toBe('read');
    await replica.restart();
    await expect(probe.collect(never)).resolves.toBeDefined();
  });
});

/** Each right of the script is taken away, and what it was for is named with the statement that gives it. */
describeWithPostgres('an account of PostgreSQL that lacks a right', () => {
  const rights = [...new Set(shippedStatements('postgres').flatMap(({ grants }) => grants))].filter(
    (grant) => !grant.startsWith('--'),
  );

  it.each(rights)('%s: is told so', async (grant) => {
    const given = grant.replaceAll('{user}', 'ward');
    await server.run(given.replace('GRANT', 'REVOKE').replace(' TO ', ' FROM '));
    closers.push(() => server.run(given));

    const { readings, skipped = [] } = await read();

    const missing = readings.find(({ column }) => column.metric === 'database.rights_missing')?.value;
    expect(missing).toBeGreaterThan(0);
    expect(skipped.length).toBe(missing);
    for (const { why } of skipped) expect(why).toContain(given);
    expect(readings.some(({ column }) => column.metric === 'database.uptime_seconds')).toBe(true);
  });
});

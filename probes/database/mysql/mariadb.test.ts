import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EVIDENCE, type Evidence } from '#protocol/evidence.ts';
import { databaseRoles, replicationStates } from '#protocol/vocabulary/database.ts';
import { type Mariadb, startMariadb } from '../../../scripts/servers/mariadb.ts';
import { describeWith } from '../../../scripts/servers/unavailable.ts';
import { makeAccount, type Told, watching } from './test-watching.ts';

const role = (word: string) => databaseRoles[word]!.code;
const replication = (word: string) => replicationStates[word]!.code;

describeWith('mariadbd', 'MariaDB and its replica', () => {
  let primary: Mariadb;
  let replica: Mariadb;
  let primarySide: ReturnType<typeof watching>;
  let replicaSide: ReturnType<typeof watching>;

  beforeAll(async () => {
    [primary, replica] = await Promise.all([startMariadb(), startMariadb({ options: ['--read-only'] })]);
    await makeAccount(primary);
    await primary.run(
      'CREATE DATABASE shop',
      'CREATE TABLE shop.orders (id INT PRIMARY KEY, note VARCHAR(50)) ENGINE=InnoDB',
      "INSERT INTO shop.orders SELECT seq, 'x' FROM (SELECT 1 AS seq UNION SELECT 2 UNION SELECT 3) AS numbers",
    );
    await replica.follow(primary);
    primarySide = watching(primary);
    replicaSide = watching(replica);
  });
  afterAll(async () => {
    await Promise.all([primarySide?.close(), replicaSide?.close()]);
    await Promise.all([primary?.stop(), replica?.stop()]);
  });

  it('is read with the account of the script, and nothing is missing', async () => {
    const { values, skipped, facts } = await primarySide.collect();

    expect(skipped).toEqual([]);
    expect(values.get('database.rights_missing')).toBe(0);
    expect(values.get('database.sessions_limit')).toBe(20);
    expect(values.get('database.sessions_percent')).toBeGreaterThan(0);
    expect(values.get('database.statements_total')).toBeGreaterThan(10);
    expect(values.get('database.rows_written_total')).toBeGreaterThanOrEqual(3);
    expect(values.get('database.memory_used_bytes')).toBeGreaterThan(1_000_000);
    expect(values.get('database_log.size_bytes binlog')).toBeGreaterThan(100);
    expect(values.get('database_log.used_percent redo')).toBeLessThan(100);
    expect(values.get('database_space.used_bytes innodb_system tablespace')).toBe(12 * 1024 * 1024);
    expect(values.has('database_space.limit_bytes innodb_system tablespace')).toBe(false);
    expect(facts.find(({ kind }) => kind === 'inventory')?.data).toMatchObject({
      vendor: 'MariaDB',
      product: 'MariaDB',
    });
  });

  it('says the share of reads that the cache answered since the last time', async () => {
    await primarySide.collect();
    await primary.run('SELECT COUNT(*) FROM shop.orders');
    const { values } = await primarySide.until(({ values }) => values.get('database.cache_hit_percent')! > 0);

    expect(values.get('database.cache_hit_percent')).toBeLessThanOrEqual(100);
  });

  it('tells sizes as soon as the server has counted', async () => {
    const read = await untilFresh(primary, ({ values }) => values.get('database_size.bytes shop')! > 0);

    expect(read.values.get('database_size.bytes shop')! % 16_384).toBe(0);
  });

  it.each([
    ['PROCESS', 'transactions', "REVOKE PROCESS ON *.* FROM ward@'%'", "GRANT PROCESS ON *.* TO ward@'%'"],
    ['PROCESS', 'statements', "REVOKE PROCESS ON *.* FROM ward@'%'", "GRANT PROCESS ON *.* TO ward@'%'"],
    ['PROCESS', 'spaces', "REVOKE PROCESS ON *.* FROM ward@'%'", "GRANT PROCESS ON *.* TO ward@'%'"],
    [
      'SLAVE MONITOR',
      'replication',
      "REVOKE SLAVE MONITOR ON *.* FROM ward@'%'",
      "GRANT SLAVE MONITOR ON *.* TO ward@'%'",
    ],
    [
      'BINLOG MONITOR',
      'binlog',
      "REVOKE BINLOG MONITOR ON *.* FROM ward@'%'",
      "GRANT BINLOG MONITOR ON *.* TO ward@'%'",
    ],
    [
      'SELECT on mysql.innodb_table_stats',
      'sizes',
      "REVOKE SELECT ON mysql.innodb_table_stats FROM ward@'%'",
      "GRANT SELECT ON mysql.innodb_table_stats TO ward@'%'",
    ],
  ])('without %s names it for %s, and reads the rest', async (right, part, revoke, grant) => {
    await primary.run(revoke);
    const side = watching(primary);
    const { values, skipped } = await side.collect();
    await side.close();
    await primary.run(grant);

    expect(skipped.filter((each) => each.startsWith(part)).join()).toContain(`needs ${right}: GRANT`);
    expect(values.get('database.rights_missing')).toBeGreaterThan(0);
    expect(values.get('database.uptime_seconds')).toBeGreaterThanOrEqual(0);
  });

  it('tells a primary from its replica', async () => {
    const side = watching(primary);
    const { values } = await side.until(({ values }) => values.get('database.role') === role('primary'));
    await side.close();
    const other = await replicaSide.until(isIn('running'));

    expect(values.get('database.read_only')).toBe(0);
    expect(other.values.get('database.role')).toBe(role('replica'));
    expect(other.values.get('database.read_only')).toBe(1);
    expect(other.values.get(`database_replication.lag_seconds 127.0.0.1:${primary.port}`)).toBe(0);
    expect(other.skipped).toEqual([]);
  });

  it('says how far the replica is behind, and when it is level again', async () => {
    const lag = `database_replication.lag_seconds 127.0.0.1:${primary.port}`;
    const reader = await replica.connect();
    await reader.query('LOCK TABLES shop.orders READ');
    await primary.run("INSERT INTO shop.orders VALUES (10, 'has to wait')");
    const behind = await replicaSide.until(({ values }) => values.get(lag)! >= 2);
    await reader.query('UNLOCK TABLES');
    const level = await replicaSide.until(({ values }) => values.get(lag) === 0);
    await reader.end();

    expect(isIn('running')(behind)).toBe(true);
    expect(isIn('running')(level)).toBe(true);
  });

  it('tells replication that somebody stopped from one that broke, with what broke it', async () => {
    await replica.run('STOP SLAVE');
    await replicaSide.until(isIn('stopped'));
    await replica.run("INSERT INTO shop.orders VALUES (20, 'written here')", 'START SLAVE');
    await primary.run("INSERT INTO shop.orders VALUES (20, 'written there')");
    const broken = await replicaSide.until(isIn('broken'));
    // It may have broken between the two statements that tell so.
    const { facts } = await replicaSide.collect();
    const evidence = [...broken.facts, ...facts].find(({ kind }) => kind === EVIDENCE)?.data as
      | Evidence
      | undefined;
    await replica.run('DELETE FROM shop.orders WHERE id = 20', 'START SLAVE');
    const healed = await replicaSide.until(isIn('running'));

    expect(evidence).toMatchObject({
      metric: 'database_replication.state',
      labels: { peer: `127.0.0.1:${primary.port}` },
    });
    expect(evidence?.lines.join()).toMatch(/thread: applier · code: 1062 · text: .*Duplicate entry/);
    expect(healed.facts.filter(({ kind }) => kind === EVIDENCE)).toEqual([]);
  });

  it('says who waits for whom, without the values of the statement', async () => {
    const [one, other] = [await primary.connect(), await primary.connect()];
    await one.query('BEGIN');
    await one.query("UPDATE shop.orders SET note = 'mine' WHERE id = 1");
    const waiting = other.query("UPDATE shop.orders SET note = 'a secret' WHERE id = 1");
    const read = await primarySide.until(({ values }) => values.get('database.blocked_sessions') === 1);
    const evidence = read.facts.find(({ kind }) => kind === EVIDENCE)?.data as Evidence | undefined;
    await one.query('ROLLBACK');
    await waiting;
    await Promise.all([one.end(), other.end()]);
    const after = await primarySide.until(({ values }) => values.get('database.blocked_sessions') === 0);

    expect(read.values.get('database.sessions_idle_in_transaction')).toBe(1);
    expect(evidence?.metric).toBe('database.blocked_sessions');
    expect(evidence?.lines.join()).toMatch(
      /blocked_by: \d+ .*statement: UPDATE shop.orders SET note = '\?' WHERE id = \?/,
    );
    expect(evidence?.lines.join()).not.toContain('secret');
    expect(after.values.get('database.longest_wait_seconds')).toBe(0);
  });

  it('counts deadlocks', async () => {
    const before = (await primarySide.collect()).values.get('database.deadlocks_total')!;
    await deadlock(primary);
    const { values } = await primarySide.until(
      ({ values }) => values.get('database.deadlocks_total')! > before,
    );

    expect(values.get('database.deadlocks_total')).toBe(before + 1);
  });

  function isIn(word: string): (read: Told) => boolean {
    return ({ values }) =>
      values.get(`database_replication.state 127.0.0.1:${primary.port}`) === replication(word);
  }

  async function untilFresh(server: Mariadb, is: (read: Told) => boolean): Promise<Told> {
    const side = watching(server);
    // What is asked for once an hour is due again by then.
    const read = await side.until((told) => {
      side.clock.nowMs += 3_600_000;
      return is(told);
    });
    await side.close();
    return read;
  }
});

describeWith('mariadbd', 'InnoDB with a maximum', () => {
  const MB = 1024 * 1024;
  let server: Mariadb;

  beforeAll(async () => {
    const path = '--innodb-data-file-path=ibdata1:12M:autoextend:max:48M';
    server = await startMariadb({
      options: [path, '--innodb-file-per-table=0', '--innodb-autoextend-increment=1'],
    });
    await makeAccount(server);
    await server.run(
      'CREATE DATABASE shop',
      'CREATE TABLE shop.pictures (id INT AUTO_INCREMENT PRIMARY KEY, picture LONGBLOB) ENGINE=InnoDB',
    );
  });
  afterAll(() => server?.stop());

  it('is full by what it may grow to, and says in how many days while it fills', async () => {
    const side = watching(server);
    const space = (field: string) => `database_space.${field} innodb_system tablespace`;
    let filling: Told | undefined;
    let { values } = await side.collect();
    const connection = await server.connect();
    // A minute of the probe's clock for each megabyte, until nothing more goes in.
    for (let minutes = 0; minutes < 80; minutes++) {
      const isFull = await addMegabyte(connection);
      side.clock.nowMs += 60_000;
      const read = await side.collect();
      ({ values } = read);
      if (isFull) break;
      if (values.get(space('used_bytes'))! < 40 * MB) filling = read;
    }
    await connection.end();
    await side.close();

    const used = filling?.values.get(space('used_bytes')) ?? 0;
    const daysLeft = (48 * MB - used) / MB / (24 * 60);
    expect(filling?.values.get(space('used_percent'))).toBeCloseTo((100 * used) / (48 * MB), 5);
    expect(filling?.values.get(space('days_until_full'))).toBeGreaterThan(daysLeft * 0.5);
    expect(filling?.values.get(space('days_until_full'))).toBeLessThan(daysLeft * 2);
    expect(values.get(space('limit_bytes'))).toBe(48 * MB);
    expect(values.get(space('used_percent'))).toBeGreaterThan(97);
  });

  async function addMegabyte(connection: Connection): Promise<boolean> {
    try {
      await connection.query("INSERT INTO shop.pictures (picture) VALUES (REPEAT('x', 1000000))");
      return false;
    } catch (error) {
      expect((error as { errno?: number }).errno).toBe(1114);
      return true;
    }
  }
});

async function deadlock(server: Mariadb): Promise<void> {
  const [one, other] = [await server.connect(), await server.connect()];
  await one.query('BEGIN');
  await other.query('BEGIN');
  await one.query("UPDATE shop.orders SET note = 'a' WHERE id = 1");
  await other.query("UPDATE shop.orders SET note = 'b' WHERE id = 2");
  await Promise.allSettled([
    one.query("UPDATE shop.orders SET note = 'a' WHERE id = 2"),
    other.query("UPDATE shop.orders SET note = 'b' WHERE id = 1"),
  ]);
  await Promise.allSettled([one.query('ROLLBACK'), other.query('ROLLBACK')]);
  await Promise.all([one.end(), other.end()]);
}

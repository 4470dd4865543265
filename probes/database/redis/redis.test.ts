import { execFile } from 'node:child_process';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backupResults, databaseRoles, replicationStates } from '#protocol/vocabulary/database.ts';
import { type Redis, startRedis } from '../../../scripts/servers/redis.ts';
import { describeWith } from '../../../scripts/servers/unavailable.ts';
import type { ProbeOptions } from '../../probe.ts';
import { RIGHTS } from './grants.ts';
import { redis } from './redis.ts';

const never = new AbortController().signal;

function watching(
  server: { address: string; port: number },
  settings: Readonly<Record<string, unknown>> = {},
) {
  const clock = { nowMs: Date.now() };
  const options: ProbeOptions = { procPath: '', sysPath: '', now: () => clock.nowMs };
  const config = redis.config.parse({ address: server.address, port: server.port, ...settings });
  const probe = redis.create(config, options);
  const collect = async () => {
    clock.nowMs += 60_000;
    const { readings, skipped = [], facts = [] } = await probe.collect(never);
    return {
      values: new Map(
        readings.map(({ column, value }) => [
          [column.metric, ...Object.values(column.labels)].join(' ').trim(),
          value,
        ]),
      ),
      skipped: skipped.map(({ what, why }) => `${what}: ${why}`),
      facts,
    };
  };
  return {
    collect,
    close: () => probe.close(),
    explain: () => redis.explain!(config, options, never),
    async until(is: (values: Map<string, number>) => boolean, act?: () => Promise<unknown>) {
      const endMs = performance.now() + 60_000;
      for (;;) {
        await act?.();
        const read = await collect();
        if (is(read.values)) return read;
        if (performance.now() > endMs)
          throw new Error(`never told; last ${JSON.stringify(Object.fromEntries(read.values))}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}

/** What an operator types; the answers as redis-cli prints them. */
async function type(server: Redis, ...words: string[]): Promise<string> {
  const args = ['-p', String(server.port), '--no-auth-warning', '-a', 'operator', ...words];
  return (await promisify(execFile)('redis-cli', args)).stdout;
}

describeWith('redis-server', 'Redis and its replica', () => {
  let primary: Redis;
  let replica: Redis;
  let side: ReturnType<typeof watching>;
  const ward = { user: 'ward', password: 'change-this-password' };

  beforeAll(async () => {
    primary = await startRedis({
      // On a busy machine any command may be slow.
      lines: [
        'requirepass operator',
        'maxmemory 50mb',
        'repl-diskless-sync-delay 0',
        'slowlog-log-slower-than -1',
      ],
    });
    replica = await startRedis({
      lines: ['requirepass operator', 'masterauth operator', `replicaof 127.0.0.1 ${primary.port}`],
    });
    const [script] = (await redis.grants!({ user: 'ward' }))
      .split('\n')
      .filter((line) => line.startsWith('ACL SETUSER'));
    await type(primary, ...script!.split(' '));
    await type(primary, 'SET', 'a', '1');
    await type(primary, 'SET', 'b', '2', 'EX', '1000');
    side = watching(primary, ward);
  });
  afterAll(async () => {
    await side?.close();
    await Promise.all([primary?.stop(), replica?.stop()]);
  });

  it('is read with the account of the script, and nothing is missing', async () => {
    const { values, skipped, facts } = await side.until(
      (told) => told.get('database.role') === databaseRoles.primary!.code,
    );

    expect(skipped).toEqual([]);
    expect(Object.fromEntries(values)).toMatchObject({
      'database.rights_missing': 0,
      'database.sessions_limit': 10_000,
      'database.read_only': 0,
      'redis.loading': 0,
      'redis.slowlog_length': 0,
      'redis_keyspace.keys db0': 2,
      'redis_keyspace.expires db0': 1,
      'database_space.limit_bytes memory memory': 50 * 1024 * 1024,
    });
    const used = values.get('database_space.used_bytes memory memory')!;
    expect(values.get('database_space.used_percent memory memory')).toBeCloseTo(
      (100 * used) / (50 * 1024 * 1024),
      6,
    );
    expect(values.has('database_backup.age_seconds  snapshot')).toBe(false);
    expect(facts.concat((await watchingOnce(primary)).facts)).toContainEqual(
      expect.objectContaining({ kind: 'inventory', data: expect.objectContaining({ vendor: 'Redis' }) }),
    );
  });

  it('shows how its replica is, from both sides', async () => {
    const peers = (values: Map<string, number>, field: string) =>
      [...values].filter(([name]) => name.startsWith(`database_replication.${field} `));
    const there = await side.until((values) => peers(values, 'lag_bytes').some(([, bytes]) => bytes === 0));
    const other = watching(replica, { password: 'operator' });
    const here = await other.until(
      (values) =>
        values.get(`database_replication.state 127.0.0.1:${primary.port}`) ===
        replicationStates.running!.code,
    );
    await other.close();

    expect(peers(there.values, 'state')).toEqual([
      [`database_replication.state 127.0.0.1:${replica.port}`, replicationStates.running!.code],
    ]);
    expect(here.values.get('database.role')).toBe(databaseRoles.replica!.code);
    expect(here.values.get('database.read_only')).toBe(1);
  });

  it('says that the link to the primary is broken', async () => {
    const other = watching(replica, { password: 'operator' });
    await type(replica, 'CONFIG', 'SET', 'masterauth', 'wrong');
    await type(primary, 'CLIENT', 'KILL', 'TYPE', 'replica');
    const broken = await other.until(
      (values) =>
        values.get(`database_replication.state 127.0.0.1:${primary.port}`) === replicationStates.broken!.code,
    );
    await type(replica, 'CONFIG', 'SET', 'masterauth', 'operator');
    await other.close();

    expect(broken.values.get('database.role')).toBe(databaseRoles.replica!.code);
  });

  it('tells the last snapshot and the share of hits since the last time', async () => {
    await side.collect();
    await type(primary, 'GET', 'a');
    await type(primary, 'GET', 'missing');
    const { values } = await side.collect();
    // One within the second in which the server started cannot be told from none.
    const saved = await side.until(
      (told) => told.get('database_backup.result  snapshot') === backupResults.ok!.code,
      () => type(primary, 'SAVE'),
    );

    expect(values.get('database.cache_hit_percent')).toBe(50);
    expect(saved.values.get('database_backup.age_seconds  snapshot')).toBeGreaterThanOrEqual(0);
    expect(saved.values.get('redis.rdb_changes_since_last_save')).toBe(0);
  });

  it.each([
    ['+slowlog|len', 'length of the slow log'],
    ['+client|setname', undefined],
  ])('without %s leaves out no more than that', async (right, what) => {
    await type(
      primary,
      'ACL',
      'SETUSER',
      'narrow',
      'on',
      '>narrow',
      '-@all',
      ...RIGHTS.filter((each) => each !== right),
    );
    const narrow = watching(primary, { user: 'narrow', password: 'narrow' });
    const { values, skipped } = await narrow.collect();
    await narrow.close();

    expect(skipped).toEqual(
      what === undefined ? [] : [`${what}: needs the right ${right}: ACL SETUSER <account> ${right}`],
    );
    expect(values.get('database.rights_missing')).toBe(skipped.length);
    expect(values.get('database.sessions')).toBeGreaterThan(0);
  });

  it('is not read at all by an account that may not ask INFO', async () => {
    await type(primary, 'ACL', 'SETUSER', 'blind', 'on', '>blind', '-@all', '+ping');
    const blind = watching(primary, { user: 'blind', password: 'blind' });

    await expect(blind.collect()).rejects.toMatchObject({
      state: 'denied',
      message: expect.stringMatching(/blind/),
    });
  });

  it.each([
    [{ password: 'wrong' }, 'wrong_secret', /account default is not accepted/],
    [{ user: 'nobody', password: 'wrong' }, 'wrong_secret', /account nobody is not accepted/],
    [{}, 'wrong_secret', /wants a password, and none is set/],
  ])('refuses %j in words', async (settings, state, sentence) => {
    const refused = watching(primary, settings).collect();

    await expect(refused).rejects.toMatchObject({ state, message: expect.stringMatching(sentence) });
  });

  it('says so when it takes no more clients', async () => {
    await type(primary, 'CONFIG', 'SET', 'maxclients', '3');
    const others = await Promise.all([connected(primary), connected(primary), connected(primary)]);
    await expect(watching(primary, ward).collect()).rejects.toMatchObject({
      state: 'full',
      message: expect.stringMatching(/maxclients/),
    });
    for (const each of others) each.destroy();
    await until(() =>
      type(primary, 'CONFIG', 'SET', 'maxclients', '10000').then((said) => said.includes('OK')),
    );
  });

  it('is silent while it hangs, and read again when it goes on', async () => {
    const hasty = watching(primary, { ...ward, timeout: '2s' });
    await hasty.collect();
    primary.pause();
    await expect(hasty.collect()).rejects.toMatchObject({ state: 'silent' });
    primary.resume();
    const { values } = await hasty.until((told) => told.has('database.sessions'));
    await hasty.close();

    expect(values.get('database.sessions')).toBeGreaterThan(0);
  });

  it('is explained', async () => {
    const { recognised, ignored, timings, readings } = await watching(primary, ward).explain();

    expect(recognised).toMatchObject({
      profile: 'redis',
      vendor: 'Redis',
      model: expect.stringMatching(/^7\./),
    });
    expect(ignored).toEqual([]);
    expect(timings.map(({ step }) => step)).toEqual(['connect', 'INFO', 'SLOWLOG LEN']);
    expect(readings.find(({ metric }) => metric === 'redis.loading')?.word).toBe('no');
  });

  async function watchingOnce(server: Redis) {
    const once = watching(server, ward);
    const read = await once.collect();
    await once.close();
    return read;
  }
});

describeWith('redis-server', 'Redis in other parts', () => {
  const ends: (() => Promise<void>)[] = [];
  afterAll(() => Promise.all(ends.map((end) => end())));

  async function started(options: Parameters<typeof startRedis>[0]) {
    const server = await startRedis(options);
    const side = watching(server);
    ends.push(side.close, server.stop);
    return { server, side };
  }

  it('as a sentinel tells what it watches', async () => {
    const { server } = await started({});
    const { side } = await started({
      isSentinel: true,
      lines: [
        `sentinel monitor orders 127.0.0.1 ${server.port} 1`,
        'sentinel down-after-milliseconds orders 200',
      ],
    });
    const up = await side.until((values) => values.get('redis_sentinel.state orders') === 0);
    await server.stop();
    const down = await side.until((values) => values.get('redis_sentinel.state orders') === 2);

    expect(up.values.get('redis_sentinel.sentinels orders')).toBe(1);
    expect(up.values.has('database.role')).toBe(false);
    expect(down.values.get('database.uptime_seconds')).toBeGreaterThanOrEqual(0);
  });

  it('as a node of a cluster without slots tells that the cluster does not work', async () => {
    const { side } = await started({
      lines: ['cluster-enabled yes', 'maxmemory 10mb', 'maxmemory-policy allkeys-lru'],
    });
    const { values } = await side.collect();

    expect(Object.fromEntries(values)).toMatchObject({
      'database.role': databaseRoles.cluster!.code,
      'redis_cluster.state': 1,
      'redis_cluster.slots_ok': 0,
      'redis_cluster.nodes': 1,
      'redis.maxmemory': 10 * 1024 * 1024,
    });
    expect(values.has('database_space.limit_bytes memory memory')).toBe(false);
  });

  it('without a password tells that everybody is let in', async () => {
    const { server } = await started({});
    const side = watching(server, { password: 'of no use' });
    const { skipped } = await side.collect();
    await side.close();

    expect(skipped).toEqual(['password: the server wants no password: everybody who reaches it is let in']);
  });
});

describe('something else than a Redis that answers', () => {
  it.each([
    [
      'protected mode',
      '-DENIED Redis is running in protected mode because …\r\n',
      'refused',
      /protected mode/,
    ],
    ['loading', '-LOADING Redis is loading the dataset in memory\r\n', 'failed', /is loading its data/],
    [
      'an old server that wants a password',
      '-ERR operation not permitted\r\n',
      'wrong_secret',
      /wants a password/,
    ],
    ['a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'not_understood', /not as Redis does/],
    ['an answer of gigabytes', '$4000000000\r\n', 'not_understood', /4000000000 bytes/],
    ['a line without an end', `+${'x'.repeat(10_000)}`, 'not_understood', /does not end/],
    ['a list without an end', '*99999999\r\n', 'not_understood', /99999999 items/],
  ])('with %s', async (_what, said, state, sentence) => {
    const server = await answering((socket) => socket.write(said));
    const refused = watching(server).collect();

    await expect(refused).rejects.toMatchObject({ state, message: expect.stringMatching(sentence) });
    await server.close();
  });

  it('with nothing at all, or by closing', async () => {
    const silent = await answering(() => {});
    const closing = await answering((socket) => socket.destroy());

    await expect(watching(silent, { timeout: '500ms' }).collect()).rejects.toMatchObject({
      state: 'silent',
      message: expect.stringMatching(/no answer within 0.5 s/),
    });
    await expect(watching(closing).collect()).rejects.toMatchObject({ state: 'silent' });
    await Promise.all([silent.close(), closing.close()]);
  });
});

async function answering(act: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', () => act(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function connected({ port }: Redis): Promise<Socket> {
  const { connect } = await import('node:net');
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

async function until(is: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 60_000;
  while (!(await is().catch(() => false))) {
    if (performance.now() > endMs) throw new Error('never came true');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

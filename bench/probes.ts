import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { agentBundle, bundleAgent } from '#scripts/bundle.ts';
import { ensureDebianPackages } from '#scripts/debian-install.ts';
import { type Mariadb, startMariadb } from '#scripts/servers/mariadb.ts';
import { type Nginx, startNginx } from '#scripts/servers/nginx.ts';
import { type Postgres, startPostgres } from '#scripts/servers/postgres.ts';
import { type Redis, startRedis } from '#scripts/servers/redis.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { startWardAgent } from '#scripts/servers/ward-agent.ts';
import { startChild } from './child.ts';
import type { FromProber, ProberOrder } from './database-prober.ts';
import { type Peer, startPresent } from './peers/peer.ts';
import { startPostgresExporter } from './peers/postgres-exporter.ts';
import { cpuSeconds, familyCpuSeconds, memoryBytes, openedConnections } from './process-cost.ts';
import { type Benchmark, type BenchOptions, median, type Row } from './row.ts';

const INTERVAL_SECONDS = 60;
const WINDOW_SECONDS = 180;
const ROUNDS = 5;
const COLLECTIONS = 60;
const DAY_MS = 86_400_000;
/** Tables of the database that is asked: an empty one would flatter everybody. */
const TABLES = 300;

/** Databases, pages and jobs from one agent, and what asking PostgreSQL costs PostgreSQL. */
export const probesBenchmark: Benchmark = {
  about: '300 databases, pages and jobs from one agent; what a collection costs PostgreSQL',
  async run(options) {
    const rows = await askPostgres(options);
    return [...rows, ...(await askMixed(options))];
  },
};

/** What one collection costs the server, ours and a peer's in turn. */
async function askPostgres(options: BenchOptions): Promise<Row[]> {
  const { scale, say } = options;
  const server = await startPostgres();
  const prober = startChild<ProberOrder, FromProber>(new URL('database-prober.ts', import.meta.url));
  const peers = await startPeers(options, server);
  const collections = Math.max(3, Math.round(COLLECTIONS * Math.min(1, scale)));
  try {
    await fill(server);
    const pid = Number(readFileSync(join(server.data, 'postmaster.pid'), 'latin1').split('\n')[0]);
    const { port, password } = server;
    const ask = (stepMs: number) => () =>
      prober.ask({ type: 'collect', port, password, collections, stepMs });
    const scrape = (peer: Peer) => async () => {
      for (let done = 0; done < collections; done++) {
        const answer = await fetch(`${peer.url}/metrics`);
        const text = await answer.text();
        if (!answer.ok || !/^pg_up 1/m.test(text)) throw new Error(`${peer.name}: ${text.slice(0, 300)}`);
      }
    };
    const ours = { title: 'PostgreSQL every minute', run: ask(60_000) };
    const cases = [
      ours,
      { title: 'PostgreSQL, everything due each time', run: ask(DAY_MS) },
      ...peers.map((peer) => ({ title: ours.title, peer: peer.name, run: scrape(peer) })),
    ];
    const costs = new Map<object, number[]>(cases.map((each) => [each, []]));
    for (const { run } of cases) await run();
    for (let round = 0; round < (scale < 0.05 ? 1 : ROUNDS); round++)
      for (const each of cases) {
        say(`${each.title}, round ${round + 1}, ${'peer' in each ? each.peer : 'ward'}`);
        const before = familyCpuSeconds(pid);
        await each.run();
        costs.get(each)?.push(((familyCpuSeconds(pid) - before) / collections) * 1_000);
      }
    const own = costs.get(ours) ?? [];
    return cases.map((each) => {
      const found = costs.get(each) ?? [];
      const row: Row = { case: each.title, figure: median(found), unit: 'ms CPU of the server a collection' };
      if (!('peer' in each)) return row;
      return {
        ...row,
        peer: each.peer,
        ratio: median(own.map((cost, round) => cost / (found[round] ?? cost))),
      };
    });
  } finally {
    prober.end();
    await Promise.all(peers.map(({ stop }) => stop()));
    await server.stop();
  }
}

async function fill(server: Postgres): Promise<void> {
  const tables = Array.from(
    { length: TABLES },
    (_, index) => `CREATE TABLE t${index} AS SELECT generate_series(1, 100) AS n`,
  );
  await server.run(tables.join(';'));
}

async function startPeers({ peers, say }: BenchOptions, server: Postgres): Promise<Peer[]> {
  if (!peers) return [];
  await ensureDebianPackages({ purpose: 'bench', install: true, say });
  await server.run("CREATE ROLE bench SUPERUSER LOGIN PASSWORD 'bench'");
  return startPresent<Peer>(
    { 'prometheus-postgres-exporter': () => startPostgresExporter(server.port) },
    say,
  );
}

interface Servers {
  postgres: Postgres;
  mariadb: Mariadb;
  redis: Redis;
  nginx: Nginx;
}

/** A third each of databases, pages and jobs, all of them every minute. */
async function askMixed({ scale, say }: BenchOptions): Promise<Row[]> {
  const share = Math.min(1, scale);
  const each = Math.max(4, Math.round(100 * share));
  const intervalSeconds = share < 0.2 ? 10 : INTERVAL_SECONDS;
  const windowSeconds = Math.max(
    intervalSeconds,
    Math.round((WINDOW_SECONDS * share) / intervalSeconds) * intervalSeconds,
  );
  const folder = mkdtempSync(join(tmpdir(), 'ward-bench-probes-'));
  await bundleAgent();
  const servers: Servers = {
    postgres: await startPostgres({ lines: ['max_connections = 200'] }),
    mariadb: await startMariadb({ options: ['--max-connections=100'] }),
    redis: await startRedis(),
    nginx: await startNginx({ server: ['location / { }'] }),
  };
  const file = join(folder, 'agent.yaml');
  const count = 3 * each;
  writeFileSync(file, await configurationOf(servers, each, intervalSeconds, folder));
  const ward = await startWard();
  const agent = await startWardAgent(ward, {
    interval: '10s',
    args: ['--config', file],
    command: ['env', 'MALLOC_ARENA_MAX=2', process.execPath, agentBundle],
  });
  try {
    say(`warming up with ${count} probes every ${intervalSeconds} s`);
    await sleep((intervalSeconds * 1.5 + 10) * 1_000);
    say(`measuring for ${windowSeconds} s`);
    const before = { cpu: cpuSeconds(agent.pid), connections: openedConnections() };
    await sleep(windowSeconds * 1_000);
    const used = cpuSeconds(agent.pid) - before.cpu;
    const opened = openedConnections() - before.connections;
    const memory = memoryBytes(agent.pid);
    const title = `${count} databases, pages and jobs every ${intervalSeconds} s`;
    const row = (figure: number, unit: string): Row => ({ case: title, figure, unit });
    return [
      row((used / windowSeconds) * 100, '% of a core'),
      row(memory.resident / 2 ** 20, 'MiB resident'),
      row((await newest(ward, 'agent.polls_late_p99_seconds')) * 1_000, 'ms late, p99'),
      row((opened / windowSeconds) * 60, 'connections opened a minute'),
      row(await succeeding(ward), 'targets read'),
    ];
  } finally {
    await agent.stop();
    await ward.stop();
    for (const server of Object.values(servers)) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function configurationOf(
  { postgres, mariadb, redis, nginx }: Servers,
  each: number,
  intervalSeconds: number,
  folder: string,
): Promise<string> {
  await mariadb.run("CREATE USER ward@'%' IDENTIFIED BY 'bench'", 'GRANT ALL ON *.* TO ward');
  await postgres.run('CREATE TABLE runs AS SELECT now() AS at, 100 AS n');
  const address = '127.0.0.1';
  const times = (count: number, make: (index: number) => object) =>
    Array.from({ length: count }, (_, index) => make(index));
  const half = Math.round(each / 2);
  const fifth = Math.round(each / 5);
  const account = { port: postgres.port, user: 'postgres', password: postgres.password, tls: 'off' };
  const query = { name: 'last', sql: 'SELECT at AS last_success, n AS count FROM runs', job: true };
  const watched = join(folder, 'watched');
  for (const name of times(each - half, (index) => ({ name: `job-${index}` })) as { name: string }[]) {
    mkdirSync(join(watched, name.name), { recursive: true });
    writeFileSync(join(watched, name.name, 'backup.dump'), 'x'.repeat(1_000));
  }
  for (let index = 0; index < each; index++) writeFileSync(join(nginx.pages, `${index}.html`), page(index));
  const targets = [
    ...times(half, (index) => ({ name: `pg-${index}`, address, kind: 'database', postgres: account })),
    ...times(each - half - fifth, (index) => ({
      name: `my-${index}`,
      address,
      kind: 'database',
      mysql: { port: mariadb.port, user: 'ward', password: 'bench' },
    })),
    ...times(fifth, (index) => ({
      name: `redis-${index}`,
      address,
      kind: 'database',
      redis: { port: redis.port },
    })),
    ...times(each, (index) => ({
      name: `page-${index}`,
      address,
      kind: 'page',
      http: {
        scheme: 'http',
        port: nginx.port,
        path: `/${index}.html`,
        contains: ['公共卫生'],
        fingerprint: {},
      },
    })),
    ...times(half, (index) => ({
      name: `job-sql-${index}`,
      address,
      kind: 'job',
      sql: {
        port: account.port,
        user: account.user,
        password: account.password,
        dialect: 'postgres',
        queries: [query],
      },
    })),
  ];
  const watches = times(each - half, (index) => ({
    name: `job-${index}`,
    path: join(watched, `job-${index}`, '*.dump'),
    job: true,
  }));
  return JSON.stringify({
    zone: 'bench',
    poll_interval: `${intervalSeconds}s`,
    targets,
    probes: { files: { watches } },
  });
}

/** A page of the usual size. */
function page(index: number): string {
  const lines = Array.from({ length: 200 }, (_, line) => `<p>公共卫生信息 ${index} 第 ${line} 段</p>`);
  return `<!doctype html><meta charset="utf-8"><title>${index}</title><ul>${lines.join('\n')}</ul>`;
}

interface Latest {
  series: { target: string; values: (number | null)[] }[];
}

async function newest(ward: Ward, metric: string): Promise<number> {
  const { series } = await ward.call<Latest>('GET', `/api/v1/latest?metric=${metric}`);
  return series[0]?.values.at(-1) ?? Number.NaN;
}

/** Targets whose last collection worked. */
async function succeeding(ward: Ward): Promise<number> {
  const { series } = await ward.call<Latest>('GET', '/api/v1/latest?metric=probe.state');
  return series.filter(({ values }) => values.at(-1) === 0).length;
}

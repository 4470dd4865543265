import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProbeState } from '#protocol/probe-state.ts';
import { bundle } from '#scripts/bundle.ts';
import { type CertificateAuthority, certificateAuthority } from '#scripts/servers/certificates.ts';
import { startDnsmasq } from '#scripts/servers/dnsmasq.ts';
import { type Mariadb, startMariadb } from '#scripts/servers/mariadb.ts';
import { type Postgres, startPostgres, whyNoPostgres } from '#scripts/servers/postgres.ts';
import { type Redis, startRedis } from '#scripts/servers/redis.ts';
import { whyUnavailable } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { type CuttableProxy, startCuttableProxy } from './cuttable-proxy.ts';
import { type DeviceDesk, openDeviceDesk, until } from './device-desk.ts';
import { type ProcessUse, processUse } from './process-use.ts';
import { startTlsPage } from './tls-page.ts';
import {
  startBabblingNames,
  startMute,
  startUnrulyWeb,
  type UnrulyServer,
  WEB_CASES,
} from './unruly-servers.ts';
import { startZoneAgent, type ZoneAgent } from './zone-agent.ts';

/* One bundled agent asks all of these at once. Each must be named, and nobody else may suffer: no crash, no leak. */

const ZONE = 'abuse';
const EVERY_MS = 2_000;
/** Ten rounds take ten seconds, and on a machine with other work as long as they take. */
const ROUNDS_MS = 120_000;
const PASSWORD = 'quitte-4e1b';
const MB = 1024 * 1024;
const GB = 1024 * MB;
/** What the shipped unit lets it have, and how Node sizes itself there; elsewhere it lets garbage lie for longer. */
const MEMORY_MAX = 200 * MB;
const AS_LIMITED = ['--max-old-space-size=256', '--max-semi-space-size=1'];

const folder = mkdtempSync(join(tmpdir(), 'ward-abuse-inside-'));
const huge = join(folder, 'huge.log');
const flood = join(folder, 'flood.log');
const missing =
  whyNoPostgres() ??
  whyUnavailable('mariadbd') ??
  whyUnavailable('redis-server') ??
  whyUnavailable('dnsmasq');
const wardLog: string[] = [];
/** Ids by name. */
const targets = new Map<string, string>();
/** Ends what was started. */
const endings: (() => unknown)[] = [];
const healthy: { name: string; probe: string }[] = [];
let ward: Ward;
let desk: DeviceDesk;
let agent: ZoneAgent;
let machine: string;
let web: UnrulyServer;
let mute: UnrulyServer;
let postgres: Postgres;
let hanging: Postgres;
let mariadb: Mariadb;
let redis: Redis;
let frozen: CuttableProxy;
let authority: CertificateAuthority;
let right: string;
let wrong: string;
let pid: number;
let startedMs: number;

describe.skipIf(missing)(`servers that are not as they should be${missing ? ` (${missing})` : ''}`, () => {
  beforeAll(async () => {
    await Promise.all([startServers(), startChain()]);
    await watchHealthy();
    pid = agent.process.pid;
    startedMs = Date.now();
    await untilMoreRead(2);
  });

  afterAll(async () => {
    await agent?.stop();
    await Promise.all(endings.map((end) => end()));
    await ward?.stop();
    authority?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  // Side by side, and all of them stay until the end.
  describe.concurrent('asked by one agent', () => {
    test.each([
      ['wrong password', 'ward', 'wrong_secret', /a wrong password/],
      ['account that may not sign in', 'locked', 'wrong_secret', /NOLOGIN/],
    ] as const)('PostgreSQL: %s', async (name, user, state, says) => {
      const port = await doorTo(postgres);
      await watch(name, 'postgres', port, {
        settings: { user },
        credential: user === 'ward' ? wrong : right,
      });

      await untilSaid(name, state, says);
    });

    test('PostgreSQL: a right that is missing is named with the statement that gives it', async () => {
      await watch('poor', 'postgres', await doorTo(postgres), {
        settings: { user: 'poor' },
        credential: right,
      });

      await untilLeftOut('poor', /GRANT pg_read_all_stats TO poor/);
      await untilSaid('poor', 'ok', /^$/);
      const { values } = await desk.samples(targetOf('poor'), 'database.rights_missing');
      expect(values.at(-1)).toBeGreaterThan(0);
    });

    test('MariaDB: an account that is locked', async () => {
      await watch('locked', 'mysql', await doorTo(mariadb), {
        settings: { user: 'locked' },
        credential: right,
      });

      await untilSaid('locked', 'wrong_secret', /locked is locked/);
    });

    test('PostgreSQL: takes no more sessions, hangs, and is read again', async () => {
      const { port } = hanging;
      const others = await Promise.all(
        [1, 2, 3].map(() => hanging.connect({ user: 'ward', password: PASSWORD })),
      );
      await watch('hangs', 'postgres', port, {
        settings: { user: 'ward', timeout: '1s' },
        credential: right,
      });
      await untilSaid('hangs', 'full', /too many|remaining connection slots/);
      await Promise.all(others.map((one) => one.end()));
      await untilSaid('hangs', 'ok', /^$/);

      hanging.pause();
      await untilSaid('hangs', 'silent', /answer|time/);
      hanging.resume();

      await untilSaid('hangs', 'ok', /^$/);
    });

    test('PostgreSQL: a connection that is half open is given up, and opened anew when it can be', async () => {
      await watch('half open', 'postgres', frozen.port, {
        settings: { user: 'ward', timeout: '1s' },
        credential: right,
      });
      await untilSaid('half open', 'ok', /^$/);

      frozen.freeze();
      await untilSaid('half open', 'silent', /answer|time/);
      frozen.mend();

      await untilSaid('half open', 'ok', /^$/);
    });

    test('Redis: hangs, and is read again', async () => {
      await watch('redis hangs', 'redis', redis.port, { settings: { timeout: '1s' } });
      await untilSaid('redis hangs', 'ok', /^$/);

      redis.pause();
      await untilSaid('redis hangs', 'silent', /answer|time/);
      redis.resume();

      await untilSaid('redis hangs', 'ok', /^$/);
    });

    test.each(['postgres', 'mysql', 'redis', 'http', 'ldap', 'smtp', 'certificate', 'prometheus'])(
      'nobody speaks where %s is expected',
      async (probe) => {
        const name = `mute ${probe}`;
        await watch(name, probe, mute.port, { settings: { timeout: '1s' } });

        await untilSaid(name, 'silent', /nothing|no answer|no TLS handshake|did not come to an end/);
      },
    );

    test.each([
      ['has expired', () => authority.issue({ fromDays: -9, toDays: -2 }), /expired/],
      ['is for others', () => authority.issue({ names: ['other.example'] }), /other\.example/],
      ['signs itself', () => authority.issue({ by: 'itself' }), /self-signed/],
      ['from a stranger', () => authority.issue({ by: 'stranger' }), /authority|issuer|chain/],
    ] as const)('a page whose certificate %s', async (name, issue, says) => {
      const page = await startTlsPage(issue());
      endings.push(() => page.close());
      await watch(name, 'http', page.port, { settings: { ca: authority.ca } });

      await untilSaid(name, 'bad_certificate', says);
    });

    test.each(WEB_CASES.map((one) => [one.name, one] as const))('%s', async (name, one) => {
      await watch(name, one.probe, web.port, one);

      await untilSaid(name, one.state, one.says);
    });

    test('an exporter that never ends is read as far as it may be', async () => {
      await watch('exporter', 'prometheus', web.port, { settings: { scheme: 'http' } });

      await untilLeftOut('exporter', /longer than 8388608 bytes: see max_body/);
      await untilSaid('exporter', 'ok', /^$/);
    });

    test('a name server that babbles is not understood', async () => {
      const names = await startBabblingNames();
      endings.push(() => names.close());
      await watch('babbles', 'dns', names.port, { settings: { name: 'www.example', timeout: '500ms' } });

      await untilSaid('babbles', 'not_understood', /not as a name server does/);
    });

    test.each([
      ['postgres', "SELECT g, repeat('x', 1000) AS filler FROM generate_series(1, 1000000) AS g"],
      ['mysql', "SELECT seq AS g, repeat('x', 1000) AS filler FROM mysql.seq_1_to_1000000"],
    ] as const)('a million rows of %s are read to the limit', async (dialect, sql) => {
      const name = `million of ${dialect}`;
      const { port } = dialect === 'postgres' ? postgres : mariadb;
      const settings = { dialect, user: 'ward', queries: [{ name: 'million', timeout: '1s', sql }] };
      await watch(name, 'sql', port, { settings, credential: right });

      await untilLeftOut(name, /more than 100 rows; the rest is not read/);
    });

    test('a log of 10 GB that is rotated in mid-line loses no line and tells none twice', async () => {
      await untilMoreLooks();
      appendFileSync(huge, 'fine\nERROR half of');
      await untilMoreLooks();
      renameSync(huge, `${huge}.1`);
      writeFileSync(huge, 'ERROR of the new file\n');
      await untilMoreLooks();
      appendFileSync(`${huge}.1`, ' a line\n');

      await until(async () => {
        const path = `/api/v1/targets/${machine}/evidence?metric=logs.matches&label.source=huge`;
        const { evidence } = await desk.call<{ evidence: { lines: string[] }[] }>('GET', path);
        expect(evidence.flatMap(({ lines }) => lines).sort()).toEqual([
          'ERROR half of a line',
          'ERROR of the new file',
        ]);
      });
      const { values } = await desk.samples(machine, 'logs.matches', { source: 'huge', pattern: 'error' });
      expect(values.at(-1)).toBe(2);
    });

    test('a log of 10 GB that is there all at once is said to wait', async () => {
      await untilMoreLooks();
      writeFileSync(flood, 'ERROR at its beginning\n');
      truncateSync(flood, 10 * GB);

      await until(async () => {
        const { values } = await desk.samples(machine, 'logs.behind_bytes', { source: 'flood' });
        expect(values.at(-1)).toBeGreaterThan(5 * GB);
      });
      await until(async () => {
        const { values } = await desk.samples(machine, 'logs.matches', { source: 'flood', pattern: 'error' });
        expect(values.at(-1)).toBe(1);
      });
    });
  });

  test('agent and collector were up all the time, held no more than they may, and read the others in time', {
    timeout: 4 * ROUNDS_MS,
  }, async () => {
    const before = await leastUse(5);
    await untilMoreRead(10);
    const after = await leastUse(5);

    // No more than garbage that waits; each of its leaks would have come some dozen times.
    expect(after.rssBytes - before.rssBytes).toBeLessThan(24 * MB);
    expect(after.descriptors - before.descriptors).toBeLessThan(6);
    expect(processUse(pid).peakBytes).toBeLessThan(MEMORY_MAX);
    const intervals = (Date.now() - startedMs) / 1_000;
    for (const { name, probe } of healthy) {
      const { values } = await desk.samples(targetOf(name), 'probe.success', { probe });
      expect(values.filter((value) => value === 1).length, name).toBeGreaterThan(intervals / 2);
    }
    expect(agent.process.pid).toBe(pid);
    expect(agent.log.filter((line) => line.includes('"connected"'))).toHaveLength(1);
    expect(agent.log.filter((line) => /"level":"error"|^\s+at .*:\d+:\d+/.test(line))).toEqual([]);
    expect(wardLog.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
    expect((await fetch(`${ward.url}/healthz`)).status).toBe(200);
  });
});

async function startServers(): Promise<void> {
  authority = certificateAuthority();
  postgres = await startPostgres();
  endings.push(() => postgres.stop());
  await postgres.run(`CREATE ROLE ward LOGIN PASSWORD '${PASSWORD}' IN ROLE pg_read_all_stats;
    CREATE ROLE locked NOLOGIN PASSWORD '${PASSWORD}';
    CREATE ROLE poor LOGIN PASSWORD '${PASSWORD}'`);
  hanging = await startPostgres({
    lines: ['max_connections = 5', 'superuser_reserved_connections = 2', 'max_wal_senders = 0'],
  });
  endings.push(() => hanging.stop());
  await hanging.run(`CREATE ROLE ward LOGIN PASSWORD '${PASSWORD}' IN ROLE pg_read_all_stats`);
  frozen = await startCuttableProxy(postgres.port);
  endings.push(() => frozen.close());
  mariadb = await startMariadb();
  endings.push(() => mariadb.stop());
  await mariadb.run(
    `CREATE USER ward@'%' IDENTIFIED BY '${PASSWORD}'`,
    "GRANT PROCESS, SLAVE MONITOR, BINLOG MONITOR ON *.* TO ward@'%'",
    "GRANT SELECT ON mysql.* TO ward@'%'",
    `CREATE USER locked@'%' IDENTIFIED BY '${PASSWORD}' ACCOUNT LOCK`,
  );
  redis = await startRedis();
  endings.push(() => redis.stop());
  web = await startUnrulyWeb();
  endings.push(() => web.close());
  mute = await startMute();
  endings.push(() => mute.close());
}

async function startChain(): Promise<void> {
  ward = await startWard({ onLine: (line) => void wardLog.push(line) });
  desk = openDeviceDesk(ward);
  right = await desk.keep('password', 'right', { password: PASSWORD });
  wrong = await desk.keep('password', 'wrong', { password: 'pflaume-2d8e' });
  writeFileSync(huge, 'ERROR of yesterday\n');
  truncateSync(huge, 10 * GB);
  appendFileSync(huge, '\n');
  const file = join(folder, 'ward-agent.js');
  await bundle('agent/main.ts', file);
  const source = (name: string, path: string) =>
    `{ name: ${name}, path: ${path}, patterns: [{ name: error, match: ERROR }] }`;
  agent = await startZoneAgent(
    ward,
    ZONE,
    `probes: { logs: { sources: [${source('huge', huge)}, ${source('flood', flood)}] } }\n`,
    { interval: '1s', command: [process.execPath, ...AS_LIMITED, file] },
  );
  machine = (await desk.call<{ target: string }>('GET', `/api/v1/agents/${agent.id}`)).target;
}

/** One of each kind that is as it should be: afterwards every driver is loaded. */
async function watchHealthy(): Promise<void> {
  const names = await startDnsmasq(['--host-record=www.example,10.1.0.30']);
  endings.push(() => names.stop());
  const other = await startRedis();
  endings.push(() => other.stop());
  const ward = { user: 'ward' };
  const queries = [{ name: 'one', sql: 'SELECT 1 AS one' }];
  const all: [string, number, Record<string, unknown>, string?][] = [
    ['postgres', postgres.port, ward, right],
    ['mysql', mariadb.port, ward, right],
    ['sql', postgres.port, { ...ward, dialect: 'postgres', queries }, right],
    ['redis', other.port, {}],
    ['http', web.port, { scheme: 'http', contains: ['healthy'] }],
    ['tcp', web.port, {}],
    ['dns', names.port, { name: 'www.example' }],
  ];
  for (const [probe, port, settings, credential] of all) {
    const name = `healthy ${probe}`;
    healthy.push({ name, probe });
    await watch(name, probe, port, { settings, everyMs: 1_000, ...(credential && { credential }) });
  }
}

/** A port of its own: what asks the same at the same one is watched once. */
async function doorTo({ port }: { port: number }): Promise<number> {
  const door = await startCuttableProxy(port);
  endings.push(() => door.close());
  return door.port;
}

async function watch(
  name: string,
  probe: string,
  port: number,
  how: { settings: Record<string, unknown>; credential?: string; everyMs?: number },
): Promise<void> {
  const target = await desk.watch({
    ...{ name, probe, kind: 'service', zone: ZONE, credential: how.credential ?? null },
    address: '127.0.0.1',
    settings: { ...how.settings, port },
    everyMs: how.everyMs ?? EVERY_MS,
  });
  targets.set(name, target);
}

function untilSaid(name: string, state: ProbeState, says: RegExp): Promise<void> {
  const poll = { state, sentence: expect.stringMatching(says), trouble: null };
  return until(async () =>
    expect(await desk.call('GET', `/api/v1/targets/${targetOf(name)}/polls`)).toMatchObject({
      polls: [poll],
    }),
  );
}

/** Waits until the agent has said what it leaves out, and why. */
function untilLeftOut(name: string, says: RegExp): Promise<void> {
  const path = `/api/v1/records?kind=agent_report&target=${targetOf(name)}`;
  return until(async () => expect(JSON.stringify(await desk.call('GET', path))).toMatch(says));
}

/** Waits until each of those that are as they should be was read so many times more. */
async function untilMoreRead(times: number): Promise<void> {
  const count = async ({ name, probe }: { name: string; probe: string }) =>
    (await desk.samples(targetOf(name), 'probe.success', { probe })).values.filter((value) => value === 1)
      .length;
  const before = await Promise.all(healthy.map(count));
  await until(async () => {
    const now = await Promise.all(healthy.map(count));
    for (const [at, { name }] of healthy.entries())
      expect(now[at], name).toBeGreaterThanOrEqual((before[at] ?? 0) + times);
  }, ROUNDS_MS);
}

/** The least that the agent held while those were read so many times: what it does just then comes and goes. */
async function leastUse(rounds: number): Promise<ProcessUse> {
  const least = processUse(pid);
  const timer = setInterval(() => {
    const { rssBytes, descriptors } = processUse(pid);
    least.rssBytes = Math.min(least.rssBytes, rssBytes);
    least.descriptors = Math.min(least.descriptors, descriptors);
  }, 50);
  try {
    await untilMoreRead(rounds);
  } finally {
    clearInterval(timer);
  }
  return least;
}

/** Waits until the agent has looked at its logs twice more. */
async function untilMoreLooks(): Promise<void> {
  const count = async () => (await desk.samples(machine, 'logs.lines', { source: 'huge' })).values.length;
  const before = await count();
  await until(async () => expect(await count()).toBeGreaterThanOrEqual(before + 2));
}

function targetOf(name: string): string {
  return targets.get(name) as string;
}

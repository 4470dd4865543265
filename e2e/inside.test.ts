import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Target } from '#collector/inventory/targets.ts';
import type { Alert } from '#protocol/alert.ts';
import { type CertificateAuthority, certificateAuthority } from '#scripts/servers/certificates.ts';
import { startDnsmasq } from '#scripts/servers/dnsmasq.ts';
import { startExim, whyNoExim } from '#scripts/servers/exim.ts';
import { startMariadb } from '#scripts/servers/mariadb.ts';
import { startNginx } from '#scripts/servers/nginx.ts';
import { type Postgres, startPostgres, whyNoPostgres } from '#scripts/servers/postgres.ts';
import { startRedis } from '#scripts/servers/redis.ts';
import { startSlapd } from '#scripts/servers/slapd.ts';
import { whyUnavailable } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { type DeviceDesk, openDeviceDesk, until, type WatchWish } from './device-desk.ts';
import { type Receiver, receiveWebhooks } from './receivers.ts';
import { startProgram } from './start-program.ts';
import { startTlsPage, type TlsPage } from './tls-page.ts';
import { startZoneAgent, type ZoneAgent } from './zone-agent.ts';

/* Real servers, a real agent of their zone, a real collector: from "what is there?" to the words of an alert. */

const ZONE = 'inside';
const PASSWORD = 'quitte-4e1b';
const PAGE = '<h1>Opening hours</h1><p>9 to 17</p>';
const HASTENED = [
  ...['replication-stopped', 'page-altered', 'log-warning'],
  ...['certificate-expires', 'certificate-unusable', 'certificate-self-signed'],
];

interface EvidenceAnswer {
  evidence: { title: string; form: string; lines: string[] }[];
}

const folder = mkdtempSync(join(tmpdir(), 'ward-inside-'));
const log = join(folder, 'app.log');
/** Ends what was started. */
const endings: (() => unknown)[] = [];
let ward: Ward;
let desk: DeviceDesk;
let agent: ZoneAgent;
let hooks: Receiver;
let authority: CertificateAuthority;

beforeAll(async () => {
  ward = await startWard();
  desk = openDeviceDesk(ward);
  writeFileSync(log, 'ERROR of yesterday\n');
  hooks = await receiveWebhooks();
  authority = certificateAuthority();
  [agent] = await Promise.all([
    startZoneAgent(
      ward,
      ZONE,
      `probes: { logs: { sources: [{ name: app, path: ${log}, patterns: [{ name: error, match: ERROR }] }] } }\n`,
      { interval: '500ms' },
    ),
    tellInEnglish(),
    ...HASTENED.map(desk.hasten),
  ]);
});

afterAll(async () => {
  await agent?.stop();
  await Promise.all(endings.map((end) => end()));
  await ward?.stop();
  await hooks?.close();
  authority?.remove();
  rmSync(folder, { recursive: true, force: true });
});

// Side by side: each is asked every second, and most of the time is spent waiting.
describe.concurrent('what an agent looks into', () => {
  withServer(
    whyNoPostgres(),
    'PostgreSQL is read by the account that its script makes, and feeds a job',
    async () => {
      const server = await startPostgres();
      endings.push(() => server.stop());
      await openToWard(server);

      const target = await recogniseAndWatch({
        ...{ name: 'orders-db', kind: 'database', probe: 'postgres', port: server.port },
        newCredential: { name: 'orders-db', fields: { user: 'ward', password: PASSWORD } },
        recognised: { kind: 'database', vendor: 'PostgreSQL', model: expect.stringContaining('15.') },
      });
      await untilRead(target, 'postgres', 'database.sessions_percent');
      expect((await desk.samples(target, 'database.rights_missing')).values.at(-1)).toBe(0);

      await server.run(`CREATE TABLE imports (finished timestamptz, lines int);
      GRANT SELECT ON imports TO ward`);
      const queries = await recogniseAndWatch({
        ...{ name: 'imports', kind: 'database', probe: 'sql', port: server.port },
        newCredential: { name: 'imports', fields: { user: 'ward', password: PASSWORD } },
        settings: {
          dialect: 'postgres',
          queries: [
            {
              name: 'nightly-import',
              sql: 'SELECT max(finished) AS last_success, sum(lines) AS count FROM imports',
              job: true,
            },
          ],
        },
      });
      const job = await makeJob('nightly import', { kind: 'probe', target: queries, key: 'nightly-import' });
      await server.run('INSERT INTO imports VALUES (now(), 1200)');

      await until(async () =>
        expect(await desk.call('GET', `/api/v1/jobs/${job.id}`)).toMatchObject({
          state: 'ok',
          runs: [{ outcome: 'good', count: 1200 }],
        }),
      );
    },
  );

  withServer(
    whyUnavailable('mariadbd'),
    'a replica of MariaDB that is stopped is told, until it runs',
    async () => {
      const [primary, replica] = await Promise.all([startMariadb(), startMariadb()]);
      endings.push(
        () => primary.stop(),
        () => replica.stop(),
      );
      await replica.follow(primary);
      await replica.run(...(await grants('mysql', '--product', 'mariadb')));
      const target = await recogniseAndWatch({
        ...{ name: 'stock-replica', kind: 'database', probe: 'mysql', port: replica.port },
        newCredential: { name: 'stock-replica', fields: { user: 'ward', password: PASSWORD } },
        recognised: { vendor: 'MariaDB', model: expect.stringMatching(/1\d\.\d+/) },
      });
      await untilRead(target, 'mysql', 'database_replication.state');

      await replica.run('STOP SLAVE');

      const alert = await untilFiring('replication-stopped', target);
      await untilTold(
        /^\[Alert·critical\] stock-replica Replication stopped: database_replication\.state\{peer=[\d.:]+\}, stopped, since/,
      );
      await replica.run('START SLAVE');
      await untilResolved(alert);
      await untilTold(/^\[Resolved·critical\] stock-replica Replication stopped/);
    },
  );

  withServer(whyUnavailable('redis-server'), 'Redis is read', async () => {
    const server = await startRedis({ lines: [`requirepass ${PASSWORD}`] });
    endings.push(() => server.stop());

    const target = await recogniseAndWatch({
      ...{ name: 'sessions', kind: 'database', probe: 'redis', port: server.port },
      newCredential: { name: 'sessions', fields: { password: PASSWORD } },
      recognised: { vendor: 'Redis' },
    });

    await untilRead(target, 'redis', 'redis.used_memory_rss');
  });

  withServer(
    whyUnavailable('nginx'),
    'a page of nginx that is altered is told with the difference',
    async () => {
      const server = await startNginx({ server: ['location = /nginx_status { stub_status; }'] });
      endings.push(() => server.stop());
      const page = join(server.pages, 'index.html');
      writeFileSync(page, PAGE);
      const status = await recogniseAndWatch({
        ...{ name: 'web-server', kind: 'service', probe: 'nginx', port: server.port },
        recognised: { vendor: 'F5', model: expect.stringContaining('nginx') },
      });
      await untilRead(status, 'nginx', 'nginx.active');
      const target = await recogniseAndWatch({
        ...{ name: 'opening-hours', kind: 'page', probe: 'http', port: server.port },
        settings: { scheme: 'http', fingerprint: {} },
      });
      await untilRead(target, 'http', 'page.fingerprint');

      writeFileSync(page, `${PAGE}<a href="http://casino.example">win</a>`);

      const alert = await untilFiring('page-altered', target);
      await untilTold(/^\[Alert·critical\] opening-hours Page altered: page\.state, altered, since/);
      await until(async () => {
        const { evidence } = await evidenceOf(alert);
        expect(evidence).toMatchObject([{ form: 'diff' }]);
        expect(evidence[0]?.lines).toEqual(
          expect.arrayContaining([expect.stringMatching(/^\+.*casino\.example/)]),
        );
      });
      writeFileSync(page, PAGE);
      await untilResolved(alert);
    },
  );

  test('certificates are judged, each with the word for what is wrong with it, until they are replaced', async () => {
    const good = authority.issue();
    const pages = [
      {
        name: 'ends soon',
        certificate: authority.issue({ toDays: 20 }),
        rule: 'certificate-expires',
        says: /Certificate is about to expire: certificate\.days_left, (?:19|20)(?:\.\d+)? d \(limit 30 d\)/,
        poll: { state: 'ok', sentence: '' },
      },
      {
        name: 'has expired',
        certificate: authority.issue({ fromDays: -9, toDays: -2 }),
        rule: 'certificate-unusable',
        says: /Certificate expired, or for another name: certificate\.state, expired/,
        poll: { state: 'bad_certificate', sentence: expect.stringMatching(/expired/) },
      },
      {
        name: 'is for others',
        certificate: authority.issue({ names: ['other.example'] }),
        rule: 'certificate-unusable',
        says: /Certificate expired, or for another name: certificate\.state, for another name/,
        poll: { state: 'bad_certificate', sentence: expect.stringMatching(/other\.example/) },
      },
      {
        name: 'signs itself',
        certificate: authority.issue({ by: 'itself' }),
        rule: 'certificate-self-signed',
        says: /Certificate is self-signed: certificate\.state, self-signed/,
        poll: { state: 'bad_certificate', sentence: expect.stringMatching(/is self-signed/) },
      },
    ] as const;
    await Promise.all(
      pages.map(async ({ name, certificate, rule, says, poll }) => {
        const page: TlsPage = await startTlsPage(certificate);
        endings.push(() => page.close());
        const target = await recogniseAndWatch({
          ...{ name, kind: 'page', probe: 'certificate', port: page.port },
          settings: { ca: authority.ca },
          isFailing: poll.state !== 'ok',
        });
        const alert = await untilFiring(rule, target);
        await untilTold(new RegExp(`^\\[Alert·\\w+\\] ${name} ${says.source}`));
        expect(await desk.poll(target, 'certificate')).toMatchObject(poll);

        page.renew(good);

        await untilResolved(alert);
        await until(async () =>
          expect(await desk.poll(target, 'certificate')).toMatchObject({ state: 'ok' }),
        );
      }),
    );
  });

  test('a port and a machine are there', async () => {
    const port = Number(new URL(ward.url).port);
    const tcp = await recogniseAndWatch({ name: 'port', kind: 'service', probe: 'tcp', port });
    await untilRead(tcp, 'tcp', 'net_response.response_time');
    const address = '127.0.0.1';
    const wish = { name: 'machine', kind: 'host', probe: 'ping', address, zone: ZONE, credential: null };
    const ping = await desk.watch({ ...wish, settings: { count: 1 }, everyMs: 2_000 });
    await untilRead(ping, 'ping', 'ping.average_response_ms');
  });

  withServer(whyUnavailable('dnsmasq'), 'a name server answers', async () => {
    const server = await startDnsmasq(['--host-record=www.example,10.1.0.30']);
    endings.push(() => server.stop());

    const target = await recogniseAndWatch({
      ...{ name: 'names', kind: 'service', probe: 'dns', port: server.port },
      settings: { name: 'www.example', expect: ['10.1.0.30'] },
    });

    await untilRead(target, 'dns', 'dns_query.query_time_ms');
  });

  withServer(whyUnavailable('slapd'), 'a directory lets in and finds people', async () => {
    const server = await startSlapd({ people: ['li', 'wang'] });
    endings.push(() => server.stop());
    const { port, user, password } = server;

    const target = await recogniseAndWatch({
      ...{ name: 'people', kind: 'service', probe: 'ldap', port },
      newCredential: { name: 'people', fields: { user, password } },
      settings: { clear_password: true, security: 'none', base: server.suffix, scope: 'sub', at_least: 3 },
      recognised: { model: expect.stringContaining('OpenLDAP') },
    });

    await untilRead(target, 'ldap', 'ldap.entries');
  });

  withServer(whyNoExim(), 'a mail server greets', async () => {
    const server = await startExim();
    endings.push(() => server.stop());

    const target = await recogniseAndWatch({
      ...{ name: 'mail', kind: 'service', probe: 'smtp', port: server.port },
      recognised: { model: expect.stringContaining('Exim') },
    });

    await untilRead(target, 'smtp', 'smtp.response_seconds');
  });

  test('a job that says that it failed is told, until it succeeds', async () => {
    const job = await makeJob('nightly dump', { kind: 'beat' });

    await beat(job.token, 'failure', 'disk full');

    const alert = await untilFiring('job-failed', job.id);
    await untilTold(/^\[Alert·warning\] nightly dump Job failed: job\.state, failed, since/);
    expect(await desk.call('GET', `/api/v1/jobs/${job.id}`)).toMatchObject({
      state: 'failed',
      runs: [{ outcome: 'failed', output: 'disk full' }],
    });
    await beat(job.token, 'success', 'done');
    await untilResolved(alert);
  });

  test('a line of a log on the machine of the agent is told, and kept as evidence', async () => {
    const machine = await until(async () => {
      const { target } = await desk.call<{ target: string }>('GET', `/api/v1/agents/${agent.id}`);
      expect((await desk.samples(target, 'logs.lines')).values.length).toBeGreaterThan(0);
      return target;
    });

    appendFileSync(log, 'fine\nERROR the disk is full\n');

    const alert = await until(async () => {
      const [found] = (await desk.alerts('log-warning')).filter(({ target }) => target === machine);
      expect(found).toMatchObject({ labels: { source: 'app', pattern: 'error' } });
      return found as Alert;
    });
    await untilTold(/^\[Alert·warning\] poller-\d+ Line in a log: logs\.matches\{/);
    await until(async () =>
      expect(await evidenceOf(alert)).toMatchObject({
        evidence: [{ title: log, lines: ['ERROR the disk is full'] }],
      }),
    );
    await untilResolved(alert);
  });
});

/** A test that is skipped, and says why, where its server is missing. */
function withServer(missing: string | undefined, name: string, body: () => Promise<void>): void {
  test.skipIf(missing)(missing ? `${name} (${missing})` : name, body);
}

interface Wish extends Pick<WatchWish, 'name' | 'newCredential'> {
  kind: string;
  probe: string;
  port: number;
  settings?: Record<string, unknown>;
  /** What is to be said of it, and stands with the target afterwards. */
  recognised?: { kind?: string; vendor?: unknown; model?: unknown };
  /** It is known to be out of order. */
  isFailing?: boolean;
}

/** What people do with a new server: ask what is there, and have it watched. Resolves with the id of the target. */
async function recogniseAndWatch(wish: Wish): Promise<string> {
  const { name, kind, probe, port, newCredential, recognised, isFailing = false } = wish;
  const where = { zone: ZONE, address: '127.0.0.1', probe, settings: { ...wish.settings, port } };
  const asked = await desk.recognise({ ...where, ...(newCredential && { fields: newCredential.fields }) });
  expect(asked, asked.error).toMatchObject({
    ok: !isFailing,
    ...(recognised && { explanation: { recognised } }),
  });
  const target = await desk.watch({
    ...{ ...where, name, kind, credential: null, everyMs: 1_000 },
    ...(newCredential && { newCredential }),
  });
  if (recognised) {
    const { kind: _, ...facts } = recognised;
    await until(async () =>
      expect(await desk.call<Target>('GET', `/api/v1/targets/${target}`)).toMatchObject(facts),
    );
  }
  return target;
}

/** Waits until asking went well and a reading has come. */
function untilRead(target: string, probe: string, metric: string): Promise<void> {
  return until(async () => {
    expect(await desk.poll(target, probe)).toMatchObject({ state: 'ok', sentence: '', trouble: null });
    const { values } = await desk.samples(target, metric);
    expect(values.filter((value) => value !== null).length, metric).toBeGreaterThan(0);
  });
}

function untilFiring(rule: string, target: string): Promise<Alert> {
  return until(async () => {
    const alerts = (await desk.alerts(rule)).filter((alert) => alert.target === target);
    expect(alerts).toMatchObject([{ state: 'firing' }]);
    return alerts[0] as Alert;
  });
}

function untilResolved({ id, rule }: Alert): Promise<void> {
  return until(async () => {
    const alert = (await desk.alerts(rule)).find((one) => one.id === id);
    expect(alert).toMatchObject({ state: 'resolved', resolution: 'recovered' });
  });
}

/** Waits for a sentence that somebody who is called reads. */
function untilTold(sentence: RegExp): Promise<void> {
  return until(() => {
    const told = hooks.received.flatMap((body) => (JSON.parse(body) as { text: string[] }).text);
    expect(told).toContainEqual(expect.stringMatching(sentence));
  });
}

function evidenceOf({ id }: Alert): Promise<EvidenceAnswer> {
  return desk.call('GET', `/api/v1/alerts/${id}/evidence`);
}

function makeJob(name: string, feed: object): Promise<{ id: string; token: string }> {
  const definition = { schedule: { kind: 'every', everyMs: 86_400_000 }, feed };
  return desk.call('POST', '/api/v1/jobs', { name, definition });
}

async function beat(token: string, phase: string, output: string): Promise<void> {
  const response = await fetch(`${ward.url}/api/v1/beats/${token}/${phase}`, {
    method: 'POST',
    body: output,
  });
  expect(response.status).toBe(200);
}

/** The statements that `check --grants` prints, one by one, with a password of our own. */
async function grants(probe: string, ...more: string[]): Promise<string[]> {
  const program = startProgram('check', [probe, '--grants', '--user', 'ward', ...more]);
  expect(await program.ended).toBe(0);
  return program
    .output()
    .replaceAll(/^--.*$/gm, '')
    .replaceAll(/CHANGE-THIS|change this password/g, PASSWORD)
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter(Boolean);
}

async function openToWard(server: Postgres): Promise<void> {
  await server.run((await grants('postgres')).join(';\n'));
}

async function tellInEnglish(): Promise<void> {
  const config = { url: `http://127.0.0.1:${hooks.port}/`, secret: 'sixteen letters or more' };
  await desk.call('PUT', '/api/v1/channels/hook', {
    ...{ organisation: '*', enabled: true, isDefault: true, kind: 'webhook', config },
  });
  const { organisations } = await desk.call<{ organisations: { id: string }[] }>(
    'GET',
    '/api/v1/organisations',
  );
  await desk.call('PATCH', `/api/v1/organisations/${organisations[0]?.id}`, { language: 'en' });
}

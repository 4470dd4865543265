import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { type Postgres, startPostgres } from '../../scripts/servers/postgres.ts';
import { freePort, type Peer, startPeer } from './peer.ts';

/** The pages of another program, with somebody who watches. */
export interface PagePeer {
  name: string;
  pid: number;
  /** Its first page, and what of it says that everything is well or not. */
  url: string;
  useful: string;
  signIn(page: Page): Promise<void>;
  stop(): Promise<void>;
}

/** Netdata with its own dashboard, watching the machine on which it runs. */
export async function startNetdata(): Promise<PagePeer> {
  const port = await freePort();
  const peer = await startPeer({
    program: 'netdata',
    debianPackage: 'netdata-core',
    args(folder) {
      for (const each of ['cache', 'lib', 'log']) mkdirSync(join(folder, each));
      const file = join(folder, 'netdata.conf');
      writeFileSync(
        file,
        `[global]
  run as user = root
[directories]
  cache = ${folder}/cache
  lib = ${folder}/lib
  log = ${folder}/log
[logs]
  error = stderr
[web]
  bind to = 127.0.0.1
  default port = ${port}
[registry]
  enabled = no
[plugins]
  go.d = no
  python.d = no
  charts.d = no
`,
      );
      return ['-D', '-c', file];
    },
    // It stops telling how its start goes on: its first program begins when its pages are served.
    readyLine: (line) => (/apps\.plugin INFO .* started on pid/.test(line) ? line : undefined),
    url: `http://127.0.0.1:${port}/`,
  });
  return {
    name: peer.name,
    pid: peer.pid,
    url: peer.url,
    useful: '.netdata-container canvas, .dygraph-chart, .netdata-easypiechart-root canvas',
    signIn: async () => {},
    stop: () => peer.stop(),
  };
}

const FRONT = '/usr/share/zabbix';
const SQL = '/usr/share/zabbix-server-pgsql';

/** Why Zabbix' front end cannot be started here; undefined when it can. */
export function whyNoZabbix(): string | undefined {
  const missing = [FRONT, SQL, '/usr/bin/php'].find((path) => !existsSync(path));
  return missing && `${missing} is missing`;
}

/**
 * Zabbix' front end by PHP's own server, over a database that knows `hosts` hosts with an agent each and of which one in a
 * hundred has a problem. Its server does not run: the front end is what is measured.
 */
export async function startZabbixFront(hosts: number): Promise<PagePeer> {
  const postgres = await startPostgres();
  let peer: Peer | undefined;
  try {
    await postgres.run('CREATE DATABASE zabbix');
    for (const part of ['schema', 'images', 'data']) await load(postgres, part);
    await fill(postgres, hosts);
    const port = await freePort();
    peer = await startPeer({
      program: 'php',
      debianPackage: 'zabbix-frontend-php',
      args(folder) {
        const site = join(folder, 'site');
        cpSync(FRONT, site, { recursive: true, dereference: true });
        // Debian's front end reads its settings from one place of the machine: the copy reads them from beside it.
        const settings = join(folder, 'zabbix.conf.php');
        const reader = join(site, 'include/classes/core/CConfigFile.php');
        writeFileSync(settings, configuration(postgres));
        writeFileSync(reader, readFileSync(reader, 'utf8').replace('/etc/zabbix/zabbix.conf.php', settings));
        return [
          '-d',
          'max_execution_time=300',
          '-d',
          'post_max_size=16M',
          '-S',
          `127.0.0.1:${port}`,
          '-t',
          site,
        ];
      },
      env: { PHP_CLI_SERVER_WORKERS: '4', LOCPATH: makeLocale() },
      readyLine: (line) => (/Development Server .* started/.test(line) ? line : undefined),
      url: `http://127.0.0.1:${port}/`,
    });
    const { url, name, pid, stop } = peer;
    return {
      name: name.replace('php', 'Zabbix front end'),
      pid,
      url: `${url}zabbix.php?action=dashboard.view&dashboardid=1`,
      useful: '.dashboard-grid-widget table.list-table tbody tr',
      async signIn(page) {
        await page.goto(url);
        await page.fill('#name', 'Admin');
        await page.fill('#password', 'zabbix');
        await page.click('#enter');
        await page.waitForURL(/dashboard/);
      },
      async stop() {
        await stop();
        await postgres.stop();
      },
    };
  } catch (error) {
    await peer?.stop();
    await postgres.stop();
    throw error;
  }
}

/** The one language that its pages want to speak; without it they are full of complaints. */
function makeLocale(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ward-locale-'));
  execFileSync('localedef', ['-i', 'en_US', '-f', 'UTF-8', join(folder, 'en_US.UTF-8')], { stdio: 'ignore' });
  return folder;
}

function configuration({ port, password }: Postgres): string {
  return `<?php
$DB['TYPE'] = 'POSTGRESQL';
$DB['SERVER'] = '127.0.0.1';
$DB['PORT'] = '${port}';
$DB['DATABASE'] = 'zabbix';
$DB['USER'] = 'postgres';
$DB['PASSWORD'] = '${password}';
$DB['SCHEMA'] = '';
$DB['ENCRYPTION'] = false;
$DB['DOUBLE_IEEE754'] = true;
$ZBX_SERVER_NAME = 'bench';
$IMAGE_FORMAT_DEFAULT = IMAGE_FORMAT_PNG;
`;
}

/** By its own client: these files are longer than what a driver wants in one statement. */
function load({ port, password }: Postgres, part: string): Promise<void> {
  execFileSync(
    'psql',
    ['-q', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', 'zabbix'],
    {
      input: gunzipSync(readFileSync(join(SQL, `${part}.sql.gz`))),
      env: { ...process.env, PGPASSWORD: password },
      stdio: ['pipe', 'ignore', 'inherit'],
      maxBuffer: 1 << 28,
    },
  );
  return Promise.resolve();
}

/** Hosts in the group that is there, an item with a trigger each, and a problem for one in a hundred. */
async function fill(postgres: Postgres, hosts: number): Promise<void> {
  const where = { database: 'zabbix' };
  const at = 'EXTRACT(EPOCH FROM NOW())::int';
  await postgres.run(
    `INSERT INTO hosts (hostid, host, name, name_upper, status)
       SELECT 100000 + n, 'bench-' || n, 'bench-' || n, 'BENCH-' || n, 0 FROM generate_series(1, ${hosts}) n;
     INSERT INTO hosts_groups (hostgroupid, hostid, groupid)
       SELECT 100000 + n, 100000 + n, 2 FROM generate_series(1, ${hosts}) n;
     INSERT INTO interface (interfaceid, hostid, main, type, useip, ip, dns, port, available)
       SELECT 100000 + n, 100000 + n, 1, 1, 1, '10.0.0.1', '', '10050', 1 FROM generate_series(1, ${hosts}) n;
     INSERT INTO items (itemid, hostid, interfaceid, name, key_, type, value_type, delay, uuid)
       SELECT 100000 + n, 100000 + n, 100000 + n, 'CPU', 'system.cpu.util', 0, 0, '10s', '' FROM generate_series(1, ${hosts}) n;
     INSERT INTO triggers (triggerid, expression, description, priority, status, value, lastchange)
       SELECT 100000 + n, '{' || (100000 + n) || '}>90', 'CPU is high', 4, 0, CASE WHEN n % 100 = 0 THEN 1 ELSE 0 END, ${at}
       FROM generate_series(1, ${hosts}) n;
     INSERT INTO functions (functionid, itemid, triggerid, name, parameter)
       SELECT 100000 + n, 100000 + n, 100000 + n, 'last', '$' FROM generate_series(1, ${hosts}) n;
     INSERT INTO events (eventid, source, object, objectid, clock, value, name, severity)
       SELECT 100000 + n, 0, 0, 100000 + n, ${at}, 1, 'CPU is high', 4 FROM generate_series(100, ${hosts}, 100) n;
     INSERT INTO problem (eventid, source, object, objectid, clock, name, severity)
       SELECT 100000 + n, 0, 0, 100000 + n, ${at}, 'CPU is high', 4 FROM generate_series(100, ${hosts}, 100) n`,
    where,
  );
}

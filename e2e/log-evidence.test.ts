import { createSocket } from 'node:dgram';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { startWardAgent, type WardAgent } from '#scripts/servers/ward-agent.ts';

interface Alerts {
  alerts: { id: string; target: string; rule: string; state: string; labels: Record<string, string> }[];
}
interface Evidence {
  evidence: { title: string; lines: string[]; labels: Record<string, string> }[];
}

const folder = mkdtempSync(join(tmpdir(), 'ward-log-evidence-'));
const file = join(folder, 'app.log');
let ward: Ward;
let agent: WardAgent;
let syslogPort = 0;

/** Takes a free port and gives it back: the agent writes nowhere which one it got. */
function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  return new Promise((resolve) =>
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    }),
  );
}

beforeAll(async () => {
  ward = await startWard();
  syslogPort = await freePort();
  writeFileSync(file, 'ERROR of yesterday\n');
  const config = join(folder, 'agent.yaml');
  writeFileSync(
    config,
    `zone: default
targets:
  - {name: sw-1, address: 127.0.0.1, kind: switch, snmp: {community: public, port: 1}}
syslog:
  udp: 127.0.0.1:${syslogPort}
  patterns: [{name: link_down, match: line is down, severity: critical}]
probes:
  logs:
    sources: [{name: app, path: ${file}, patterns: [{name: error, match: ERROR}]}]
`,
  );
  agent = await startWardAgent(ward, { interval: '500ms', args: ['--config', config] });
});

afterAll(async () => {
  await agent?.stop();
  await ward?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a line of a log raises an alert that has the line, also behind a rotation and a kill of the agent', async () => {
  await vi.waitFor(async () => expect(await linesSeen()).toBeDefined(), { timeout: 30_000, interval: 200 });
  appendFileSync(file, 'fine\nERROR the disk is full\n');
  const alert = await vi.waitFor(() => firing('log-warning'), { timeout: 30_000, interval: 200 });
  // Kept within a second: what is killed before has counted nothing.
  await vi.waitFor(() => expect(kept()).toContain('"warning error":1'), { timeout: 20_000, interval: 50 });
  renameSync(file, `${file}.1`);
  writeFileSync(file, '');
  await agent.kill();
  appendFileSync(`${file}.1`, 'ERROR written to the old file\n');
  await agent.restart();

  await vi.waitFor(
    async () => {
      const { evidence } = await ward.call<Evidence>('GET', `/api/v1/alerts/${alert.id}/evidence`);
      expect([...new Set(evidence.flatMap(({ lines }) => lines))]).toEqual([
        'ERROR the disk is full',
        'ERROR written to the old file',
      ]);
      expect(evidence[0]?.title).toBe(file);
    },
    { timeout: 30_000, interval: 200 },
  );
});

test('a message by syslog raises an alert on the target that sent it', async () => {
  const socket = createSocket('udp4');
  const alert = await vi.waitFor(
    async () => {
      socket.send('<186>Oct 20 10:20:30 sw-1 IFNET: The line is down', syslogPort, '127.0.0.1');
      return firing('syslog-critical');
    },
    { timeout: 40_000, interval: 500 },
  );
  socket.close();

  const { targets } = await ward.call<{ targets: { id: string }[] }>('GET', '/api/v1/targets?search=sw-1');
  expect(alert.target).toBe(targets[0]?.id);
  await vi.waitFor(
    async () => {
      const { evidence } = await ward.call<Evidence>('GET', `/api/v1/alerts/${alert.id}/evidence`);
      expect(evidence[0]).toMatchObject({ title: 'syslog 127.0.0.1', labels: { pattern: 'link_down' } });
    },
    { timeout: 20_000, interval: 200 },
  );
});

async function firing(rule: string): Promise<Alerts['alerts'][number]> {
  const { alerts } = await ward.call<Alerts>('GET', `/api/v1/alerts?state=firing&rule=${rule}`);
  expect(alerts).toHaveLength(1);
  return alerts[0] as Alerts['alerts'][number];
}

/** What the agent remembers of its logs. */
function kept(): string {
  const path = join(agent.dataDir, 'memory/logs.json');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** The counter of the source, once it has come to the collector. */
async function linesSeen(): Promise<number | undefined> {
  const query = `metric=logs.lines&from=${Date.now() - 600_000}&to=${Date.now() + 1_000}`;
  const { series } = await ward.call<{ series: { values: number[] }[] }>('GET', `/api/v1/query?${query}`);
  return series[0]?.values.at(-1);
}

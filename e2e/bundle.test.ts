import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { bundleAgent } from '#scripts/bundle.ts';
import { tryNode16 } from '#scripts/node-16.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { startWardAgent, type WardAgent } from '#scripts/servers/ward-agent.ts';

const node16 = await tryNode16();
const missing = 'reason' in node16 ? node16.reason : undefined;

/** One metric of each probe that finds something to read on every Linux. */
const METRICS = [
  'cpu.usage_active',
  'mem.used_percent',
  'disk.used_percent',
  'net.bytes_recv',
  'system.load1',
  'processes.total',
  'sockstat.tcp_inuse',
  'system.uptime',
  'agent.uptime_seconds',
];

describe('the bundled agent against a collector', () => {
  let folder: string;
  let file: string;
  let ward: Ward;
  let agent: WardAgent | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ward-bundle-'));
    file = join(folder, 'ward-agent.js');
    await bundleAgent(file);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeEach(async () => {
    ward = await startWard();
  });
  afterEach(async () => {
    await agent?.stop();
    agent = undefined;
    await ward.stop();
  });

  test('measures this machine under Node 24', () => measuresAndComesBack(process.execPath));

  test.skipIf(missing)(`measures this machine under Node 16${missing ? ` (${missing})` : ''}`, () =>
    measuresAndComesBack('binary' in node16 ? node16.binary : ''),
  );

  test('asks others where its configuration says so, by the whole program beside it', async () => {
    const config = join(folder, 'agent.yaml');
    writeFileSync(
      config,
      'zone: b2\ntargets:\n  - name: nobody\n    address: 127.0.0.1\n    tcp: {port: 1}\n',
    );

    agent = await startWardAgent(ward, { command: [process.execPath, file], args: ['--config', config] });

    await vi.waitFor(
      async () => {
        const { zones } = await ward.call<{ zones: object[] }>('GET', '/api/v1/zones');
        expect(zones).toMatchObject([{ zone: 'b2' }]);
        expect(await newestMs('net_response.result_code')).toBeGreaterThan(0);
      },
      { timeout: 20_000, interval: 200 },
    );
  });

  test('runs one probe once on request, of this machine and of others', () => {
    const check = (...args: string[]) =>
      spawnSync(process.execPath, [file, 'check', ...args], { encoding: 'utf8' });

    expect(check('uptime').stdout).toMatch(/system\.uptime/);
    expect(check('tcp', '127.0.0.1:1')).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/refused/),
    });
    expect(check('postgres', '--grants').stdout).toMatch(/CREATE ROLE/i);
  });

  test('says which file it lacks when it shall ask others without the whole program', () => {
    const alone = join(folder, 'alone');
    mkdirSync(alone);
    copyFileSync(file, join(alone, 'ward-agent.js'));

    const { status, stderr } = spawnSync(
      process.execPath,
      [join(alone, 'ward-agent.js'), '--collector', 'http://127.0.0.1:9', '--zone', 'b2'],
      { encoding: 'utf8' },
    );

    expect(stderr).toMatch(/ward-agent-zone\.js is missing: .*copy it there/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(1);
  });

  async function measuresAndComesBack(node: string): Promise<void> {
    agent = await startWardAgent(ward, { command: [node, file] });
    await vi.waitFor(
      async () => {
        for (const metric of METRICS) expect(await newestMs(metric), metric).toBeGreaterThan(0);
      },
      { timeout: 20_000, interval: 200 },
    );

    await agent.kill();
    const beforeMs = await newestMs('system.load1');
    await agent.restart();

    await vi.waitFor(async () => expect(await newestMs('system.load1')).toBeGreaterThan(beforeMs), {
      timeout: 20_000,
      interval: 200,
    });
    await vi.waitFor(
      async () => {
        const { agents } = await ward.call<{ agents: object[] }>('GET', '/api/v1/agents');
        expect(agents).toMatchObject([{ connected: true, missingFrames: 0 }]);
        const { records } = await ward.call<{ records: object[] }>('GET', '/api/v1/records?kind=inventory');
        expect(records).toHaveLength(1);
      },
      { timeout: 20_000, interval: 200 },
    );
  }

  /** Time of the newest sample of a metric; 0 while there is none. */
  async function newestMs(metric: string): Promise<number> {
    type Latest = { series: { timesMs: number[] }[] };
    const { series } = await ward.call<Latest>('GET', `/api/v1/latest?metric=${metric}`);
    return Math.max(0, ...series.flatMap(({ timesMs }) => timesMs));
  }
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { bundle } from '#scripts/bundle.ts';
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
    await bundle('agent/main.ts', file);
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

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Influxdb, startInfluxdb } from '#scripts/servers/influxdb.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { startWardAgent, type WardAgent } from '#scripts/servers/ward-agent.ts';

describeWith('influxd', 'a site that has an InfluxDB', () => {
  let folder: string;
  let influxdb: Influxdb;
  let ward: Ward;
  let agent: WardAgent;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ward-site-'));
    influxdb = await startInfluxdb();
    const settings = join(folder, 'collector.yaml');
    writeFileSync(settings, `store: influxdb://${new URL(influxdb.url).host}/ward\n`);
    ward = await startWard({ args: ['--config', settings] });
    agent = await startWardAgent(ward);
  });
  afterAll(async () => {
    await agent?.stop();
    await ward?.stop();
    await influxdb?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('names it in one line, and finds there what the pages show', async () => {
    await vi.waitFor(
      async () => {
        const [told] = await ask(
          "SELECT last(usage_active) FROM cpu WHERE cpu = 'cpu-total' GROUP BY target",
        );
        const { series } = await ward.call<{ series: { target: string; values: number[] }[] }>(
          'GET',
          '/api/v1/query?metric=cpu.usage_active&label.cpu=cpu-total',
        );
        expect(series[0]?.values.length).toBeGreaterThan(1);
        expect(told?.tags.target).toBe(series[0]?.target);
      },
      { timeout: 30_000, interval: 250 },
    );
  });

  test('loses nothing of the time in which it was down', async () => {
    await influxdb.kill();
    const downFromMs = Date.now();
    await vi.waitFor(
      async () => {
        const { agents } = await ward.call<{ agents: { lastFrameAtMs: number }[] }>('GET', '/api/v1/agents');
        expect(agents[0]?.lastFrameAtMs).toBeGreaterThan(downFromMs + 3_000);
      },
      { timeout: 30_000, interval: 250 },
    );
    const downToMs = Date.now();

    await influxdb.restart();

    const span = `time > ${downFromMs + 1_000}ms AND time < ${downToMs - 1_000}ms`;
    await vi.waitFor(
      async () => {
        const [told] = await ask(`SELECT load1 FROM system WHERE ${span}`);
        expect(told?.values.length).toBeGreaterThanOrEqual(1);
      },
      { timeout: 30_000, interval: 250 },
    );
  });

  async function ask(query: string): Promise<{ tags: Record<string, string>; values: number[][] }[]> {
    const parameters = new URLSearchParams({ db: 'ward', epoch: 'ms', q: query });
    const answer = await fetch(`${influxdb.url}/query?${parameters}`);
    const { results } = (await answer.json()) as { results: { series?: never[] }[] };
    return results[0]?.series ?? [];
  }
});

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { startWardAgent, type WardAgent } from '#scripts/servers/ward-agent.ts';

interface AgentsAnswer {
  agents: { connected: boolean; lastFrameAtMs: number; missingFrames: number; gaps: unknown[] }[];
}

let ward: Ward;
let agent: WardAgent;

beforeAll(async () => {
  ward = await startWard();
  agent = await startWardAgent(ward, { interval: '200ms' });
});

afterAll(async () => {
  await agent?.stop();
  await ward?.stop();
});

test('what an agent measured while the collector was gone arrives after both were killed', async () => {
  await vi.waitFor(async () => expect((await times()).length).toBeGreaterThan(3), { timeout: 20_000 });

  await ward.kill();
  const cutAtMs = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await agent.kill();
  const killedAtMs = Date.now();
  await ward.restart();
  await agent.restart();

  await vi.waitFor(
    async () => {
      const [known] = (await ward.call<AgentsAnswer>('GET', '/api/v1/agents')).agents;
      expect(known).toMatchObject({ connected: true, missingFrames: 0, gaps: [] });
      expect(known?.lastFrameAtMs).toBeGreaterThan(killedAtMs);
      const during = (await times()).filter((timeMs) => timeMs > cutAtMs && timeMs < killedAtMs);
      expect(during.length).toBeGreaterThan(6);
    },
    { timeout: 40_000, interval: 250 },
  );
});

/** Times of every stored sample of one metric. */
async function times(): Promise<number[]> {
  const query = `metric=agent.sent_total&from=${Date.now() - 600_000}&to=${Date.now() + 1_000}`;
  const { series } = await ward.call<{ series: { timesMs: number[] }[] }>('GET', `/api/v1/query?${query}`);
  return series[0]?.timesMs ?? [];
}

import { afterAll, expect, test } from 'vitest';
import { startWard } from '#scripts/servers/ward.ts';
import { type Receiver, receiveWebhooks } from './receivers.ts';
import { startZoneAgent, type ZoneAgent } from './zone-agent.ts';

const toEnd: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of toEnd.reverse()) await end();
});

interface Told {
  events: { kind: string; alert: { rule: string; target: string } }[];
}

test('when no collector answers, one agent of the zone says so, and says when it is back', async () => {
  const ward = await startWard();
  toEnd.push(() => ward.stop());
  const phone = await receiveWebhooks();
  toEnd.push(() => phone.close());
  const yaml = [
    'alone:',
    '  after: 5s',
    `  channel: {kind: webhook, url: "http://127.0.0.1:${phone.port}/", secret: a-secret-of-sixteen}`,
    '',
  ].join('\n');
  const agents = await Promise.all([1, 2].map(() => startZoneAgent(ward, 'b2', yaml, { interval: '1s' })));
  for (const agent of agents) toEnd.push(() => agent.stop());
  await expect.poll(() => places(agents), { timeout: 20_000 }).toEqual(['1', '2']);

  await ward.kill();
  await expect.poll(() => said(phone), { timeout: 30_000 }).toEqual(['fired collector-silent b2']);
  await ward.restart();
  await expect
    .poll(() => said(phone), { timeout: 60_000 })
    .toEqual(['fired collector-silent b2', 'resolved collector-silent b2']);
});

/** The places that the agents were given last. */
function places(agents: readonly ZoneAgent[]): string[] {
  return agents
    .map(
      ({ log }) =>
        /place\W+(\d)/.exec(log.findLast((line) => line.includes('no collector answers')) ?? '')?.[1],
    )
    .map((place) => place ?? 'none')
    .sort();
}

function said({ received }: Receiver): string[] {
  return received.flatMap((body) =>
    (JSON.parse(body) as Told).events.map(({ kind, alert }) => `${kind} ${alert.rule} ${alert.target}`),
  );
}

import { afterAll, expect, test } from 'vitest';
import { startWard } from '#scripts/servers/ward.ts';
import { type Receiver, receiveWebhooks } from './receivers.ts';
import { startZoneAgent, type ZoneAgent } from './zone-agent.ts';

const toEnd: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of toEnd.reverse()) await end();
});

const AFTER_MS = 5_000;
const FIRED = 'fired collector-silent b2';
const RESOLVED = 'resolved collector-silent b2';

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
    `  after: ${AFTER_MS}ms`,
    `  channel: {kind: webhook, url: "http://127.0.0.1:${phone.port}/", secret: a-secret-of-sixteen}`,
    '',
  ].join('\n');
  const agents = await Promise.all([1, 2].map(() => startZoneAgent(ward, 'b2', yaml, { interval: '1s' })));
  for (const agent of agents) toEnd.push(() => agent.stop());
  await expect.poll(() => places(agents), { timeout: 20_000 }).toEqual(['1', '2']);

  const killedAtMs = Date.now();
  await ward.kill();
  await expect.poll(() => said(phone), { timeout: 60_000 }).toEqual([FIRED]);
  await ward.restart();
  await expect.poll(() => agents.map(connections), { timeout: 90_000 }).toEqual([2, 2]);
  // The other one leaves it to the first for thrice the time, which a busy machine may take to come back.
  const isLong = Date.now() - killedAtMs > 3 * AFTER_MS;
  const tellers = isLong ? said(phone).filter((line) => line === FIRED).length : 1;
  await expect
    .poll(() => said(phone).sort(), { timeout: 60_000 })
    .toEqual([...Array(tellers).fill(FIRED), ...Array(tellers).fill(RESOLVED)]);
});

function connections({ log }: ZoneAgent): number {
  return log.filter((line) => line.includes('"connected"')).length;
}

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

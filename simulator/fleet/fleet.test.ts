import { afterEach, expect, test } from 'vitest';
import { openTestClient } from '../snmp/test-client.ts';
import { type Fleet, type FleetOptions, startFleet } from './fleet.ts';

const opened: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

test('a fleet of switches answers from a process of its own', async () => {
  const fleet = await start({ devices: 20, ports: 48 });

  const [walked, other] = await Promise.all(
    [fleet.devices[3]!, fleet.devices[17]!].map((device) => client(device).walk('1.3.6.1.2.1.31.1.1.1.6')),
  );

  expect(walked!.length).toBe(48);
  expect(other!.length).toBe(48);
  expect(new Set(fleet.devices.map(({ host }) => host)).size).toBe(20);
  expect(await fleet.figures()).toMatchObject({
    requests: expect.any(Number),
    values: expect.any(Number),
  });
  expect((await fleet.figures()).values).toBeGreaterThanOrEqual(96);
});

test('its counters move, unless they shall stand still', async () => {
  const octets = '1.3.6.1.2.1.31.1.1.1.10.5';
  const [moving, still] = [await start({ devices: 1 }), await start({ devices: 1, still: true })];
  const read = async (fleet: Fleet) => String((await client(fleet.devices[0]!).get(octets))[0]!.value);
  const [movedFrom, stoodAt] = [await read(moving), await read(still)];

  await expect.poll(() => read(moving), { timeout: 5_000 }).not.toBe(movedFrom);
  expect(await read(still)).toBe(stoodAt);
});

test('so many of a hundred misbehave', async () => {
  const fleet = await start({
    devices: 200,
    spread: 'ports',
    misbehaving: [
      { percent: 5, quirks: { silent: true } },
      { percent: 10, quirks: { delayMs: 1_500 } },
    ],
  });

  expect(fleet.devices.filter(({ quirks }) => quirks.silent)).toHaveLength(10);
  expect(fleet.devices.filter(({ quirks }) => quirks.delayMs)).toHaveLength(20);
  const dead = fleet.devices.find(({ quirks }) => quirks.silent)!;
  await expect(client(dead, { timeout: 100 }).get('1.3.6.1.2.1.1.5.0')).rejects.toThrow(/timed out/);
});

test('a port that is taken is told by name', async () => {
  const first = await start({ devices: 1, spread: 'ports' });

  const second = startFleet({ devices: 1, spread: 'ports', port: first.devices[0]!.port });

  await expect(second).rejects.toThrow(`127.0.0.1:${first.devices[0]!.port} cannot be listened on`);
});

async function start(options: FleetOptions): Promise<Fleet> {
  const fleet = await startFleet(options);
  opened.push(fleet);
  return fleet;
}

function client(device: { host: string; port: number }, options?: object) {
  const session = openTestClient(device, options);
  opened.push(session);
  return session;
}

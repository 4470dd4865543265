import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FleetDesk } from '#collector/fleet/fleet-desk.ts';
import { LatestWriter, makeLatest } from '#collector/series/latest.ts';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

const told = async (token = world.admin, sinceMs = world.clock.nowMs - 60_000) =>
  (await world.ask(token, 'GET', `/api/v1/changes?sinceMs=${sinceMs}`)).body;

test('what changed lately is told newest first, of every kind, to those who see the target', async () => {
  const { id: target } = (
    await world.ask(world.admin, 'POST', '/api/v1/targets', { kind: 'switch', name: 'core-1' })
  ).body;
  const { texts } = world.registry;
  await texts.take(target, '', 1, { firmware: 'V1' });
  world.clock.nowMs += 1_000;
  await texts.take(target, '', 2, { firmware: 'V2' });
  const fleet = world.parts.fleet as FleetDesk;
  const latest = makeLatest(1);
  const column = { metric: 'switch.load', labels: {}, kind: 'gauge' as const, unit: '%' };
  new LatestWriter(latest).write(world.clock.nowMs, new DataView(new ArrayBuffer(8)), 0);
  fleet.addSchema(1, { probe: 'snmp', target, intervalMs: 10_000, columns: [column] }, latest);
  world.clock.nowMs += 30_000;
  fleet.sweep();

  const { changes, truncated } = await told();

  expect(changes.map(({ what }: { what: string }) => what)).toEqual(['silent', 'inventory', 'added']);
  expect(changes[1]).toMatchObject({ target, field: 'firmware', value: 'V2' });
  expect(truncated).toBe(false);
  const stranger = await world.person('stranger', [{ organisation: 'elsewhere', role: 'viewer' }]);
  expect((await told(stranger)).changes).toEqual([]);
  expect((await told(world.admin, world.clock.nowMs + 1)).changes).toEqual([]);
});

test('much that changes elsewhere hides nothing that changed here', async () => {
  const { body: ours } = await world.ask(world.admin, 'POST', '/api/v1/organisations', { name: 'ours' });
  const make = async (name: string, organisation?: string) =>
    (await world.ask(world.admin, 'POST', '/api/v1/targets', { kind: 'switch', name, organisation })).body.id;
  const [busy, quiet] = [await make('busy'), await make('quiet', ours.id)];
  const { texts, configs } = world.registry;
  const change = async (target: string, position: number, fields: Record<string, string>) => {
    world.clock.nowMs += 10;
    await texts.take(target, '', position, fields);
  };
  const configure = (target: string, text: string) => {
    const hash = createHash('sha256').update(text).digest('hex');
    return configs.take(target, world.clock.nowMs, { platform: 'vrp', hash, part: 1, parts: 1, text });
  };
  await change(quiet, 10, { firmware: 'V1' });
  await change(quiet, 11, { firmware: 'V2' });
  await configure(quiet, 'a');
  await configure(quiet, 'b');
  for (let part = 0; part < 201; part++)
    for (const firmware of ['V1', 'V2']) await texts.take(busy, `part ${part}`, 12, { firmware });

  const member = await world.person('member', [{ organisation: ours.id, role: 'viewer' }]);

  expect((await told(member)).changes.map(({ what }: { what: string }) => what).sort()).toEqual([
    'added',
    'config',
    'inventory',
  ]);
  expect(await told()).toMatchObject({ truncated: true });
});

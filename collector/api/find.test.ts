import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WireRecord } from '#protocol/record.ts';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
});
afterEach(() => world.close());

async function make(name: string, inventory: WireRecord['data'], organisation?: string): Promise<string> {
  const body = { kind: 'switch', name, organisation };
  const { id } = (await world.ask(world.admin, 'POST', '/api/v1/targets', body)).body;
  const record = { target: id, kind: 'inventory', key: 'device', data: inventory };
  const position = (await world.registry.records.position()) + 1;
  await world.registry.records.take([{ position, timeMs: 1, record }]);
  return id;
}

const find = async (text: string, token = world.admin) =>
  (await world.ask(token, 'GET', `/api/v1/find?text=${encodeURIComponent(text)}`)).body.found;

test('a target is found by a part of its serial number, however it is written', async () => {
  const id = await make('core-1', { entities: [{ name: 'Chassis', serial: '2102351NRC10K6000123' }] });
  await make('core-2', { entities: [{ name: 'Chassis', serial: 'FOC1234X0AB' }] });

  expect(await find('nrc10k6')).toEqual([{ target: id, field: 'serial', value: '2102351NRC10K6000123' }]);
  expect(await find('none of them')).toEqual([]);
});

test('marks of the search language are letters like any other', async () => {
  const id = await make('odd-1', { model: '100%_A' });
  await make('odd-2', { model: '100xxA' });

  expect(await find('100%_')).toEqual([{ target: id, field: 'model', value: '100%_A' }]);
});

test('nobody finds what belongs to another organisation, and two letters are too few', async () => {
  const { id: other } = (await world.ask(world.admin, 'POST', '/api/v1/organisations', { name: 'Other' }))
    .body;
  await make('core-1', { serial: 'SECRET-1' }, other);
  const viewer = await world.person('viewer', [{ organisation: 'default', role: 'viewer' }]);

  expect(await find('secret', viewer)).toEqual([]);
  expect(await find('secret')).toHaveLength(1);
  expect((await world.ask(world.admin, 'GET', '/api/v1/find?text=se')).status).toBe(400);
});

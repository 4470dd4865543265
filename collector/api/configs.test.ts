import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
let id: string;
beforeEach(async () => {
  world = await testWorld();
  id = (await ask('POST', '/api/v1/targets', { kind: 'switch', name: 'core-1' })).body.id;
  await take(1, 'hostname core-1\nvlan 1\n');
  await take(2, 'hostname core-1\nvlan 2\n');
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);

function take(position: number, text: string) {
  const hash = createHash('sha256').update(text).digest('hex');
  const data = { platform: 'huawei-vrp', hash, part: 1, parts: 1, text };
  const record = { target: id, kind: 'config', key: 'huawei-vrp', data };
  return world.registry.records.take([{ position, timeMs: position, record }]);
}

test('versions of a configuration are listed, shown and compared', async () => {
  const url = `/api/v1/targets/${id}/configs`;

  const list = (await ask('GET', url)).body.versions;
  const shown = (await ask('GET', `${url}/2`)).body;
  const difference = (await ask('GET', `${url}/1/diff?to=2`)).body;

  expect(list.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
  expect(shown).toMatchObject({ platform: 'huawei-vrp', lines: 3, text: 'hostname core-1\nvlan 2\n' });
  expect(difference).toMatchObject({ from: { version: 1 }, to: { version: 2 }, added: 1, removed: 1 });
  expect(difference.hunks[0].lines).toContainEqual({ op: 'added', text: 'vlan 2' });
  expect((await ask('GET', `${url}/3`)).status).toBe(404);
});

test('a change is an event of the target; the text stands nowhere among its records', async () => {
  const events = (await ask('GET', `/api/v1/records?target=${id}&kind=event`)).body.records;
  const records = (await ask('GET', `/api/v1/records?target=${id}`)).body.records;

  expect(events).toMatchObject([{ key: 'config_changed', data: { from: 1, to: 2, added: 1, removed: 1 } }]);
  expect(records).toEqual([]);
});

test('who may only look does not see configurations', async () => {
  const viewer = await world.person('v', [{ organisation: 'default', role: 'viewer' }]);

  expect((await world.ask(viewer, 'GET', `/api/v1/targets/${id}/configs`)).status).toBe(403);
});

test('what is deleted leaves no configuration', async () => {
  await ask('DELETE', `/api/v1/targets/${id}`);

  expect(await world.registry.configs.list(id)).toEqual([]);
});

test('neighbours become a map of what is watched and what is not', async () => {
  const other = (await ask('POST', '/api/v1/targets', { kind: 'switch', name: 'access-1' })).body.id;
  const line = { localPort: 'GE1', chassis: '', port: 'GE2', name: 'access-1', description: '' };
  const data = [line, { ...line, localPort: 'GE3', name: 'printer' }];
  const record = { target: id, kind: 'neighbours', key: '', data };
  await world.registry.records.take([{ position: 9, timeMs: 5, record }]);

  const { nodes, edges } = (await ask('GET', '/api/v1/topology')).body;

  expect(nodes.map((node: { target: string | null }) => node.target)).toEqual([other, id, null]);
  expect(edges).toMatchObject([
    { from: { node: id, port: 'GE1' }, to: { node: other, port: 'GE2' }, seenBy: 'one', toldAtMs: 5 },
    { from: { node: id, port: 'GE3' }, to: { node: 'unknown printer', port: 'GE2' } },
  ]);
});

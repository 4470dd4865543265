import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FleetAnswer } from '#protocol/fleet.ts';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

const fleet = async (token = world.admin): Promise<FleetAnswer> =>
  (await world.ask(token, 'GET', '/api/v1/fleet')).body;
const make = async (fields: object): Promise<string> =>
  (await world.ask(world.admin, 'POST', '/api/v1/targets', fields)).body.id;

test('every target comes with its texts, and a system with the places of its members', async () => {
  const db = await make({ kind: 'database', name: 'his-db', room: 'B2', rack: 'A01' });
  const web = await make({ kind: 'page', name: 'his-web', room: 'B2' });
  const group = { organisation: 'default', select: { targets: [web, db] } };
  await world.ask(world.admin, 'PUT', '/api/v1/groups/group-his', {
    ...group,
    id: 'group-his',
    name: 'HIS',
    isSystem: true,
  });
  await world.ask(world.admin, 'PUT', '/api/v1/groups/group-b2', { ...group, id: 'group-b2', name: 'B2' });

  const { targets, texts, systems, organisations, truncatedAt } = await fleet();

  const place = targets.id.indexOf(db);
  expect(targets.name[place]).toBe('his-db');
  expect([targets.kind, targets.room, targets.rack].map((column) => texts[column[place]])).toEqual([
    'database',
    'B2',
    'A01',
  ]);
  expect(targets.heardAgoMs[place]).toBeNull();
  expect(organisations[targets.organisation[place]].id).toBe('default');
  expect(systems).toHaveLength(1);
  expect(systems[0].targets.map((at) => targets.id[at]).sort()).toEqual([db, web].sort());
  expect(truncatedAt).toBeNull();
});

test('a change of a target makes another revision, and no change the same answer', async () => {
  const before = await fleet();
  expect(await fleet()).toEqual(before);

  const id = await make({ kind: 'ups', name: 'ups-1' });

  const after = await fleet();
  expect(after.revision).toBeGreaterThan(before.revision);
  expect(after.targets.id).toContain(id);
});

test('who sees another organisation sees nothing of this one', async () => {
  const made = await world.ask(world.admin, 'POST', '/api/v1/organisations', {
    name: 'Other',
    zone: 'Asia/Shanghai',
    language: 'en',
  });
  const other = await world.person('somebody', [{ organisation: made.body.id, role: 'viewer' }]);

  const { targets, systems, organisations, texts } = await fleet(other);

  expect([targets.id, systems, texts]).toEqual([[], [], ['']]);
  expect(organisations.map(({ id }) => id)).toEqual([made.body.id]);
});

test('it is packed for whoever takes it packed', async () => {
  const response = await world.app.inject({
    url: '/api/v1/fleet',
    headers: { authorization: `Bearer ${world.admin}`, 'accept-encoding': 'gzip, br' },
  });

  expect(response.headers['content-encoding']).toBe('gzip');
  expect(JSON.parse(gunzipSync(response.rawPayload).toString())).toEqual(await fleet());
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
let organisation: string;
beforeAll(async () => {
  world = await testWorld();
  organisation = (await call('POST', 'organisations', { name: 'Clinic' })).body.id;
});
afterAll(() => world.close());

const call = (method: string, path: string, body?: unknown) =>
  world.ask(world.admin, method, `/api/v1/${path}`, body);
const target = async (name: string, fields: object) =>
  (await call('POST', 'targets', { organisation, kind: 'server', name, ...fields })).body;

test('a room is drawn from what stands in it, changed, kept, and never overwritten unseen', async () => {
  const power = await target('mains-ups', { kind: 'ups', room: 'power' });
  const parents = { network: [], power: [power.id], cooling: [] };
  const web = await target('web-1', { room: '3F / east', rack: 'A01', rackUnit: 10, rackUnits: 2, parents });
  const path = `rooms/${organisation}/${encodeURIComponent('3F / east')}`;

  const list = await call('GET', 'rooms');
  expect(list.body.rooms).toMatchObject([
    { name: '3F / east', targets: 1, racks: 1 },
    { name: 'power', targets: 1, ups: 1 },
  ]);

  const { body: drawn } = await call('GET', path);
  expect(drawn).toMatchObject({ revision: 0, changedBy: null, targetsTotal: 1 });
  expect(drawn.targets).toMatchObject([{ id: web.id, rack: 'A01', rackUnit: 10, rackUnits: 2 }]);
  expect(drawn.outside).toMatchObject([{ id: power.id, room: 'power' }]);

  const items = drawn.plan.items.map((item: { kind: string }) =>
    item.kind === 'rack' ? { ...item, xCm: 300, yCm: 310 } : item,
  );
  const mine = await call('PUT', path, { revision: 0, plan: { ...drawn.plan, items } });
  expect(mine).toMatchObject({ status: 200, body: { revision: 1, changedBy: 'admin' } });
  const theirs = await call('PUT', path, { revision: 0, plan: drawn.plan });
  expect(theirs).toMatchObject({
    status: 409,
    body: { code: 'changed_meanwhile', details: { revision: 1, changedBy: 'admin' } },
  });

  await target('web-2', { room: '3F / east', rack: 'A02' });
  const { body: later } = await call('GET', path);
  expect(later.plan.items).toContainEqual(expect.objectContaining({ name: 'A01', xCm: 300, yCm: 310 }));
  expect(later.added).toEqual(['rack A02']);

  const { body: audited } = await call('GET', 'audit');
  expect(audited.entries[1]).toMatchObject({ action: 'room.create', object: 'room:3F / east', organisation });
  expect((await call('DELETE', path)).status).toBe(204);
  expect((await call('GET', path)).body).toMatchObject({ revision: 0, added: [] });
  expect((await call('DELETE', path)).status).toBe(404);
});

test('a plan that makes no sense is refused with what is wrong', async () => {
  const path = `rooms/${organisation}/new`;
  const item = {
    kind: 'rack',
    name: 'A1',
    target: null,
    xCm: 0,
    yCm: 0,
    widthCm: 60,
    depthCm: 120,
    turn: 0,
    units: 42,
  };
  const plan = (...items: object[]) => ({ revision: 0, plan: { widthCm: 600, depthCm: 600, items } });

  expect(await call('PUT', path, plan({ ...item, id: 'a' }, { ...item, id: 'b' }))).toMatchObject({
    status: 400,
  });
  expect(await call('PUT', path, plan({ ...item, id: 'a', turn: 45 }))).toMatchObject({ status: 400 });
  expect(await call('PUT', path, plan({ ...item, id: 'a', target: 'nobody' }))).toMatchObject({
    status: 400,
  });
  expect((await call('GET', path)).status).toBe(404);
  expect(await call('PUT', path, plan({ ...item, id: 'a' }))).toMatchObject({ status: 200 });
  expect((await call('GET', 'rooms')).body.rooms).toContainEqual(
    expect.objectContaining({ name: 'new', targets: 0 }),
  );
});

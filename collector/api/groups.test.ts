import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);

async function target(name: string, fields: object = {}): Promise<string> {
  return (await ask('POST', '/api/v1/targets', { kind: 'server', name, ...fields })).body.id;
}

const group = (id: string, select: object, organisation = 'default') => ({
  id,
  organisation,
  name: id,
  select,
});
const names = (body: { members: { name: string }[] }) => body.members.map(({ name }) => name);

test('a group follows its targets: made, renamed, removed', async () => {
  const first = await target('db-1');
  await target('web-1');
  const url = '/api/v1/groups/group-db';

  expect(names((await ask('PUT', url, group('group-db', { nameLike: 'db-*' }))).body)).toEqual(['db-1']);
  const second = await target('db-2');
  expect((await ask('GET', url)).body).toMatchObject({
    count: 2,
    members: [{ name: 'db-1' }, { name: 'db-2' }],
  });
  await ask('PATCH', `/api/v1/targets/${second}`, { name: 'app-2' });
  expect(names((await ask('GET', url)).body)).toEqual(['db-1']);
  await ask('DELETE', `/api/v1/targets/${first}`);
  expect((await ask('GET', '/api/v1/groups')).body.groups).toMatchObject([
    { group: { id: 'group-db' }, count: 0 },
  ]);
  expect((await ask('DELETE', url)).status).toBe(204);
  expect((await ask('GET', url)).status).toBe(404);
});

test('a selection is shown before it is saved', async () => {
  await target('db-1', { room: '3F' });
  await target('db-2', { room: '4F' });

  const { body } = await ask('POST', '/api/v1/groups/preview', {
    organisation: 'default',
    select: { rooms: ['3F'] },
  });

  expect(names(body)).toEqual(['db-1']);
  expect((await ask('GET', '/api/v1/groups')).body.groups).toEqual([]);
});

test('a group that a rule names stays, and says which', async () => {
  await ask('PUT', '/api/v1/groups/group-db', group('group-db', { kinds: ['server'] }));
  await ask('PUT', '/api/v1/rules/busy', {
    id: 'busy',
    name: { 'zh-CN': '甲', en: 'a' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'cpu.usage_active', groups: ['group-db'] },
    condition: { kind: 'above', threshold: 90 },
    severity: 'warning',
  });

  const refused = await ask('DELETE', '/api/v1/groups/group-db');

  expect(refused).toMatchObject({
    status: 409,
    body: { code: 'group_in_use', details: { uses: [{ kind: 'rule', id: 'busy' }], count: 1 } },
  });
  await ask('DELETE', '/api/v1/rules/busy');
  expect((await ask('DELETE', '/api/v1/groups/group-db')).status).toBe(204);
});

test('who sees one organisation sees and changes only its groups', async () => {
  const { body: other } = await ask('POST', '/api/v1/organisations', { name: 'other' });
  const theirs = await target('web-1');
  await ask('PUT', '/api/v1/groups/group-a', group('group-a', { kinds: ['server'] }));
  const operator = await world.person('op', [{ organisation: other.id, role: 'operator' }]);
  const put = (id: string, select: object, organisation: string) =>
    world.ask(operator, 'PUT', `/api/v1/groups/${id}`, group(id, select, organisation));

  expect((await world.ask(operator, 'GET', '/api/v1/groups')).body.groups).toEqual([]);
  expect((await world.ask(operator, 'GET', '/api/v1/groups/group-a')).status).toBe(404);
  expect((await put('group-a', {}, other.id)).body.code).toBe('id_taken');
  expect((await put('group-b', {}, 'default')).status).toBe(400);
  expect((await put('group-b', { targets: [theirs] }, other.id)).body.message).toMatch(/^select\.targets/);
  expect((await put('group-b', { kinds: ['server'] }, other.id)).body.count).toBe(0);
});

test('the name of all targets is not given to a group', async () => {
  const { status, body } = await ask('PUT', '/api/v1/groups/group-all-x', group('group-all-x', {}));

  expect([status, body.message]).toEqual([400, expect.stringMatching(/^id: group-all-x stands for all/)]);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
  await ask('PUT', '/api/v1/rules/busy', {
    id: 'busy',
    name: { 'zh-CN': '甲', en: 'a' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'cpu.usage_active' },
    condition: { kind: 'above', threshold: 90 },
    severity: 'warning',
  });
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);

async function target(name: string): Promise<string> {
  return (await ask('POST', '/api/v1/targets', { kind: 'server', name })).body.id;
}

const set = (level: string, subject: string, values: object, fields: object = {}) =>
  ask('PUT', '/api/v1/thresholds', {
    rule: 'busy',
    level,
    organisation: 'default',
    subject,
    values,
    ...fields,
  });

test('what applies to a series is told with every level, and a level that is taken back gives way', async () => {
  const id = await target('db-1');
  await ask('PUT', '/api/v1/groups/group-db', {
    id: 'group-db',
    organisation: 'default',
    name: 'databases',
    select: { kinds: ['server'] },
  });
  await set('group', 'group-db', { threshold: 80 }, { reason: 'they idle' });
  await set('series', id, { threshold: 70 }, { labels: { cpu: 'cpu0' } });
  const effective = async () =>
    (await ask('GET', `/api/v1/thresholds/effective?rule=busy&target=${id}&label.cpu=cpu0`)).body;

  const both = await effective();
  expect(both.rule.condition.threshold).toBe(70);
  expect(both.sayings.map(({ level, name }: { level: string; name: string }) => [level, name])).toEqual([
    ['series', 'db-1'],
    ['group', 'databases'],
    ['rule', ''],
  ]);
  const place = `rule=busy&level=series&organisation=default&subject=${id}&label.cpu=cpu0`;
  expect((await ask('DELETE', `/api/v1/thresholds?${place}`)).status).toBe(204);
  expect((await ask('DELETE', `/api/v1/thresholds?${place}`)).status).toBe(404);
  expect((await effective()).values).toEqual({ threshold: 80 });
  expect(world.rulesInForce).toHaveLength(4);
});

test('thresholds are listed by rule, target and group', async () => {
  const id = await target('db-1');
  await set('target', id, { threshold: 80 });
  await set('organisation', '', { threshold: 85 });
  const listed = async (query: string) =>
    (await ask('GET', `/api/v1/thresholds?${query}`)).body.thresholds.map(
      ({ threshold }: { threshold: { level: string } }) => threshold.level,
    );

  expect(await listed('rule=busy')).toEqual(['organisation', 'target']);
  expect(await listed(`target=${id}`)).toEqual(['target']);
  expect(await listed('rule=other')).toEqual([]);
  const first = (await ask('GET', '/api/v1/thresholds?limit=1')).body;
  const second = (await ask('GET', `/api/v1/thresholds?limit=1&cursor=${first.next}`)).body;
  expect([first.thresholds.length, second.thresholds.length, second.next]).toEqual([1, 1, null]);
});

test('what cannot be is refused with field, what was found and what is allowed', async () => {
  const id = await target('db-1');
  const { body: other } = await ask('POST', '/api/v1/organisations', { name: 'other' });

  expect((await set('target', id, { low: 3 })).body).toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(/^values\.low: found 3, allowed: for a condition of kind above/),
  });
  expect((await set('target', id, { threshold: 1 }, { organisation: other.id })).body.message).toMatch(
    /^subject: there is no target/,
  );
  expect((await set('group', 'group-x', { threshold: 1 })).body.message).toMatch(
    /^subject: there is no group/,
  );
  expect((await set('target', id, { threshold: 1 }, { rule: 'none' })).body.message).toMatch(
    /^rule: there is no rule none/,
  );
});

test('a group that a threshold names stays', async () => {
  await ask('PUT', '/api/v1/groups/group-db', {
    id: 'group-db',
    organisation: 'default',
    name: 'databases',
    select: {},
  });
  await set('group', 'group-db', { threshold: 80 });

  expect((await ask('DELETE', '/api/v1/groups/group-db')).body).toMatchObject({
    code: 'group_in_use',
    details: { uses: [{ kind: 'threshold', id: 'busy' }] },
  });
});

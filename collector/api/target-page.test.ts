import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
let id: string;
beforeAll(async () => {
  world = await testWorld();
  id = (await world.ask(world.admin, 'POST', '/api/v1/targets', { kind: 'switch', name: 'core-1' })).body.id;
  const record = (position: number, kind: string, key: string, data: unknown) => ({
    position,
    timeMs: position,
    record: { target: id, kind, key, data },
  });
  await world.registry.records.take([
    record(1, 'inventory', '', { model: 'S5735' }),
    record(2, 'neighbours', 'snmp', [{ localPort: 'GE0/0/1' }]),
    record(3, 'trap', 'linkDown', {}),
    record(4, 'event', 'config_changed', { added: 1 }),
    record(5, 'something_else', '', {}),
  ] as Parameters<typeof world.registry.records.take>[0]);
  for (const metric of ['net.in', 'cpu.usage'])
    world.series.push({
      target: id,
      metric,
      labels: {},
      timesMs: Float64Array.of(1),
      values: Float64Array.of(1),
    });
});
afterAll(() => world.close());

const page = (token: string) => world.ask(token, 'GET', `/api/v1/targets/${id}/page`);

test('answers what the single questions answer', async () => {
  const { status, body } = await page(world.admin);

  const alone = async (path: string) => (await world.ask(world.admin, 'GET', `/api/v1/${path}`)).body;
  expect(status).toBe(200);
  expect(body.target).toEqual(await alone(`targets/${id}`));
  expect(body.series).toEqual((await alone(`series?target=${id}`)).series);
  expect(body.records.inventory).toEqual((await alone(`records?target=${id}&kind=inventory`)).records);
  expect(body.records.neighbours).toEqual((await alone(`records?target=${id}&kind=neighbours`)).records);
  expect(body.records.top_processes).toEqual([]);
  expect(body.events).toEqual(await alone(`records?target=${id}&kind=event&limit=20`));
  expect(body.traps).toEqual((await alone(`records?target=${id}&kind=trap`)).records);
  expect(body.configs).toEqual((await alone(`targets/${id}/configs`)).versions);
  expect(body.series).toHaveLength(2);
  expect(body.events.records).toHaveLength(1);
});

test('leaves out what the caller may not see, and keeps the rest', async () => {
  const text = 'sysname core-1\n';
  const hash = createHash('sha256').update(text).digest('hex');
  await world.registry.configs.take(id, 1, { platform: 'vrp', hash, part: 1, parts: 1, text });
  const viewer = await world.person('viewer', [{ organisation: '*', role: 'viewer' }]);

  const mine = await page(world.admin);
  const theirs = await page(viewer);

  expect(mine.body.configs).toHaveLength(1);
  expect(theirs.body).toMatchObject({ configs: [], target: { name: 'core-1' } });
});

test('stands without the store', async () => {
  const { store } = world.parts;
  const { series } = store;
  store.series = () => Promise.reject(new Error('away'));

  const { status, body } = await page(world.admin);
  store.series = series;

  expect(status).toBe(200);
  expect(body).toMatchObject({ series: null, target: { name: 'core-1' } });
});

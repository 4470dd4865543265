import { afterAll, beforeAll, expect, test } from 'vitest';
import { CORRECTIONS_KEPT } from '#protocol/topology.ts';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
let clinic: string;
let elsewhere: string;
let core: string;
let access: string;
let server: string;
let foreign: string;
let viewer: string;

const PATH = 'topology/corrections';
const NOTHING = { positions: [], added: [], removed: [], hidden: [] };

beforeAll(async () => {
  world = await testWorld();
  clinic = (await call('POST', 'organisations', { name: 'Clinic' })).body.id;
  elsewhere = (await call('POST', 'organisations', { name: 'Elsewhere' })).body.id;
  viewer = await world.person('viewer', [{ organisation: clinic, role: 'viewer' }]);
  core = await target('core-1', { kind: 'switch', zone: 'inner' });
  access = await target('access-1', { kind: 'switch' });
  server = await target('web-1', { parents: { network: [access], power: [], cooling: [] } });
  foreign = await target('foreign-1', { kind: 'switch', organisation: elsewhere });
  const line = { chassis: '', description: '' };
  const data = [
    { ...line, localPort: 'GE1/0/1', port: 'XGE0/0/24', name: 'access-1' },
    { ...line, localPort: 'GE1/0/2', port: 'Gi0/1', name: 'printer' },
    { ...line, localPort: 'GE1/0/3', port: 'GE9', name: 'foreign-1' },
  ];
  await world.registry.records.take([
    { position: 9, timeMs: 5, record: { target: core, kind: 'neighbours', key: '', data } },
  ]);
  world.series.push(
    series(core, 'net.link_state', 'GigabitEthernet1/0/1', 0),
    series(core, 'net.speed', 'GigabitEthernet1/0/1', 1_000),
    series(access, 'net.bytes_recv', 'XGigabitEthernet0/0/24', 5),
    series(foreign, 'net.link_state', 'GE9', 0),
  );
});
afterAll(() => world.close());

const call = (method: string, path: string, body?: unknown, token = world.admin) =>
  world.ask(token, method, `/api/v1/${path}`, body);
const target = async (name: string, fields: object) =>
  (await call('POST', 'targets', { organisation: clinic, kind: 'server', name, ...fields })).body.id;
const series = (id: string, metric: string, port: string, value: number) => ({
  target: id,
  metric,
  labels: { interface: port },
  timesMs: Float64Array.of(1),
  values: Float64Array.of(value),
});
const cable = (from: string, to: string) => ({
  from: { node: from, port: 'GE7' },
  to: { node: to, port: '' },
});

test('one answer has who is connected, through which series of a port, how fast, and what people said', async () => {
  const { body } = await call('GET', `topology?organisation=${clinic}`, undefined, viewer);

  expect(body.edges).toEqual([
    expect.objectContaining({
      source: 'lldp',
      from: { node: core, port: 'GE1/0/1', interface: 'GigabitEthernet1/0/1', speed: 1_000 },
      to: { node: access, port: 'XGE0/0/24', interface: 'XGigabitEthernet0/0/24', speed: null },
    }),
    expect.objectContaining({ to: { node: 'unknown printer', port: 'Gi0/1', interface: null, speed: null } }),
    expect.objectContaining({ to: expect.objectContaining({ node: 'unknown foreign-1', interface: null }) }),
    expect.objectContaining({
      source: 'parents',
      from: expect.objectContaining({ node: access }),
      to: expect.objectContaining({ node: server }),
    }),
  ]);
  expect(body.nodes.map((node: { id: string }) => node.id)).not.toContain(foreign);
  expect(body.nodes).toContainEqual(
    expect.objectContaining({ id: 'unknown printer', organisation: clinic, zone: 'inner' }),
  );
  expect(body).toMatchObject({ nodesTotal: body.nodes.length, corrections: [] });
});

test('corrections are kept with who made them, and never overwrite unseen ones', async () => {
  const corrections = {
    positions: [{ node: core, x: 10, y: -20 }],
    added: [cable(core, server)],
    removed: [],
    hidden: ['unknown printer'],
  };
  const put = (revision: number, token = world.admin) =>
    call('PUT', PATH, { organisation: clinic, revision, corrections }, token);

  expect(await put(0, viewer)).toMatchObject({ status: 403 });
  expect(await put(0)).toMatchObject({ status: 200, body: { revision: 1, changedBy: 'admin', corrections } });
  expect(await put(0)).toMatchObject({
    status: 409,
    body: { code: 'changed_meanwhile', details: { revision: 1, changedBy: 'admin' } },
  });

  const { body } = await call('GET', 'topology');
  expect(body.corrections).toMatchObject([{ organisation: clinic, revision: 1, corrections }]);
  expect(body.edges).toContainEqual(
    expect.objectContaining({ source: 'people', from: expect.objectContaining({ node: core, port: 'GE7' }) }),
  );
  const { entries } = (await call('GET', 'audit')).body;
  expect(entries[0]).toMatchObject({
    action: 'topology.correct',
    organisation: clinic,
    after: { revision: 1, placesOtherwise: 1, added: corrections.added },
  });
});

test('what another organisation has is neither seen nor corrected', async () => {
  const guest = await world.person('guest', [{ organisation: elsewhere, role: 'administrator' }]);
  const seen = (await call('GET', 'topology', undefined, guest)).body;
  const put = (organisation: string, corrections: object) =>
    call('PUT', PATH, { organisation, revision: 0, corrections: { ...NOTHING, ...corrections } }, guest);

  expect(seen).toMatchObject({ nodes: [], edges: [], corrections: [] });
  expect((await put(clinic, {})).status).toBe(400);
  expect(await put(elsewhere, { hidden: [core] })).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining(core) },
  });
});

test('corrections that make no sense are refused with what is wrong', async () => {
  const put = async (corrections: object) =>
    (
      await call('PUT', PATH, {
        organisation: elsewhere,
        revision: 0,
        corrections: { ...NOTHING, ...corrections },
      })
    ).body.message;
  const many = Array.from({ length: CORRECTIONS_KEPT + 1 }, (_, at) => `unknown ${at}`);

  expect(await put({ added: [cable(foreign, foreign)] })).toContain('ends where it begins');
  expect(await put({ hidden: ['unknown a', 'unknown a'] })).toContain('unknown a is there twice');
  expect(await put({ hidden: many })).toContain(String(CORRECTIONS_KEPT));
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
let id: string;
beforeAll(async () => {
  world = await testWorld();
  id = (await ask('/api/v1/targets', { kind: 'server', name: 'web-1' })).body.id;
  for (const [metric, values] of [
    ['cpu.usage_active', [1.5, Number.NaN]],
    ['mem.used_percent', [40, 41]],
  ] as const)
    world.series.push({
      target: id,
      metric,
      labels: {},
      timesMs: Float64Array.of(1_000, 2_000),
      values: Float64Array.from(values),
    });
});
afterAll(() => world.close());

const ask = (url: string, body: unknown) => world.ask(world.admin, 'POST', url, body);
const askAll = (questions: unknown[]) => ask('/api/v1/queries', { questions });

test('each question is answered in its place, as it would be alone', async () => {
  const { status, body } = await askAll([
    { metric: 'mem.used_percent', target: id, from: 0, to: '1970-01-01T00:01:00Z' },
    { metric: 'cpu.usage_active', target: [id], from: 0, to: 60_000 },
    { metric: 'disk.used_percent', from: 0, to: 60_000 },
  ]);

  const alone = await world.ask(
    world.admin,
    'GET',
    `/api/v1/query?metric=cpu.usage_active&target=${id}&from=0&to=60000`,
  );
  expect(status).toBe(200);
  expect(body.answers[0].series[0]).toMatchObject({ labels: { host: 'web-1' }, values: [40, 41] });
  expect(body.answers[1]).toEqual(alone.body);
  expect(body.answers[2]).toEqual({ series: [] });
});

test('a question that is wrong is told what is, and spoils no other', async () => {
  const { status, body } = await askAll([
    { metric: 'no metric', target: id },
    'nothing like a question',
    { metric: 'mem.used_percent', from: 2_000, to: 1_000 },
    { metric: 'mem.used_percent', target: id, from: 0, to: 60_000 },
  ]);

  expect(status).toBe(200);
  expect(body.answers.slice(0, 3)).toMatchObject([
    { error: { status: 400, code: 'invalid', message: 'metric: not of the form subject.field' } },
    { error: { status: 400, code: 'invalid' } },
    { error: { status: 400, message: expect.stringMatching(/^from: must lie before to/) } },
  ]);
  expect(body.answers[3].series).toHaveLength(1);
});

test('none, and more than fifty, are refused as a whole', async () => {
  expect((await askAll([])).status).toBe(400);
  expect((await askAll(Array.from({ length: 51 }, () => ({ metric: 'a.b' })))).status).toBe(400);
});

test('sees no target of others, also when it is named', async () => {
  const other = (await ask('/api/v1/organisations', { name: 'other' })).body.id;
  const viewer = await world.person('viewer', [{ organisation: other, role: 'viewer' }]);
  world.asked.length = 0;

  const questions = [{ metric: 'mem.used_percent' }, { metric: 'mem.used_percent', target: id }];
  const { body } = await world.ask(viewer, 'POST', '/api/v1/queries', { questions });

  expect(body.answers).toEqual([{ series: [] }, { series: [] }]);
  expect(world.asked.map(({ targets }) => targets)).toEqual([[], []]);
});

test('answers columns where they are asked for', async () => {
  const { headers, rawPayload } = await world.app.inject({
    method: 'POST',
    url: '/api/v1/queries',
    headers: { authorization: `Bearer ${world.admin}`, accept: 'application/octet-stream' },
    payload: { questions: [{ metric: 'mem.used_percent', target: id, from: 0, to: 60_000 }] },
  });

  expect(headers['content-type']).toBe('application/octet-stream');
  expect(rawPayload.subarray(0, 4).toString('latin1')).toBe('WQM1');
  expect(rawPayload.readDoubleLE(rawPayload.length - 8)).toBe(41);
});

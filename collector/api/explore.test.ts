import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { memoryStore } from '#collector/store/memory-store.ts';
import { QueryTooLargeError, type Rows } from '#collector/store/store.ts';
import { type TestWorld, testWorld } from './test-world.ts';

const store = memoryStore();
let world: TestWorld;
let web: string;
let db: string;
const minute = 60_000;
let fromMs = 0;
let refusal: Error | undefined;

/** The test world with a store that really folds. */
beforeAll(async () => {
  world = await testWorld({
    store: {
      query: (query, limits) => (refusal ? Promise.reject(refusal) : store.query(query, limits)),
      queryBytes: async () => new Uint8Array(),
      latest: (selector, limits) => store.latest(selector, limits),
      series: (selector, limit) => store.series(selector, limit),
    },
    sending: () => schemas,
  });
  fromMs = world.clock.nowMs - 10 * minute;
  web = (await ask('POST', 'targets', { kind: 'server', name: 'web-1', room: 'A' })).body.id;
  db = (await ask('POST', 'targets', { kind: 'database', name: 'db-1', room: 'B' })).body.id;
  await put(web, 'gauge', 'cpu.usage_active', ['cpu0', 'cpu1'], (at, cpu) => 10 * (cpu + 1) + at);
  await put(db, 'gauge', 'cpu.usage_active', ['cpu0'], (at) => (at === 4 || at === 5 ? Number.NaN : 60));
  // The second one begins anew in the middle.
  await put(
    web,
    'counter',
    'net.bytes_recv',
    ['eth0', 'eth1'],
    (at, port) => (port && at > 5 ? at - 6 : at) * 6_000,
  );
});
afterAll(() => world.close());
beforeEach(() => {
  refusal = undefined;
});

const schemas: Rows['schema'][] = [];
async function put(
  target: string,
  kind: 'gauge' | 'counter',
  metric: string,
  names: string[],
  read: (at: number, index: number) => number,
) {
  const label = metric.startsWith('cpu') ? 'cpu' : 'interface';
  const unit = kind === 'counter' ? 'B' : '%';
  const columns = names.map((name) => ({ metric, labels: { [label]: name }, kind, unit }));
  const schema = { probe: metric, target, intervalMs: minute, columns };
  schemas.push(schema);
  const ats = Array.from({ length: 10 }, (_, at) => at);
  const timesMs = Float64Array.from(ats, (at) => fromMs + at * minute);
  const values = Float64Array.from(ats.flatMap((at) => names.map((_, index) => read(at, index))));
  const schemaId = String(schemas.length).padStart(32, '0');
  await store.append([{ schemaId, schema, timesMs, values }], 2);
}

const ask = (method: string, path: string, body?: unknown, token = world.admin) =>
  world.ask(token, method, `/api/v1/${path}`, body);
const explore = (question: object, more: object = {}) =>
  ask('POST', 'explore', {
    question: { metric: 'cpu.usage_active', ...question },
    fromMs,
    toMs: world.clock.nowMs,
    ...more,
  });

describe('exploring', () => {
  test('shows each series by itself, highest first, with the names of the targets', async () => {
    const { status, body } = await explore({});

    expect(status).toBe(200);
    expect(body).toMatchObject({
      kind: 'gauge',
      unit: '%',
      over: 'avg',
      stepMs: minute,
      bins: 10,
      series: 3,
      groups: 3,
    });
    expect(body.lines.map(({ by }: { by: object }) => by)).toEqual([
      { target: db, 'label:cpu': 'cpu0' },
      { target: web, 'label:cpu': 'cpu1' },
      { target: web, 'label:cpu': 'cpu0' },
    ]);
    expect(body.names).toEqual({ [web]: 'web-1', [db]: 'db-1' });
    expect(body.lines[0].values.slice(3, 7)).toEqual([60, null, null, 60]);
  });

  test('groups by a fact of the target and says where only some of the series had a value', async () => {
    const { body } = await explore({ groupBy: ['label:cpu'], across: 'sum', order: 'lowest' });

    expect(body.lines.map(({ by, series }: { by: object; series: number }) => [by, series])).toEqual([
      [{ 'label:cpu': 'cpu1' }, 1],
      [{ 'label:cpu': 'cpu0' }, 2],
    ]);
    expect(body.lines[1].values.slice(3, 6)).toEqual([73, 14, 15]);
    expect(body.lines[1].present.slice(3, 6)).toEqual([2, 1, 1]);
  });

  test('rates counters before they are added up, so that one that begins anew pulls nothing down', async () => {
    const { body } = await explore({ metric: 'net.bytes_recv', groupBy: [], across: 'sum', over: 'sum' });

    expect(body).toMatchObject({ over: 'rate', unit: 'B/s' });
    expect(body.lines[0].values.slice(1)).toEqual([200, 200, 200, 200, 200, 100, 200, 200, 200]);
    expect(body.lines[0].present[6]).toBe(1);
  });

  test('narrows by targets, by labels with patterns and exclusions, and by nothing that is not there', async () => {
    const lines = async (question: object) =>
      (await explore(question)).body.lines.map(
        ({ by }: { by: Record<string, string> }) => `${by.target === web ? 'web' : 'db'} ${by['label:cpu']}`,
      );

    expect(await lines({ targets: { kinds: ['database'] } })).toEqual(['db cpu0']);
    expect(await lines({ targets: { rooms: ['a'] }, top: 1 })).toEqual(['web cpu1']);
    expect(await lines({ targets: { nameLike: 'nobody' } })).toEqual([]);
    expect(await lines({ labels: [{ label: 'cpu', is: 'none_of', values: ['*0'] }] })).toEqual(['web cpu1']);
    expect(await lines({ labels: [{ label: 'host', is: 'one_of', values: ['web*'] }] })).toHaveLength(2);
  });

  test('takes percentiles from samples and says since when there are any', async () => {
    const long = { fromMs: world.clock.nowMs - 60 * 86_400_000 };
    const { body } = await explore(
      { over: 'p95', groupBy: ['target'], across: 'max' },
      { stepMs: 5 * minute },
    );

    expect(body.lines[1].values).toEqual([24, 29]);
    expect(body.samplesFromMs).toBeNull();
    expect((await explore({ over: 'p95' }, long)).body.samplesFromMs).toBe(
      world.clock.nowMs - world.parts.kept.rawMs,
    );
  });

  test('says beyond a limit how much was asked for and what would narrow it', async () => {
    refusal = new QueryTooLargeError('series', 40_000, 10_000);

    const { status, body } = await explore({ targets: { kinds: ['server'] } });

    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: 'explore_too_large',
      details: { what: 'series', found: 40_000, allowed: 10_000, narrow: ['labels'] },
    });
  });

  test('takes a wider step where the points are too many, unless one was asked for', async () => {
    const { points, series, timeoutMs } = world.parts.limits;
    world.parts.limits.points = 15;
    const chosen = await explore({});
    const asked = await explore({}, { stepMs: minute });
    Object.assign(world.parts.limits, { points, series, timeoutMs });

    expect([chosen.status, chosen.body.stepMs > minute]).toEqual([200, true]);
    expect([asked.status, asked.body.details.narrow]).toEqual([422, ['targets', 'labels', 'span']]);
  });

  test('refuses what cannot be asked, by field', async () => {
    const fields = async (question: object, more?: object) =>
      (await explore(question, more)).body.details?.issues?.map(({ field }: { field: string }) => field);

    expect(await fields({ groupBy: ['rack', 'colour'] })).toEqual(['question.groupBy.1']);
    expect(await fields({ typo: 1 })).toEqual(['question']);
    expect(await fields({}, { toMs: fromMs })).toEqual(['toMs']);
    expect(await fields({}, { stepMs: 1 })).toEqual(['stepMs']);
  });
});

test('metrics and labels are listed with their words, and only those that the caller may see', async () => {
  const other = (await ask('POST', 'organisations', { name: 'other' })).body.id;
  const stranger = await world.person('stranger', [{ organisation: other, role: 'viewer' }]);
  const metrics = (await ask('GET', 'explore/metrics?text=CPU')).body;
  const labels = (await ask('GET', 'explore/labels?metric=cpu.usage_active')).body.labels;

  expect(metrics.metrics).toMatchObject([
    { metric: 'cpu.usage_active', series: 3, targets: 2, labels: ['cpu'] },
  ]);
  expect(labels).toEqual([
    {
      label: 'cpu',
      count: 2,
      values: [
        { value: 'cpu0', series: 2 },
        { value: 'cpu1', series: 1 },
      ],
    },
  ]);
  expect((await ask('GET', 'explore/metrics', undefined, stranger)).body.count).toBe(0);
  const question = { metric: 'cpu.usage_active' };
  const theirs = await ask('POST', 'explore', { question, fromMs, toMs: world.clock.nowMs }, stranger);
  expect(theirs.body.lines).toEqual([]);
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);

async function target(name: string): Promise<string> {
  return (await ask('POST', '/api/v1/targets', { kind: 'server', name })).body.id;
}

function series(id: string, cpu: string, values: number[]) {
  world.series.push({
    target: id,
    metric: 'cpu.usage_active',
    labels: { cpu },
    timesMs: Float64Array.from(values, (_value, at) => 1_000 * at),
    values: Float64Array.from(values),
  });
}

describe('a query', () => {
  test('answers columns as JSON: the host among the labels, what was not read as null', async () => {
    const id = await target('web-1');
    series(id, 'cpu0', [1.5, Number.NaN, Number.POSITIVE_INFINITY, 2]);

    const { status, body } = await ask('GET', `/api/v1/query?metric=cpu.usage_active&target=${id}`);

    expect(status).toBe(200);
    expect(body).toEqual({
      series: [
        {
          target: id,
          metric: 'cpu.usage_active',
          labels: { host: 'web-1', cpu: 'cpu0' },
          timesMs: [0, 1_000, 2_000, 3_000],
          values: [1.5, null, null, 2],
        },
      ],
    });
  });

  test('passes the bytes of the store on where they are asked for', async () => {
    const id = await target('web-1');
    series(id, 'cpu0', [1]);
    const answer = await world.app.inject({
      url: '/api/v1/query?metric=cpu.usage_active',
      headers: {
        authorization: `Bearer ${world.admin}`,
        accept: 'application/octet-stream, application/json;q=0.5',
      },
    });

    expect(answer.headers['content-type']).toBe('application/octet-stream');
    expect([...answer.rawPayload]).toEqual([1, 2, 3]);
  });

  test('narrows by label, by several targets, and by host, which stands for targets', async () => {
    const [one, two] = [await target('web-1'), await target('web-2')];
    series(one, 'cpu0', [1]);
    series(one, 'cpu1', [1]);
    series(two, 'cpu0', [1]);
    const found = async (query: string) => {
      const { body } = await ask('GET', `/api/v1/query?metric=cpu.usage_active&${query}`);
      return body.series.map(
        (each: { labels: { host: string; cpu: string } }) => `${each.labels.host}/${each.labels.cpu}`,
      );
    };

    expect(await found('label.cpu=cpu0')).toEqual(['web-1/cpu0', 'web-2/cpu0']);
    expect(await found('label.host=web-2')).toEqual(['web-2/cpu0']);
    expect(await found(`target=${one}&target=${two}&label.cpu=cpu1`)).toEqual(['web-1/cpu1']);
    expect(await found('label.host=nobody')).toEqual([]);
  });

  test('takes times as milliseconds or ISO 8601 and refuses what is neither', async () => {
    const at = (from: string, to: string) =>
      ask('GET', `/api/v1/query?metric=cpu.usage_active&from=${from}&to=${to}`);

    expect((await at('1000', '2000')).status).toBe(200);
    expect((await at('2030-01-01T00:00:00Z', '2030-01-01T01:00:00%2B08:00')).status).toBe(400);
    expect((await at('2030-01-01T00:00:00%2B08:00', '2030-01-01T01:00:00Z')).status).toBe(200);
    expect((await at('yesterday', '2000')).body.details.issues[0].field).toBe('from');
    expect((await at('2000', '2000')).body.message).toMatch(/^from: must lie before to/);
  });

  test('of somebody without any target asks the store for an empty list, never for all or for theirs', async () => {
    const foreign = await target('web-1');
    const { body } = await ask('POST', '/api/v1/organisations', { name: 'other' });
    const viewer = await world.person('viewer', [{ organisation: body.id, role: 'viewer' }]);
    world.asked.length = 0;

    const routes = [
      'query?metric=a.b',
      'latest?metric=a.b',
      'series',
      'query?metric=a.b&label.host=web-1',
      `query?metric=a.b&target=${foreign}`,
      `latest?metric=a.b&target=${foreign}`,
      `series?target=${foreign}`,
    ];
    for (const route of routes) {
      expect((await world.ask(viewer, 'GET', `/api/v1/${route}`)).status).toBe(200);
    }

    expect(world.asked.map((selector) => selector.targets)).toEqual(routes.map(() => []));
  });
});

test('the newest of all metrics are answered when none is named', async () => {
  const id = await target('web-1');
  series(id, 'cpu0', [1]);
  world.series.push({ ...world.series[0], metric: 'mem.used_percent', labels: {} });

  const all = await ask('GET', '/api/v1/latest');
  const one = await ask('GET', '/api/v1/latest?metric=mem.used_percent&target=');

  expect(all.body.series.map((each: { metric: string }) => each.metric)).toEqual([
    'cpu.usage_active',
    'mem.used_percent',
  ]);
  expect(one.body.series).toHaveLength(1);
  expect((await ask('GET', '/api/v1/series?metric=')).body.series).toHaveLength(2);
});

test('series are listed page by page, each once', async () => {
  const id = await target('web-1');
  for (let n = 0; n < 7; n++) series(id, `cpu${n}`, [1]);

  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await ask('GET', `/api/v1/series?limit=3${cursor && `&cursor=${cursor}`}`);
    seen.push(...body.series.map((each: { labels: { cpu: string } }) => each.labels.cpu));
    cursor = body.next;
  } while (cursor);

  expect(seen).toEqual(['cpu0', 'cpu1', 'cpu2', 'cpu3', 'cpu4', 'cpu5', 'cpu6']);
  expect((await ask('GET', '/api/v1/series?cursor=garbage')).body.details.issues[0].field).toBe('cursor');
});

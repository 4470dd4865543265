import { afterEach, beforeEach, expect, test } from 'vitest';
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

test('events are the history of one target, page by page', async () => {
  const id = await target('web-1');
  await world.registry.records.take(
    [1, 2, 3].map((position) => ({
      position,
      timeMs: position,
      record: { target: id, kind: 'event', key: 'oom', data: { position } },
    })),
  );

  const first = (await ask('GET', `/api/v1/records?target=${id}&kind=event&limit=2`)).body;
  const second = (await ask('GET', `/api/v1/records?target=${id}&kind=event&limit=2&cursor=${first.next}`))
    .body;

  expect(first.records.map((each: { timeMs: number }) => each.timeMs)).toEqual([3, 2]);
  expect(second).toMatchObject({ records: [{ timeMs: 1, kind: 'event', key: 'oom' }], next: null });
  expect((await ask('GET', '/api/v1/records?kind=event')).body.message).toMatch(
    /^target: events are asked for one/,
  );
});

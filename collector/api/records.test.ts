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

test('traps are history beside the events', async () => {
  const id = await target('core-1');
  const trap = { target: id, kind: 'trap', key: 'linkDown', data: { interface: 'GE1/0/1' } };
  const event = { target: id, kind: 'event', key: 'oom', data: {} };
  await world.registry.records.take([
    { position: 1, timeMs: 1, record: trap },
    { position: 2, timeMs: 2, record: event },
    { position: 3, timeMs: 3, record: trap },
  ]);

  const { records } = (await ask('GET', `/api/v1/records?target=${id}&kind=trap`)).body;

  expect(records).toEqual([
    { target: id, kind: 'trap', key: 'linkDown', timeMs: 3, data: { interface: 'GE1/0/1' } },
    { target: id, kind: 'trap', key: 'linkDown', timeMs: 1, data: { interface: 'GE1/0/1' } },
  ]);
});

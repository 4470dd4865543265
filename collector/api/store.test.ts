import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

test('an operator of everything sees how the store is', async () => {
  const token = await world.person('lin', [{ organisation: '*', role: 'operator' }]);

  const { status, body } = await world.ask(token, 'GET', '/api/v1/store');

  expect(status).toBe(200);
  expect(body).toMatchObject({ engine: 'memory', address: 'memory', trouble: null, lag: { behindMs: 0 } });
});

test('losses are told with their time and how much they are, newest first', async () => {
  const { body } = await world.ask(world.admin, 'GET', '/api/v1/losses');

  expect(body).toEqual({
    losses: [
      { reason: 'store_emptied', from: 1, to: 20, entries: 20, fromMs: null, toMs: 5_000, atMs: 9_000 },
      { reason: 'damaged', from: 31, to: 31, entries: 1, fromMs: 6_000, toMs: 7_000, atMs: 7_000 },
    ],
    entries: 21,
    truncated: false,
  });
});

test('a viewer, and an operator of one organisation, are told nothing of the collector', async () => {
  const viewer = await world.person('wang', [{ organisation: '*', role: 'viewer' }]);
  const { body } = await world.ask(world.admin, 'POST', '/api/v1/organisations', { name: 'Shop' });
  const operator = await world.person('zhao', [{ organisation: body.id, role: 'operator' }]);

  for (const token of [viewer, operator]) {
    expect((await world.ask(token, 'GET', '/api/v1/losses')).status).toBe(403);
    expect((await world.ask(token, 'GET', '/api/v1/store')).status).toBe(403);
  }
});

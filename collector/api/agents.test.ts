import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);

async function enrol(): Promise<string> {
  const { body } = await ask('POST', '/api/v1/enrol-tokens', {});
  const request = { token: body.token, hostname: 'db-1', machine: 'm1' };
  return (await world.ask(undefined, 'POST', '/api/v1/enrol', request)).body.agent;
}

it('an assignment is kept, counted and handed down', async () => {
  const url = `/api/v1/agents/${await enrol()}/assignment`;
  const before = await ask('GET', url);

  await ask('PUT', url, { probes: { cpu: { perCore: false } } });
  const second = await ask('PUT', url, { probes: { cpu: false } });

  expect(before.body).toEqual({ revision: 0, probes: {} });
  expect(second.body).toEqual({ revision: 2, probes: { cpu: false }, delivered: true });
  expect((await ask('GET', url)).body).toEqual({ revision: 2, probes: { cpu: false } });
});

it('an agent that was never assigned anything is told nothing', async () => {
  expect(await world.registry.assignments.get(await enrol())).toBeUndefined();
});

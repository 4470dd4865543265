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
  const agent = await enrol();
  const url = `/api/v1/agents/${agent}/assignment`;
  const before = await ask('GET', url);

  const first = await ask('PUT', url, { probes: { cpu: { perCore: false } } });
  await world.lines.arrive(world.polling, agent, undefined);
  const second = await ask('PUT', url, { probes: { cpu: false } });

  expect(before.body).toEqual({ revision: 0, probes: {} });
  expect(first.body).toMatchObject({ revision: 1, delivered: false });
  expect(second.body).toEqual({ revision: 2, probes: { cpu: false }, delivered: true });
  expect(world.lines.told(agent)).toEqual([
    { type: 'assignment', revision: 1, probes: { cpu: { perCore: false } } },
    { type: 'assignment', revision: 2, probes: { cpu: false } },
  ]);
  expect((await ask('GET', url)).body).toEqual({ revision: 2, probes: { cpu: false } });
});

it('an agent that was never assigned anything is told nothing', async () => {
  expect(await world.registry.assignments.get(await enrol())).toBeUndefined();
});

it('names the agents of one target, to those who see them', async () => {
  const agent = await enrol();
  const { target } = (await ask('GET', `/api/v1/agents/${agent}`)).body;

  expect((await ask('GET', `/api/v1/agents?target=${target}`)).body).toMatchObject({
    agents: [{ id: agent, target }],
    next: null,
  });
  expect((await ask('GET', '/api/v1/agents?target=another')).body.agents).toEqual([]);
});

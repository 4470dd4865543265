import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Assignment } from '#protocol/session.ts';
import { ACTOR, type TestPolling, testPolling } from './test-polling.ts';

let world: TestPolling;
beforeEach(async () => {
  world = await testPolling({ absentMs: 200 });
});
afterEach(() => world.close());

const namesOf = (assignment: Assignment | undefined) => assignment?.targets?.map(({ name }) => name).sort();

/** The agent's next assignment after this revision. */
function next(agent: string, revision = 0): Promise<Assignment> {
  return world.until(() => {
    const assignment = world.lines.assignment(agent);
    return assignment && assignment.revision > revision ? assignment : undefined;
  });
}

test('a target that is made while the agent is connected is handed down with its secret sealed for this agent', async () => {
  const { lines, polling } = world;
  const agent = await world.agent('p');
  await lines.arrive(polling, agent, 'room-1');
  const credential = await world.credential();

  const target = await world.target('core-1', 'room-1', { credential, settings: { profile: 'auto' } });
  const { targets } = await next(agent);

  expect(targets).toEqual([
    {
      id: target,
      name: 'core-1',
      address: '10.1.0.7',
      polls: [
        {
          probe: 'snmp',
          everyMs: 60_000,
          settings: { profile: 'auto' },
          sealed: expect.stringMatching(/^[\w-]+$/),
        },
      ],
    },
  ]);
  const sealed = targets?.[0]?.polls[0]?.sealed as string;
  expect(lines.open(agent, sealed, target)).toEqual({ version: '2c', community: 'hush-hush' });
  expect(() => lines.open(agent, sealed, 'another target')).toThrow('cannot be opened');
});

test('the agent may write a target before it is told of it', async () => {
  const { lines, polling, registry } = world;
  const agent = await world.agent('p');
  const allowed: string[][] = [];
  registry.senders.onTargets(async ({ targets }) => {
    expect(lines.assignment(agent)).toBeUndefined();
    allowed.push([...targets]);
  });
  await lines.arrive(polling, agent, 'room-1');

  const target = await world.target('core-1', 'room-1');
  await next(agent);

  expect(allowed.at(-1)).toContain(target);
});

test('an agent that comes back with what is in force is told nothing, one that lacks it is told', async () => {
  const { lines, polling } = world;
  const agent = await world.agent('p');
  await world.target('core-1', 'room-1', { credential: await world.credential() });
  await lines.arrive(polling, agent, 'room-1');
  const { revision } = await next(agent);
  const told = lines.told(agent).length;

  lines.leave(polling, agent);
  await lines.arrive(polling, agent, 'room-1');

  expect(lines.told(agent).length).toBe(told);
  await lines.arrive(polling, agent, 'room-1', { assignment: revision - 1 });
  expect(lines.assignment(agent)?.revision).toBe(revision);
  expect(lines.told(agent).length).toBe(told + 1);
});

test('a changed secret is a new assignment; targets that did not change keep their sealed text', async () => {
  const { lines, polling, registry } = world;
  const agent = await world.agent('p');
  const [one, two] = [await world.credential(), await world.credential()];
  await world.target('a', 'room-1', { credential: one });
  await world.target('b', 'room-1', { credential: two });
  await lines.arrive(polling, agent, 'room-1');
  const before = await next(agent);

  await registry.credentials.change(ACTOR, two, {
    name: 'two',
    fields: { version: '2c', community: 'another' },
  });
  const after = await next(agent, before.revision);

  const sealedOf = (assignment: Assignment, name: string) =>
    assignment.targets?.find((target) => target.name === name)?.polls[0]?.sealed;
  expect(sealedOf(after, 'a')).toBe(sealedOf(before, 'a'));
  expect(sealedOf(after, 'b')).not.toBe(sealedOf(before, 'b'));
});

test('a poll that is switched off and a target that is deleted are taken from the agent', async () => {
  const { lines, polling, registry } = world;
  const agent = await world.agent('p');
  const off = await world.target('off', 'room-1');
  const gone = await world.target('gone', 'room-1');
  await lines.arrive(polling, agent, 'room-1');
  const first = await next(agent);
  expect(namesOf(first)).toEqual(['gone', 'off']);

  const fields = { credential: null, settings: {}, everyMs: 60_000, enabled: false };
  await registry.polls.put(ACTOR, registry.targets.get(off) as never, 'snmp', fields);
  registry.polls.changed();
  const second = await next(agent, first.revision);
  await registry.targets.remove(gone);
  registry.targets.forget(gone);
  const third = await next(agent, second.revision);

  expect(namesOf(second)).toEqual(['gone']);
  expect(third.targets).toEqual([]);
});

test('an agent of another zone is told nothing', async () => {
  const { lines, polling } = world;
  const [here, there] = [await world.agent('here'), await world.agent('there')];
  await world.target('core-1', 'room-1');
  await lines.arrive(polling, there, 'room-2');

  await lines.arrive(polling, here, 'room-1');
  await next(here);

  expect(lines.told(there)).toEqual([]);
});

test('two agents of a zone share its targets; when one goes the other has all of them', async () => {
  const { lines, polling } = world;
  const [a, b] = [await world.agent('a'), await world.agent('b')];
  const names = Array.from({ length: 20 }, (_, index) => `t${index}`);
  for (const name of names) await world.target(name, 'room-1');
  await lines.arrive(polling, a, 'room-1');
  await lines.arrive(polling, b, 'room-1');
  const [shareOfA, shareOfB] = [namesOf(await next(a, 1)) ?? [], namesOf(await next(b)) ?? []];
  expect([...shareOfA, ...shareOfB].sort()).toEqual(names.toSorted());
  expect(Math.min(shareOfA.length, shareOfB.length)).toBeGreaterThan(0);

  lines.leave(polling, b);

  const all = await world.until(() => {
    const assignment = lines.assignment(a);
    return assignment?.targets?.length === names.length ? assignment : undefined;
  });
  expect(namesOf(all)).toEqual(names.toSorted());
});

test('an agent that was there before a restart of the collector keeps its targets for a moment', async () => {
  await world.close();
  let nowMs = Date.now();
  world = await testPolling({ absentMs: 200, nowMs: () => nowMs });
  const { lines, registry } = world;
  const [a, b] = [await world.agent('a'), await world.agent('b')];
  for (let index = 0; index < 10; index++) await world.target(`t${index}`, 'room-1');
  await registry.agents.says(a, 'room-1', 'k'.repeat(43));
  await registry.agents.says(b, 'room-1', 'k'.repeat(43));
  // The plan of a collector that has just started, before anybody came back.
  await world.polling.handDown('nobody');

  const { shares } = world.polling.plan();

  expect(shares.get(a)?.length).toBeGreaterThan(0);
  expect(shares.get(b)?.length).toBeGreaterThan(0);
  nowMs += 200;
  const left = await world.until(() => (world.polling.plan().owners.size === 0 ? true : undefined));
  expect(left).toBe(true);
  expect(lines.told(a)).toEqual([]);
});

test('an agent that names a zone which nobody has allowed it gets nothing of it, until somebody does', async () => {
  const { lines, polling, registry } = world;
  const stranger = await world.agent('stranger');
  await registry.agents.allowZone(ACTOR, (await registry.agents.get(stranger)) as never, 'room-2');
  await world.target('core-1', 'room-1', { credential: await world.credential() });

  await lines.arrive(polling, stranger, 'room-1');
  expect(lines.told(stranger)).toEqual([]);
  expect(polling.zones()).toMatchObject([{ zone: 'room-1', unasked: 1, agents: [{ allowed: false }] }]);

  await registry.agents.allowZone(ACTOR, (await registry.agents.get(stranger)) as never, 'room-1');
  await polling.handDown(stranger);
  expect(namesOf(lines.assignment(stranger))).toEqual(['core-1']);
});

test('an agent that is allowed another zone comes again, and only then: what its file names counts anew', async () => {
  const { registry } = world;
  const agent = await world.agent('p');
  const told: string[] = [];
  registry.senders.onChange((id) => told.push(id));

  for (const zone of ['room-1', 'room-1', null])
    await registry.agents.allowZone(ACTOR, (await registry.agents.get(agent)) as never, zone);

  expect(told).toEqual([agent, agent]);
});

test('an agent whose key is withdrawn gives its targets to the others at once', async () => {
  const { lines, polling, registry } = world;
  const [a, b] = [await world.agent('a'), await world.agent('b')];
  for (let index = 0; index < 10; index++) await world.target(`t${index}`, 'room-1');
  await lines.arrive(polling, a, 'room-1');
  await lines.arrive(polling, b, 'room-1');

  await registry.agents.withdraw(ACTOR, (await registry.agents.get(b)) as never);

  const all = await world.until(() =>
    lines.assignment(a)?.targets?.length === 10 ? lines.assignment(a) : undefined,
  );
  expect(all.targets?.length).toBe(10);
});

test('an agent without a key is given no targets, and its zone says so', async () => {
  const { lines, polling } = world;
  const agent = await world.agent('old');
  await world.target('core-1', 'room-1');

  await lines.arrive(polling, agent, 'room-1', { sealingKey: undefined });

  expect(lines.told(agent)).toEqual([]);
  expect(polling.zones()).toEqual([
    {
      organisation: 'default',
      zone: 'room-1',
      targets: 1,
      unasked: 1,
      agents: [expect.objectContaining({ id: agent, living: true, canOpenSecrets: false, targets: 0 })],
    },
  ]);
});

test('a key that is none keeps no other agent waiting', async () => {
  const { lines, polling } = world;
  const [bad, good] = [await world.agent('bad'), await world.agent('good')];
  await world.target('core-1', 'room-1', { credential: await world.credential() });
  await lines.arrive(polling, bad, 'room-1', { sealingKey: 'A'.repeat(43) });
  expect(world.faults.length).toBeGreaterThan(0);

  await world.target('core-2', 'room-2', { credential: await world.credential() });
  await lines.arrive(polling, good, 'room-2');

  expect(namesOf(await next(good))).toEqual(['core-2']);
});

test('a credential that cannot be opened leaves its poll out, is told, and nothing of it is in the sentence', async () => {
  const { lines, polling, ledger } = world;
  const agent = await world.agent('p');
  await world.target('core-1', 'room-1', { credential: await world.credential() });
  await world.target('core-2', 'room-1');
  await ledger.sql.run("UPDATE credentials SET sealed = 'v1.broken'");

  await lines.arrive(polling, agent, 'room-1');
  const { targets } = await next(agent);

  expect(targets?.map(({ name, polls }) => [name, polls.length]).sort()).toEqual([
    ['core-1', 0],
    ['core-2', 1],
  ]);
  expect(world.faults.join()).toMatch(/credential .*cannot be opened/);
  expect(world.faults.join()).not.toContain('hush');
});

test('an agent that takes the place of another one on its machine may send what the other one has measured', async () => {
  const { lines, polling, registry } = world;
  const before = await world.agent('p');
  const target = await world.target('core-1', 'room-1');
  await lines.arrive(polling, before, 'room-1');
  await next(before);

  const wanted = { organisation: 'default', comment: '', lifetimeMs: 60_000 };
  const { token } = await registry.enrolment.makeToken(ACTOR, wanted);
  const enrolled = await registry.enrolment.enrol({ token, hostname: 'p', machine: 'p' }, '');
  const { key } = enrolled as { key: string };

  expect((await registry.senders.agent(key))?.targets).toContain(target);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AgentIdentity } from '#collector/intake/identity.ts';
import type { Claim, Hello } from '#protocol/session.ts';
import { type TestPolling, testPolling } from './test-polling.ts';

let world: TestPolling;
beforeEach(async () => {
  world = await testPolling();
});
afterEach(() => world.close());

const hello = (zone?: string): Hello => ({
  type: 'hello',
  protocol: 1,
  version: '1',
  epoch: '0011223344556677',
  run: 'r',
  machine: 'm',
  hostname: 'h',
  assignment: 0,
  zone,
});

async function enrol(name: string, zone: string | null = '*'): Promise<AgentIdentity> {
  const { registry } = world;
  const wanted = { organisation: 'default', comment: '', lifetimeMs: 60_000, zone };
  const { token } = await registry.enrolment.makeToken({ who: 'admin', address: '' }, wanted);
  const enrolled = await registry.enrolment.enrol({ token, hostname: name, machine: name }, '');
  return (await registry.senders.agent((enrolled as { key: string }).key)) as AgentIdentity;
}

async function claim(identity: AgentIdentity, targets: Claim['targets'], zone?: string) {
  const claimed = await world.polling.desk.claim(identity, hello(zone), { type: 'claim', targets });
  if (!claimed) throw new Error('not answered');
  return claimed;
}

const ups = { name: 'UPS 1', address: '10.1.0.9', kind: 'ups' };

test('targets of an agent’s own file are made, the agent may write them, and the audit knows', async () => {
  const identity = await enrol('p');

  const { targets, refused } = await claim(identity, [ups], 'room-1');

  expect(refused).toEqual([]);
  const id = targets[0]?.id ?? '';
  expect(world.registry.targets.get(id)).toMatchObject({ ...ups, zone: 'room-1', organisation: 'default' });
  expect(identity.targets).toContain(id);
  const [entry] = await world.registry.audit.list({ everywhere: true, organisations: [] }, undefined, 1);
  expect(entry).toMatchObject({ who: `agent:${identity.agent}`, action: 'target.create' });
});

test('the same name is the same target, for another agent of the zone and at another address as well', async () => {
  const [first, second] = [await enrol('p'), await enrol('q')];
  const before = await claim(first, [ups], 'room-1');

  const after = await claim(second, [{ ...ups, address: '10.1.0.10' }], 'room-1');
  const elsewhere = await claim(second, [ups], 'room-2');

  expect(after.targets).toEqual(before.targets);
  expect(world.registry.targets.get(after.targets[0]?.id ?? '')?.address).toBe('10.1.0.10');
  expect(elsewhere.targets[0]?.id).not.toBe(before.targets[0]?.id);
});

test('a name that is claimed twice in one file is one target', async () => {
  const { targets } = await claim(await enrol('p'), [ups, ups], 'room-1');

  expect(targets.length).toBe(1);
});

test('the machine of another agent, and what people keep under the name, cannot be claimed', async () => {
  const identity = await enrol('p');
  await enrol('web-1');
  const { targets, sql } = world.registry;
  const kept = await sql.transaction(() =>
    targets.insert({ organisation: 'default', kind: 'server', name: 'pushed', host: 'pushed' }),
  );
  targets.learn(kept);

  const { targets: found, refused } = await claim(
    identity,
    [
      { name: 'web-1', address: '10.0.0.1', kind: 'server' },
      { name: 'pushed', address: '10.0.0.2', kind: 'server' },
    ],
    'default',
  );

  expect(found).toEqual([]);
  expect(refused).toEqual([
    { name: 'web-1', why: expect.stringContaining('an agent of its own') },
    { name: 'pushed', why: expect.stringContaining('something at no address') },
  ]);
  expect(identity.targets).toEqual([identity.target]);
});

test('a target that the collector has asked keeps its address, whoever claims its name', async () => {
  const identity = await enrol('p');
  const id = await world.target('core-1', 'room-1', { credential: await world.credential() }, '10.1.0.7');
  await world.registry.senders.grant(identity.agent, [id]);

  const moved = await claim(identity, [{ ...ups, name: 'core-1', address: '10.9.9.9' }], 'room-1');
  const same = await claim(identity, [{ ...ups, name: 'core-1', address: '10.1.0.7' }], 'room-1');

  expect(moved.refused).toEqual([{ name: 'core-1', why: expect.stringContaining('something at 10.1.0.7') }]);
  expect(world.registry.targets.get(id)?.address).toBe('10.1.0.7');
  expect(same.targets).toEqual([{ name: 'core-1', id }]);
});

test('a ledger that fails refuses nothing: nobody is answered, and the log says why', async () => {
  const identity = await enrol('p');
  const { sql } = world.registry;
  await sql.run('ALTER TABLE agent_targets RENAME TO elsewhere');

  const claimed = await world.polling.desk.claim(identity, hello('room-1'), {
    type: 'claim',
    targets: [ups],
  });

  expect(claimed).toBeUndefined();
  expect(world.faults).toEqual([expect.stringMatching(/^claim: .*agent_targets/)]);
  await sql.run('ALTER TABLE elsewhere RENAME TO agent_targets');
  expect((await claim(identity, [ups], 'room-1')).targets).toHaveLength(1);
});

test('an agent without a zone is told to get one', async () => {
  const { refused } = await claim(await enrol('p'), [ups]);

  expect(refused).toEqual([{ name: 'UPS 1', why: expect.stringContaining('without a zone') }]);
});

test('an agent that nobody has allowed the zone gets nothing there', async () => {
  const { targets, refused } = await claim(await enrol('p', 'room-2'), [ups], 'room-1');

  expect(targets).toEqual([]);
  expect(refused).toEqual([{ name: 'UPS 1', why: expect.stringContaining('nobody has said') }]);
});

test('targets beyond what an organisation may have are refused by name', async () => {
  const many = Array.from({ length: 1_001 }, (_, index) => ({ ...ups, name: `u${index}` }));

  const { targets, refused } = await claim(await enrol('p'), many, 'room-1');

  // The machine of the agent is one of the thousand.
  expect(targets.length).toBe(999);
  expect(refused.map(({ name }) => name)).toEqual(['u999', 'u1000']);
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);

async function enrol(hostname: string, machine = hostname, organisation?: string) {
  const { body } = await ask('POST', '/api/v1/enrol-tokens', { organisation });
  return world.ask(undefined, 'POST', '/api/v1/enrol', { token: body.token, hostname, machine });
}

describe('enrolment', () => {
  test('gives an agent a key and a target of its own, once for a token', async () => {
    const { body: token } = await ask('POST', '/api/v1/enrol-tokens', {});
    const request = { token: token.token, hostname: 'db-1', machine: 'm1' };

    const first = await world.ask(undefined, 'POST', '/api/v1/enrol', request);
    const second = await world.ask(undefined, 'POST', '/api/v1/enrol', request);

    expect(first.status).toBe(200);
    expect(await world.registry.senders.agent(first.body.key)).toEqual({
      agent: first.body.agent,
      organisation: 'default',
      target: first.body.target,
      targets: [first.body.target],
    });
    expect(second).toMatchObject({ status: 403, body: { code: 'used_token' } });
    const [listed] = (await ask('GET', '/api/v1/agents')).body.agents;
    expect(listed).toMatchObject({ name: 'db-1', connected: false, lastFrameAtMs: null, missingFrames: 0 });
    expect(JSON.stringify(await world.ledger.sql.all('SELECT * FROM agents'))).not.toContain(first.body.key);
  });

  test('refuses an expired token, an unknown one, and names a key pasted in its place', async () => {
    const { body: token } = await ask('POST', '/api/v1/enrol-tokens', { lifetimeMs: 60_000 });
    world.clock.nowMs += 60_000;
    const enrolWith = (text: string) =>
      world.ask(undefined, 'POST', '/api/v1/enrol', { token: text, hostname: 'x', machine: '' });

    expect((await enrolWith(token.token)).body.code).toBe('expired_token');
    expect((await enrolWith('we_nothing')).body.code).toBe('unknown_token');
    expect((await enrolWith('wa_key')).body.message).toMatch(/begins like a key for: agent/);
    const [refused] = (await ask('GET', '/api/v1/audit')).body.entries;
    expect(refused).toMatchObject({ action: 'agent.enrol', outcome: 'refused', who: 'x' });
  });

  test('of a machine that was here before gives its target back and withdraws the old key', async () => {
    const before = (await enrol('db-1', 'm1')).body;
    const changed: string[] = [];
    world.registry.senders.onChange((id) => changed.push(id));

    const after = (await enrol('db-1', 'm1')).body;

    expect(after.target).toBe(before.target);
    expect(await world.registry.senders.agent(before.key)).toBeUndefined();
    expect(await world.registry.senders.agent(after.key)).toBeDefined();
    expect(changed).toEqual([before.agent, after.agent]);
    expect((await enrol('db-2', 'm1')).body.target).not.toBe(before.target);
  });

  test('survives a restart, and a withdrawn key stays withdrawn', async () => {
    const { Senders } = await import('#collector/people/senders.ts');
    const { Targets } = await import('#collector/inventory/targets.ts');
    const kept = (await enrol('a')).body;
    const gone = (await enrol('b')).body;
    expect((await ask('DELETE', `/api/v1/agents/${gone.agent}/key`)).status).toBe(204);

    const { sql } = world.ledger;
    const again = await Senders.open(sql, await Targets.open(sql, () => 0));

    expect(await again.agent(kept.key)).toMatchObject({ target: kept.target });
    expect(await again.agent(gone.key)).toBeUndefined();
  });
});

describe('a target that is removed', () => {
  test('takes the key of its agent and its records with it, and the journal is told', async () => {
    const { agent, target: id, key } = (await enrol('db-1')).body;
    await world.registry.records.take([
      { position: 1, timeMs: 1, record: { target: id, kind: 'inventory', key: '', data: {} } },
    ]);

    expect((await ask('DELETE', `/api/v1/targets/${id}`)).status).toBe(204);

    expect(world.deleted).toEqual([id]);
    expect(await world.registry.senders.agent(key)).toBeUndefined();
    expect((await ask('GET', `/api/v1/targets/${id}`)).status).toBe(404);
    expect((await ask('GET', '/api/v1/records')).body.records).toEqual([]);
    expect((await ask('GET', `/api/v1/agents/${agent}`)).body.withdrawnAtMs).toBe(world.clock.nowMs);
  });
});

describe('a push key', () => {
  test('opens for one organisation until it is withdrawn', async () => {
    const { body } = await ask('POST', '/api/v1/keys', { name: 'telegraf' });

    expect(await world.registry.senders.push(body.key)).toEqual({ key: body.id, organisation: 'default' });
    expect(await world.registry.senders.agent(body.key)).toBeUndefined();
    await ask('DELETE', `/api/v1/keys/${body.id}`);
    expect(await world.registry.senders.push(body.key)).toBeUndefined();
    expect(JSON.stringify((await ask('GET', '/api/v1/keys')).body)).not.toContain(body.key);
  });

  test('makes a target for a new host once, also when asked a hundred times at once', async () => {
    const ids = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        world.registry.senders.targetForHost('default', n % 2 ? 'tele' : 'Tele'),
      ),
    );

    expect(new Set(ids).size).toBe(1);
    expect((await ask('GET', '/api/v1/targets')).body.targets).toMatchObject([{ id: ids[0], host: 'Tele' }]);
  });

  test('cannot fill an organisation with invented hosts', async () => {
    const { Senders } = await import('#collector/people/senders.ts');
    const few = await Senders.open(world.ledger.sql, world.registry.targets, 3);
    for (const host of ['a', 'b', 'c']) await few.targetForHost('default', host);

    await expect(few.targetForHost('default', 'd')).rejects.toThrow(/already has 3 targets/);
    expect(await few.targetForHost('default', 'b')).toBeTypeOf('string');
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);

describe('people', () => {
  test('change their password with the old one, and their other sessions end', async () => {
    const other = await world.person('li.wei', [{ organisation: 'default', role: 'viewer' }]);
    const signIn = (password: string) =>
      world.ask(undefined, 'POST', '/api/v1/session', { name: 'Li.Wei', password });
    const mine = (await signIn('staple-correct-7')).body.token;
    const change = (old: string, wanted: string) =>
      world.ask(mine, 'PUT', '/api/v1/session/password', { old, new: wanted });

    expect(await change('wrong', 'a-new-password')).toMatchObject({
      status: 403,
      body: { code: 'wrong_password' },
    });
    expect((await change('staple-correct-7', 'li.wei-12')).body.details.faults).toEqual([
      'too_short',
      'is_name',
    ]);
    expect((await change('staple-correct-7', 'a-new-password')).status).toBe(204);

    expect((await world.ask(other, 'GET', '/api/v1/session')).status).toBe(401);
    expect((await world.ask(mine, 'GET', '/api/v1/session')).status).toBe(200);
    expect((await signIn('staple-correct-7')).status).toBe(401);
    expect((await signIn('a-new-password')).status).toBe(200);
  });

  test('with a password that somebody gave them do nothing before they replace it', async () => {
    const { body: person } = await ask('POST', '/api/v1/people', {
      name: 'li.wei',
      password: 'given-password-1',
      mustChangePassword: true,
      memberships: [{ organisation: '*', role: 'viewer' }],
    });
    const { token } = (
      await world.ask(undefined, 'POST', '/api/v1/session', { name: 'li.wei', password: 'given-password-1' })
    ).body;

    expect(person.mustChangePassword).toBe(true);
    expect((await world.ask(token, 'GET', '/api/v1/targets')).body.code).toBe('password_change_needed');
    await world.ask(token, 'PUT', '/api/v1/session/password', {
      old: 'given-password-1',
      new: 'my-own-secret-2',
    });
    expect((await world.ask(token, 'GET', '/api/v1/targets')).status).toBe(200);
  });

  test('lose at once what a changed role does not allow, and their sessions when disabled', async () => {
    const token = await world.person('li.wei', [{ organisation: 'default', role: 'operator' }]);
    const [{ id }] = (await ask('GET', '/api/v1/people')).body.people.filter(
      (one: { name: string }) => one.name === 'li.wei',
    );
    const make = () => world.ask(token, 'POST', '/api/v1/targets', { kind: 'ups', name: 'u' });
    expect((await make()).status).toBe(201);

    await ask('PATCH', `/api/v1/people/${id}`, {
      memberships: [{ organisation: 'default', role: 'viewer' }],
    });
    expect((await make()).status).toBe(403);

    await ask('PATCH', `/api/v1/people/${id}`, { disabled: true });
    expect((await world.ask(token, 'GET', '/api/v1/targets')).status).toBe(401);
  });

  test('cannot leave the collector without an administrator', async () => {
    const { person } = (await ask('GET', '/api/v1/session')).body;

    const demoted = await ask('PATCH', `/api/v1/people/${person}`, { memberships: [] });
    const removed = await ask('DELETE', `/api/v1/people/${person}`);

    expect([demoted.status, demoted.body.code]).toEqual([409, 'last_administrator']);
    expect([removed.status, removed.body.code]).toEqual([409, 'last_administrator']);
    expect((await ask('GET', '/api/v1/people')).status).toBe(200);
  });

  test('of several organisations are changed as a whole only by who holds all of them', async () => {
    const [a, b] = [
      (await ask('POST', '/api/v1/organisations', { name: 'a' })).body.id,
      (await ask('POST', '/api/v1/organisations', { name: 'b' })).body.id,
    ];
    const { id } = (
      await ask('POST', '/api/v1/people', {
        name: 'shared',
        password: 'shared-secret-1x',
        memberships: [
          { organisation: a, role: 'viewer' },
          { organisation: b, role: 'operator' },
        ],
      })
    ).body;
    const ofA = await world.person('admin.of.a', [{ organisation: a, role: 'administrator' }]);
    const url = `/api/v1/people/${id}`;

    expect((await world.ask(ofA, 'GET', url)).body.memberships).toEqual([
      { organisation: a, role: 'viewer' },
    ]);
    expect((await world.ask(ofA, 'DELETE', url)).status).toBe(403);
    expect((await world.ask(ofA, 'PUT', `${url}/password`, { password: 'taken-over-1x' })).status).toBe(403);
    expect(
      (await world.ask(ofA, 'PATCH', url, { memberships: [{ organisation: b, role: 'viewer' }] })).status,
    ).toBe(403);
    await world.ask(ofA, 'PATCH', url, { memberships: [] });
    expect((await ask('GET', url)).body.memberships).toEqual([{ organisation: b, role: 'operator' }]);
  });
});

describe('the three administrations kept apart', () => {
  test('each do their own and not that of the others', async () => {
    const may = async (role: 'system_administrator' | 'security_administrator' | 'auditor') => {
      const token = await world.person(role, [{ organisation: '*', role }]);
      const status = async (method: string, url: string, body?: unknown) =>
        (await world.ask(token, method, url, body)).status < 400;
      return {
        systems: await status('POST', '/api/v1/targets', { kind: 'ups', name: 'u' }),
        people: await status('POST', '/api/v1/people', { name: `by.${role}`, password: 'some-password-1' }),
        audit: await status('GET', '/api/v1/audit'),
      };
    };

    expect(await may('system_administrator')).toEqual({ systems: true, people: false, audit: false });
    expect(await may('security_administrator')).toEqual({ systems: false, people: true, audit: false });
    expect(await may('auditor')).toEqual({ systems: false, people: false, audit: true });
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rulesIn } from '#collector/rules/rules-repository.ts';
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

  test('of somebody without any target asks the store for an empty list, never for all', async () => {
    await target('web-1');
    const { body } = await ask('POST', '/api/v1/organisations', { name: 'other' });
    const viewer = await world.person('viewer', [{ organisation: body.id, role: 'viewer' }]);
    world.asked.length = 0;

    for (const route of [
      'query?metric=a.b',
      'latest?metric=a.b',
      'series',
      'query?metric=a.b&label.host=web-1',
    ]) {
      expect((await world.ask(viewer, 'GET', `/api/v1/${route}`)).status).toBe(200);
    }

    expect(world.asked.map((selector) => selector.targets)).toEqual([[], [], [], []]);
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

const webhook = {
  kind: 'webhook',
  config: { url: 'http://127.0.0.1:9/nobody', secret: 'sixteen-characters' },
};

describe('a channel', () => {
  test('is shown without its secrets, which a change that leaves them out keeps', async () => {
    await ask('PUT', '/api/v1/channels/duty', webhook);
    const { body } = await ask('PUT', '/api/v1/channels/duty', {
      ...webhook,
      config: { url: webhook.config.url, timeoutMs: 500 },
    });

    expect(body).toMatchObject({
      sealed: expect.arrayContaining(['secret']),
      config: { timeoutMs: 500 },
      changedBy: 'admin',
    });
    const kept = JSON.stringify([
      body,
      await ask('GET', '/api/v1/channels'),
      await world.ledger.sql.all('SELECT * FROM channels'),
      await world.ledger.sql.all('SELECT * FROM audit'),
    ]);
    expect(kept).not.toContain(webhook.config.secret);
  });

  test('of a wrong form names the field', async () => {
    const { status, body } = await ask('PUT', '/api/v1/channels/duty', {
      ...webhook,
      config: { url: 'ftp://x' },
    });

    expect(status).toBe(400);
    expect(body.details.issues.map((issue: { field: string }) => issue.field)).toEqual([
      'config.url',
      'config.secret',
    ]);
  });

  test('tells a test call and answers how it ended, also before it is kept', async () => {
    const heard: string[] = [];
    const server = createServer((request, response) => {
      request.on('data', (chunk) => heard.push(String(chunk)));
      request.on('end', () => response.end('thanks'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const config = { ...webhook.config, url: `http://127.0.0.1:${port}/` };

    const before = await ask('POST', '/api/v1/channels/duty/test', { ...webhook, config });
    const missing = await ask('POST', '/api/v1/channels/duty/test');
    await ask('PUT', '/api/v1/channels/duty', { ...webhook, config });
    const kept = await ask('POST', '/api/v1/channels/duty/test');
    server.close();
    server.closeAllConnections();
    const gone = await ask('POST', '/api/v1/channels/duty/test');

    expect(before.body).toMatchObject({ delivered: true });
    expect(missing.status).toBe(404);
    expect(kept.body).toMatchObject({ delivered: true, retryable: false });
    expect(heard).toHaveLength(2);
    expect(gone.body).toMatchObject({
      delivered: false,
      retryable: true,
      reason: expect.stringMatching(/./),
    });
  });
});

describe('a rule', () => {
  const rule = (id: string, others: object = {}) => ({
    id,
    name: { 'zh-CN': '甲', en: 'a' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'cpu.usage_active' },
    condition: { kind: 'above', threshold: 90 },
    severity: 'warning',
    ...others,
  });

  test('made here is put in force and read back with its defaults', async () => {
    const { body } = await ask('PUT', '/api/v1/rules/busy', rule('busy'));

    expect(body).toMatchObject({ origin: 'own', rule: { organisation: '*', holdMs: 0, tell: [] } });
    expect(world.rulesInForce).toEqual([1]);
    expect((await ask('GET', '/api/v1/rules/busy')).body).toEqual(body);
    expect((await ask('DELETE', '/api/v1/rules/busy')).body).toEqual({ rule: null });
  });

  test('that was shipped and changed becomes again what it was when it is removed', async () => {
    const [shipped] = world.parts.shippedRules;
    await rulesIn(world.ledger.sql, () => 0).ship(world.parts.shippedRules);
    const url = `/api/v1/rules/${shipped.id}`;
    const origin = async () => (await ask('GET', url)).body.origin;

    expect(await origin()).toBe('default');
    await ask('PUT', url, { ...shipped, severity: 'info' });
    expect(await origin()).toBe('changed');
    expect((await ask('DELETE', url)).body.rule).toMatchObject({ origin: 'default', rule: shipped });
    expect((await ask('DELETE', url)).body.rule).toBeNull();
    expect((await ask('GET', url)).status).toBe(404);
  });

  test('of one organisation names only its own targets and channels', async () => {
    const { body: other } = await ask('POST', '/api/v1/organisations', { name: 'other' });
    const foreign = await target('web-1');
    await ask('PUT', '/api/v1/channels/duty', { ...webhook, organisation: 'default' });
    const put = async (others: object) =>
      (await ask('PUT', '/api/v1/rules/x', rule('x', { organisation: other.id, ...others }))).body.message;

    expect(await put({ watch: { metric: 'a.b', targets: [foreign] } })).toMatch(
      /^watch\.targets: there is no target/,
    );
    expect(await put({ tell: ['duty'] })).toMatch(/^tell: there is no channel duty/);
    expect(await put({ tell: ['nothing'] })).toMatch(/^tell: there is no channel nothing/);
    await ask('PUT', '/api/v1/channels/all', webhook);
    expect(await put({ tell: ['all'] })).toBeUndefined();
  });

  test('for all organisations is changed only by somebody who may do so everywhere', async () => {
    await ask('PUT', '/api/v1/rules/busy', rule('busy'));
    const operator = await world.person('op', [{ organisation: 'default', role: 'operator' }]);
    const put = (body: object) => world.ask(operator, 'PUT', '/api/v1/rules/busy', body);

    expect((await put(rule('busy', { severity: 'critical' }))).status).toBe(403);
    expect((await put(rule('busy', { organisation: 'default' }))).status).toBe(403);
    expect((await world.ask(operator, 'GET', '/api/v1/rules/busy')).status).toBe(200);
  });
});

test('an alert that is taken up says by whom, once, and others hear of it', async () => {
  const id = 'a'.repeat(32);
  const alert = {
    id,
    rule: 'busy',
    ruleRevision: 1,
    organisation: 'default',
    target: 't',
    metric: 'cpu.usage_active',
    labels: {},
    severity: 'warning' as const,
    state: 'firing' as const,
    beganAtMs: 1,
    firedAtMs: 1,
    resolvedAtMs: null,
    value: 99,
    threshold: 90,
    resolution: null,
    acknowledged: null,
  };
  await world.parts.alerts.addLate([
    { id: `${id}-fired`, kind: 'fired', atMs: 1, position: 1, late: false, alert },
  ]);
  const url = `/api/v1/alerts/${id}/acknowledge`;

  const { body } = await ask('POST', url, { comment: 'on it' });
  const again = await ask('POST', url, {});

  expect(body.acknowledged).toEqual({ by: 'admin', comment: 'on it', atMs: world.clock.nowMs });
  expect(again).toMatchObject({ status: 409, body: { code: 'already_acknowledged' } });
  expect(world.told).toMatchObject([{ kind: 'acknowledged', alert: { id } }]);
  expect((await ask('GET', '/api/v1/alerts?state=pending,firing&state=resolved')).body.alerts).toHaveLength(
    1,
  );
  expect((await ask('GET', '/api/v1/alerts?state=resolved')).body.alerts).toEqual([]);
  expect((await ask('GET', '/api/v1/alerts?state=burning')).status).toBe(400);
  expect((await ask('GET', `/api/v1/alerts/${id}/events`)).body.events).toHaveLength(2);
});

describe('the description of the API', () => {
  test('names every route with its permission, fields and answers', async () => {
    const { body } = await world.ask(undefined, 'GET', '/api/v1/openapi.json');

    expect(body.openapi).toBe('3.1.0');
    const references = JSON.stringify(body).match(/"\$ref":"[^"]+"/g);
    expect(new Set(references)).toEqual(new Set(['"$ref":"#/components/schemas/Problem"']));
    const query = body.paths['/api/v1/query'].get;
    expect(query.description).toBe('Permission: targets.read.');
    const metric = query.parameters.find((each: { name: string }) => each.name === 'metric');
    expect(metric).toMatchObject({ in: 'query', required: true, schema: { type: 'string' } });
    const put = body.paths['/api/v1/rules/{id}'].put;
    expect(put.requestBody.content['application/json'].schema.required).toContain('condition');
    expect(put.parameters).toMatchObject([{ name: 'id', in: 'path', required: true }]);
    expect(put.responses['200'].content['application/json'].schema.properties.origin.enum).toContain('own');
    expect(body.paths['/api/v1/session'].post.security).toEqual([]);
  });
});

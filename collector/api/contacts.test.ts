import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Rule } from '#protocol/rule.ts';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) =>
  world.ask(world.admin, method, `/api/v1/${url}`, body);
const put = (url: string, body: object) => ask('PUT', url, { organisation: 'default', ...body });

const ZHANG = {
  name: '张工',
  language: 'zh-CN',
  email: 'zhang.san@example.com',
  phone: '+86 138 0013 8042',
};

async function makeChannels(): Promise<void> {
  const hook = { kind: 'webhook', config: { url: 'http://127.0.0.1:9/', secret: 'sixteen-characters' } };
  await put('channels/robot', hook);
  const mail = {
    host: '127.0.0.1',
    port: 25,
    security: 'none',
    from: 'ward@example.com',
    to: ['duty@example.com'],
  };
  const { status } = await put('channels/mail', { kind: 'email', config: mail });
  expect(status).toBe(200);
}

describe('a contact', () => {
  test('is shown as it was made, and how it is reached stands nowhere in the audit', async () => {
    await makeChannels();

    const made = await put('contacts/zhang', { ...ZHANG, channels: ['mail'] });
    const changed = await put('contacts/zhang', { ...ZHANG, phone: '+86 138 0013 9042', channels: ['mail'] });

    expect(made).toMatchObject({
      status: 200,
      body: { id: 'zhang', alwaysCritical: true, changedBy: 'admin' },
    });
    expect(changed.body.phone).toBe('+86 138 0013 9042');
    expect((await ask('GET', 'contacts')).body.contacts).toEqual([changed.body]);
    const { entries } = (await ask('GET', 'audit')).body;
    expect(entries[0]).toMatchObject({
      action: 'contact.change',
      object: 'contact:zhang',
      organisation: 'default',
      before: { email: 'z***@example.com', phone: '***42' },
      after: { phone: '***42', changed: ['phone'] },
    });
    const audit = JSON.stringify(await world.ledger.sql.all('SELECT * FROM audit'));
    expect(audit).not.toContain('zhang.san@');
    expect(audit).not.toContain('0013');
  });

  test('is seen by those alone who may see contacts', async () => {
    await put('contacts/zhang', ZHANG);
    const viewer = await world.person('looker', [{ organisation: 'default', role: 'viewer' }]);
    const operator = await world.person('worker', [{ organisation: 'default', role: 'operator' }]);

    const seen = await world.ask(viewer, 'GET', '/api/v1/contacts');
    const changed = await world.ask(operator, 'PUT', '/api/v1/contacts/zhang', {
      ...ZHANG,
      organisation: 'default',
    });

    expect([seen.status, changed.status]).toEqual([403, 403]);
    expect((await world.ask(operator, 'GET', '/api/v1/contacts/zhang')).body.phone).toBe(ZHANG.phone);
  });

  test('of all organisations is seen in each and changed by those who may everywhere', async () => {
    await put('contacts/zhang', { ...ZHANG, organisation: '*' });
    const here = await world.person('here', [{ organisation: 'default', role: 'administrator' }]);

    expect((await world.ask(here, 'GET', '/api/v1/contacts')).body.contacts).toHaveLength(1);
    expect((await world.ask(here, 'DELETE', '/api/v1/contacts/zhang')).status).toBe(403);
    const taken = await world.ask(here, 'PUT', '/api/v1/contacts/zhang', {
      ...ZHANG,
      organisation: 'default',
    });
    expect(taken.status).toBe(403);
  });

  test.each([
    [
      { channels: ['gone'] },
      'channels.0',
      'there is no channel gone for this organisation; allowed: mail',
      'gone',
      ['mail'],
    ],
    [
      { channels: ['robot'] },
      'channels.0',
      'the webhook channel robot reaches whom its own settings name, so it is for a team or a route; allowed: mail',
      'robot',
      ['mail'],
    ],
    [
      { email: '', channels: ['mail'] },
      'channels.0',
      'the email channel mail needs the email of the contact, which is empty; none is there that could stand here',
      'mail',
      [],
    ],
  ])(
    'with %j is refused by field, with what was found and what is allowed',
    async (more, field, message, found, allowed) => {
      await makeChannels();

      const { status, body } = await put('contacts/zhang', { ...ZHANG, ...more });

      expect(status).toBe(400);
      expect(body.details).toMatchObject({ issues: [{ field, message }], found, allowed });
    },
  );

  test.each([
    [{ person: 'nobody' }, 'person'],
    [{ organisation: 'nowhere' }, 'organisation'],
    [{ channels: ['mail', 'mail'] }, 'channels.1'],
    [{ phone: 'call me' }, 'phone'],
    [{ hours: [{ days: ['mon'], from: '8:00', to: '17:00' }] }, 'hours.0.from'],
    [{ surname: 'Zhang' }, 'body'],
  ])('with %j is refused by field', async (more, field) => {
    await makeChannels();

    const { status, body } = await put('contacts/zhang', { ...ZHANG, ...more });

    expect(status).toBe(400);
    expect(body.details.issues[0].field).toBe(field);
  });
});

describe('what others name', () => {
  test('is not removed, and the refusal says who names it', async () => {
    await makeChannels();
    await put('contacts/zhang', { ...ZHANG, channels: ['mail'] });
    await put('teams/network', { name: '网络组', contacts: ['zhang'], channels: ['robot'] });
    await put('routes/core', { name: '核心', match: {}, teams: ['network'], channels: ['mail'] });

    const refused = await Promise.all([
      ask('DELETE', 'contacts/zhang'),
      ask('DELETE', 'teams/network'),
      ask('DELETE', 'channels/robot'),
      ask('DELETE', 'channels/mail'),
    ]);

    expect(refused.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'contact_in_use'],
      [409, 'team_in_use'],
      [409, 'channel_in_use'],
      [409, 'channel_in_use'],
    ]);
    expect(refused.map(({ body }) => body.details.uses.map((use: { id: string }) => use.id))).toEqual([
      ['network'],
      ['core'],
      ['network'],
      ['core', 'zhang'],
    ]);
    for (const url of ['routes/core', 'teams/network', 'contacts/zhang', 'channels/mail'])
      expect((await ask('DELETE', url)).status, url).toBe(204);
  });

  test('stays fit for those who name it', async () => {
    await makeChannels();
    const { id } = (await ask('POST', 'organisations', { name: 'Other' })).body;
    await put('contacts/zhang', { ...ZHANG, channels: ['mail'] });
    await put('teams/network', { name: '网络组', channels: ['robot'] });
    const hook = { kind: 'webhook', config: { url: 'http://127.0.0.1:9/', secret: 'sixteen-characters' } };

    const refused = [
      await put('channels/mail', hook),
      await put('channels/robot', { ...hook, organisation: id }),
    ];
    const changed = await put('channels/robot', { ...hook, organisation: '*', enabled: false });

    expect(refused.map(({ status, body }) => [status, body.details.uses[0].id])).toEqual([
      [409, 'zhang'],
      [409, 'network'],
    ]);
    expect(changed.status).toBe(200);
  });

  test('counts for groups of targets, too', async () => {
    const group = { id: 'group-core', name: 'Core', select: { kinds: ['switch'] } };
    await put('groups/group-core', group);
    await put('routes/core', { name: '核心', match: { groups: ['group-core'] } });

    expect(await ask('DELETE', 'groups/group-core')).toMatchObject({
      status: 409,
      body: { details: { uses: [{ kind: 'route', id: 'core' }] } },
    });
  });

  test('cannot leave for another organisation', async () => {
    const { id } = (await ask('POST', 'organisations', { name: 'Other' })).body;
    await put('contacts/zhang', ZHANG);
    await put('teams/network', { name: '网络组', contacts: ['zhang'] });

    expect((await put('contacts/zhang', { ...ZHANG, organisation: id })).status).toBe(409);
    expect((await put('contacts/zhang', { ...ZHANG, organisation: '*' })).status).toBe(200);
    expect((await put('teams/far', { name: 'Far', organisation: id, contacts: ['zhang'] })).status).toBe(200);
  });
});

describe('routes', () => {
  test('keep their order, which moving changes; those of all organisations come last', async () => {
    for (const id of ['a', 'b', 'c']) await put(`routes/${id}`, { name: id, match: {} });
    await put('routes/all', { name: 'all', match: {}, organisation: '*' });
    const order = async () =>
      (await ask('GET', 'routes')).body.routes.map((each: { id: string }) => each.id).join('');

    expect(await order()).toBe('abcall');
    await ask('POST', 'routes/c/move', { before: 'a' });
    expect(await order()).toBe('caball');
    await put('routes/a', { name: 'A', match: {} });
    await ask('POST', 'routes/c/move', { before: null });
    expect(await order()).toBe('abcall');
    expect((await ask('GET', 'audit')).body.entries[0]).toMatchObject({
      action: 'route.move',
      after: { order: ['a', 'b', 'c'] },
    });
    expect((await ask('POST', 'routes/a/move', { before: 'all' })).status).toBe(400);
    expect((await ask('POST', 'routes/x/move', { before: 'a' })).status).toBe(404);
  });

  test.each([
    [{ teams: ['gone'] }, 'teams.0'],
    [{ contacts: ['gone'] }, 'contacts.0'],
    [{ channels: ['gone'] }, 'channels.0'],
    [{ match: { rules: ['gone'] } }, 'match.rules.0'],
    [{ match: { targets: ['gone'] } }, 'match.targets.0'],
    [{ match: { groups: ['group-gone'] } }, 'match.groups.0'],
  ])('with %j are refused: it would never match, or tell nobody', async (more, field) => {
    const { status, body } = await put('routes/a', { name: 'a', match: {}, ...more });

    expect(status).toBe(400);
    expect(body.details.issues[0].field).toBe(field);
  });
});

describe('a preview', () => {
  const target = async () => {
    const made = { organisation: 'default', kind: 'switch', name: 'core-1' };
    return (await ask('POST', 'targets', made)).body.id as string;
  };
  const preview = (body: object) => ask('POST', 'routes/preview', body);
  const office = [{ days: ['working'], from: '08:30', to: '17:30' }];

  test('says who would be told, who not, and why', async () => {
    await makeChannels();
    const id = await target();
    const rule = { id: 'hot', severity: 'warning', watch: { metric: 'a.b' } };
    await world.parts.rules.put(someRule(rule), 'admin');
    await put('contacts/zhang', { ...ZHANG, channels: ['mail'], hours: office });
    await put('routes/lab', { name: 'Lab', match: { labels: { room: 'lab*' } } });
    await put('routes/night', { name: 'Night', match: {}, contacts: ['zhang'], channels: ['robot'] });
    const night = Date.parse('2026-03-04T22:00+08:00');

    const warning = await preview({ rule: 'hot', target: id, atMs: night });
    const critical = await preview({ rule: 'hot', target: id, severity: 'critical', atMs: night });

    expect(warning.body).toEqual({
      organisation: 'default',
      routes: [
        { id: 'lab', name: 'Lab', verdict: 'no_match' },
        { id: 'night', name: 'Night', verdict: 'decides' },
      ],
      byRoutes: true,
      overridden: false,
      told: [{ channel: 'robot', recipient: '', name: '' }],
      notTold: [
        {
          channel: '',
          recipient: 'zhang',
          name: '张工',
          code: 'off_hours',
          params: { untilMs: `${Date.parse('2026-03-05T08:30+08:00')}` },
        },
      ],
      heldUntilMs: null,
    });
    expect(critical.body.told).toHaveLength(2);
  });

  test('without routes says what the rule and the default channels do', async () => {
    await makeChannels();
    const id = await target();
    await world.parts.rules.put(someRule({ id: 'hot', tell: ['robot'] }), 'admin');

    expect((await preview({ rule: 'hot', target: id })).body).toMatchObject({
      byRoutes: false,
      told: [{ channel: 'robot' }],
    });
    expect((await preview({ rule: 'cold', target: id })).status).toBe(404);
    expect((await preview({ rule: 'hot', target: 'gone' })).status).toBe(404);
  });
});

function someRule(more: object): Rule {
  return Rule.parse({
    id: 'some',
    name: { 'zh-CN': '甲', en: 'a' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'a.b' },
    condition: { kind: 'above', threshold: 1 },
    severity: 'warning',
    ...more,
  });
}

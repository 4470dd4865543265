import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { snapshotLedger } from '#collector/ledger/snapshot-ledger.ts';
import { sealingSubject } from '#protocol/sealing.ts';
import type { Check, Discover } from '#protocol/session.ts';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
let agent: string;
beforeEach(async () => {
  world = await testWorld();
  agent = await enrol('poller');
});
afterEach(async () => {
  await world.close();
  expect(world.faults).toEqual([]);
});

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);
const SECRET = 'hush-hush-1';
const community = (name = 'core') => ({
  name,
  kind: 'snmp',
  fields: { version: '2c', community: SECRET },
});

async function enrol(hostname: string): Promise<string> {
  const { body } = await ask('POST', '/api/v1/enrol-tokens', { zone: '*' });
  const wanted = { token: body.token, hostname, machine: hostname };
  return (await world.ask(undefined, 'POST', '/api/v1/enrol', wanted)).body.agent;
}

async function keep(credential: unknown = community()): Promise<string> {
  const { status, body } = await ask('POST', '/api/v1/credentials', credential);
  expect(status).toBe(201);
  return body.id;
}

async function target(more: object = {}): Promise<string> {
  const wanted = { kind: 'switch', name: 'core-1', address: '10.1.0.7', zone: 'room-1', ...more };
  return (await ask('POST', '/api/v1/targets', wanted)).body.id;
}

describe('credentials', () => {
  test('are shown without their secrets, with what uses them', async () => {
    const id = await keep();
    await ask('PUT', `/api/v1/targets/${await target()}/polls/snmp`, { credential: id });

    const { body } = await ask('GET', '/api/v1/credentials');

    expect(body.credentials).toEqual([
      expect.objectContaining({
        id,
        kind: 'snmp',
        fields: { version: '2c' },
        sealed: ['community'],
        uses: 1,
        revision: 1,
      }),
    ]);
  });

  test('keep the secrets that a change leaves out, and take new ones', async () => {
    const id = await keep({
      name: 'v3',
      kind: 'snmp',
      fields: { version: '3', user: 'ward', level: 'authNoPriv', auth: 'sha', auth_password: SECRET },
    });

    const renamed = await ask('PUT', `/api/v1/credentials/${id}`, {
      name: 'v3 of the core',
      fields: { version: '3', user: 'ward-2', level: 'authNoPriv', auth: 'sha256' },
    });

    expect(renamed.body).toMatchObject({ revision: 2, fields: { user: 'ward-2', auth: 'sha256' } });
    expect(await world.registry.credentials.open(id)).toMatchObject({
      user: 'ward-2',
      auth_password: SECRET,
    });
  });

  test('that make no sense are refused with the place of the mistake, and no secret is said again', async () => {
    const fields = { version: '3', user: 'w', level: 'authPriv', auth: 'sha', auth_password: 'hush' };

    const { status, body } = await ask('POST', '/api/v1/credentials', { name: 'x', kind: 'snmp', fields });

    expect(status).toBe(400);
    expect(body.details.issues.map((issue: { field: string }) => issue.field)).toContain(
      'fields.auth_password',
    );
    expect(JSON.stringify(body)).not.toContain('hush');
  });

  test('of one name are refused, and so is removing one that opens something', async () => {
    const id = await keep();
    await ask('PUT', `/api/v1/targets/${await target()}/polls/snmp`, { credential: id });

    expect(await ask('POST', '/api/v1/credentials', community())).toMatchObject({
      status: 409,
      body: { code: 'name_taken' },
    });
    expect(await ask('DELETE', `/api/v1/credentials/${id}`)).toMatchObject({
      status: 409,
      body: { code: 'credential_in_use', details: { targets: ['core-1'], count: 1 } },
    });
  });
});

describe('polls', () => {
  test('tell apart who is asked over the network, page by page', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      const id = await target({ name });
      if (name !== 'b' && name !== 'c') await ask('PUT', `/api/v1/targets/${id}/polls/snmp`, {});
    }
    const names = async (query: string): Promise<string[]> => {
      const { body } = await ask('GET', `/api/v1/targets?limit=2&${query}`);
      const first = body.targets.map(({ name }: { name: string }) => name);
      return body.next
        ? [...first, ...(await names(`${query.split('&cursor')[0]}&cursor=${body.next}`))]
        : first;
    };

    expect(await names('polled=true')).toEqual(['a', 'd', 'e']);
    expect(await names('polled=false&kind=switch')).toEqual(['b', 'c']);
    expect(await names('kind=switch')).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('refuse secrets among settings, credentials of another kind, and targets without an address', async () => {
    const url = `/api/v1/targets/${await target()}/polls/snmp`;
    const ssh = await keep({ name: 's', kind: 'ssh', fields: { user: 'w', password: SECRET } });
    const nowhere = await target({ name: 'x', address: '' });

    expect((await ask('PUT', url, { settings: { community: SECRET } })).body.message).toMatch(
      /^settings\.community: a secret/,
    );
    expect((await ask('PUT', url, { credential: ssh })).body.message).toMatch(/is of kind ssh/);
    expect(await ask('PUT', `/api/v1/targets/${nowhere}/polls/snmp`, {})).toMatchObject({
      status: 409,
      body: { code: 'no_address' },
    });
  });

  test('say why nobody asks, until an agent of the zone is there', async () => {
    const id = await target();
    const { body } = await ask('PUT', `/api/v1/targets/${id}/polls/snmp`, {});
    expect(body).toMatchObject({
      probe: 'snmp',
      everyMs: 60_000,
      agent: null,
      trouble: 'zone_without_agent',
      sentence: expect.stringContaining('zone: room-1'),
    });

    await world.lines.arrive(world.polling, agent, 'room-1');

    expect((await ask('GET', `/api/v1/targets/${id}/polls`)).body.polls).toEqual([
      expect.objectContaining({ agent, trouble: null, state: null, sentence: '' }),
    ]);
  });

  test('tell how asking went, since when and why, as the agent says it', async () => {
    const id = await target();
    await ask('PUT', `/api/v1/targets/${id}/polls/snmp`, {});
    await world.lines.arrive(world.polling, agent, 'room-1');
    world.series.push({
      target: id,
      metric: 'probe.state',
      labels: { probe: 'snmp' },
      timesMs: Float64Array.of(60_000),
      values: Float64Array.of(2),
    });
    const data = { probe: 'snmp', ok: false, error: 'no answer in 6 s', skipped: [] };
    const record = { target: id, kind: 'agent_report', key: 'snmp', data };
    await world.registry.records.take([{ position: 1, timeMs: 30_000, record }]);

    const { body } = await ask('GET', '/api/v1/targets?kind=switch');

    expect(body.targets[0].polls).toEqual([
      expect.objectContaining({
        probe: 'snmp',
        agent,
        state: 'silent',
        stateAtMs: 60_000,
        sentence: 'no answer in 6 s',
        sinceMs: 30_000,
      }),
    ]);
  });

  test('tell when their credential cannot be opened any more', async () => {
    const id = await target();
    await ask('PUT', `/api/v1/targets/${id}/polls/snmp`, { credential: await keep() });
    await world.ledger.sql.run("UPDATE credentials SET sealed = 'v1.broken'");
    await world.lines.arrive(world.polling, agent, 'room-1');

    expect((await ask('GET', `/api/v1/targets/${id}/polls`)).body.polls[0]).toMatchObject({
      trouble: 'credential_unreadable',
      sentence: expect.stringContaining('enter the secret anew'),
    });
    expect(await ask('POST', `/api/v1/targets/${id}/check`, { probe: 'snmp' })).toMatchObject({
      status: 409,
      body: { code: 'credential_unreadable' },
    });
    expect(world.faults.splice(0)).toEqual([expect.stringContaining('cannot be opened')]);
  });

  test('tell what an agent refuses to ask, in its own words', async () => {
    const id = await target();
    await ask('PUT', `/api/v1/targets/${id}/polls/snmp`, {});
    await world.lines.arrive(world.polling, agent, 'room-1');
    const machine = (await ask('GET', `/api/v1/agents/${agent}`)).body.target;
    const refused = [{ probe: 'snmp', target: id, why: '10.1.0.7 lies outside of `bounds.addresses`' }];
    const data = { revision: 1, refused };
    const record = { target: machine, kind: 'agent_report', key: 'assignment', data };
    await world.registry.records.take([{ position: 1, timeMs: 30_000, record }]);

    const { body } = await ask('GET', `/api/v1/targets/${id}/polls`);

    expect(body.polls[0]).toMatchObject({
      trouble: 'refused_by_agent',
      sentence: expect.stringContaining('lies outside'),
    });
  });
});

describe('recognition', () => {
  const explanation = {
    recognised: {
      profile: 'huawei-vrp',
      kind: 'switch',
      vendor: 'Huawei',
      model: 'S5735',
      name: 'core-1',
      why: 'sysObjectID',
    },
    readings: [],
    ignored: [],
    timings: [],
  };

  test('asks through an agent of the zone, with a secret sealed for it alone', async () => {
    await world.lines.arrive(world.polling, agent, 'room-1');
    world.lines.answer = () => ({ state: 'ok', explanation });

    const { status, body } = await ask('POST', '/api/v1/recognise', {
      zone: 'room-1',
      address: '10.1.0.7',
      probe: 'snmp',
      fields: { version: '2c', community: SECRET },
      settings: { port: 1161 },
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({ agent, ok: true, state: 'ok', explanation });
    const check = world.lines.told(agent).at(-1) as Check;
    expect(check).toMatchObject({ probe: 'snmp', remote: { address: '10.1.0.7', settings: { port: 1161 } } });
    expect(world.lines.open(agent, check.remote?.sealed ?? '', sealingSubject.check(check.id))).toEqual({
      version: '2c',
      community: SECRET,
    });
  });

  test('says why nobody can be asked', async () => {
    const question = { zone: 'room-1', address: '10.1.0.7', probe: 'snmp' };
    expect(await ask('POST', '/api/v1/recognise', question)).toMatchObject({
      status: 409,
      body: { code: 'zone_without_agent', details: { zone: 'room-1' } },
    });

    await world.lines.arrive(world.polling, agent, 'room-1');
    world.lines.answer = () => undefined;
    expect(await ask('POST', '/api/v1/recognise', question)).toMatchObject({
      status: 504,
      body: { code: 'no_answer' },
    });

    world.lines.leave(world.polling, agent);
    expect(await ask('POST', '/api/v1/recognise', question)).toMatchObject({
      status: 409,
      body: { code: 'zone_agents_away' },
    });
  });

  test('is accepted in one step: target, credential and poll are made together or not at all', async () => {
    const wanted = {
      zone: 'room-1',
      address: '10.1.0.7',
      kind: 'switch',
      name: 'core-1',
      vendor: 'Huawei',
      model: 'S5735',
      recognised: { profile: 'huawei-vrp', kind: 'switch', vendor: 'Huawei', model: 'S5735' },
      polls: [{ probe: 'snmp', newCredential: { name: 'core', fields: community().fields } }],
    };

    const made = await ask('POST', '/api/v1/targets/watch', wanted);
    const again = await ask('POST', '/api/v1/targets/watch', wanted);
    const sameCredential = await ask('POST', '/api/v1/targets/watch', { ...wanted, address: '10.1.0.8' });
    const otherPort = await ask('POST', '/api/v1/targets/watch', {
      ...wanted,
      polls: [{ probe: 'snmp', settings: { port: 1161 } }],
    });

    expect(made).toMatchObject({
      status: 201,
      body: {
        vendor: 'Huawei',
        recognised: wanted.recognised,
        polls: [{ probe: 'snmp', credential: { name: 'core' } }],
      },
    });
    expect(again).toMatchObject({ status: 409, body: { code: 'already_watched' } });
    expect(sameCredential).toMatchObject({ status: 409, body: { code: 'name_taken' } });
    expect(otherPort.status).toBe(201);
    expect((await ask('GET', '/api/v1/targets?search=10.1.0.8')).body.targets).toEqual([]);
  });

  test('many pages of one site are many targets, and the same page is one', async () => {
    const watch = (name: string, path: string) =>
      ask('POST', '/api/v1/targets/watch', {
        zone: 'room-1',
        address: '10.1.0.9',
        kind: 'page',
        name,
        recognised: null,
        polls: [{ probe: 'http', settings: { path } }],
      });

    expect((await watch('home', '/')).status).toBe(201);
    expect((await watch('news', '/news/')).status).toBe(201);
    expect(await watch('news again', '/news/')).toMatchObject({
      status: 409,
      body: { code: 'already_watched', details: { name: 'news' } },
    });
  });

  test('of a target asks as it is asked anyway', async () => {
    const id = await target();
    await ask('PUT', `/api/v1/targets/${id}/polls/snmp`, { credential: await keep() });
    await world.lines.arrive(world.polling, agent, 'room-1');
    world.lines.answer = () => ({ ok: false, state: 'wrong_secret', error: 'the community is not accepted' });

    const { body } = await ask('POST', `/api/v1/targets/${id}/check`, { probe: 'snmp' });

    expect(body).toMatchObject({ agent, ok: false, state: 'wrong_secret' });
    expect((world.lines.told(agent).at(-1) as Check).remote?.address).toBe('10.1.0.7');
    expect(await ask('POST', `/api/v1/targets/${id}/check`, { probe: 'ssh' })).toMatchObject({ status: 404 });
  });

  test('with a credential of one’s own is for those who may keep credentials', async () => {
    const operator = await world.person('o', [{ organisation: 'default', role: 'operator' }]);
    const wanted = { address: '10.1.0.7', kind: 'switch', name: 'core-1' };
    const poll = { probe: 'snmp', newCredential: { name: 'core', fields: community().fields } };

    const own = await world.ask(operator, 'POST', '/api/v1/targets/watch', { ...wanted, polls: [poll] });
    const kept = await world.ask(operator, 'POST', '/api/v1/targets/watch', {
      ...wanted,
      polls: [{ probe: 'snmp', credential: await keep() }],
    });

    expect(own).toMatchObject({ status: 403, body: { details: { permission: 'credentials.write' } } });
    expect(kept.status).toBe(201);
  });
});

describe('discoveries', () => {
  const recognised = {
    profile: 'rfc1628',
    kind: 'ups',
    vendor: 'Santak',
    model: '3C3\r\n10KS',
    name: 'UPS 1',
    why: '',
  };

  async function sweep(more: object = {}): Promise<{ id: string; credential: string }> {
    await world.lines.arrive(world.polling, agent, 'room-1');
    const credential = await keep();
    const { status, body } = await ask('POST', '/api/v1/discoveries', {
      zone: 'room-1',
      ranges: ['10.1.0.0/24', '10.1.1.5'],
      credentials: [{ credential, settings: { port: 1161 } }],
      ...more,
    });
    expect([status, body.state, body.total]).toEqual([201, 'running', 255]);
    return { id: body.id, credential };
  }

  function tell(id: string, more: object) {
    return world.polling.desk.discovered(
      { agent, organisation: 'default', target: '', targets: [] },
      { type: 'discovered', id, asked: 0, total: 255, done: false, error: '', found: [], ...more },
    );
  }

  test('are done by an agent of the zone, which gets the credentials sealed', async () => {
    const { id, credential } = await sweep();

    const told = world.lines.told(agent).at(-1) as Discover;

    expect(told).toMatchObject({ type: 'discover', id, ranges: ['10.1.0.0/24', '10.1.1.5'], rate: 20 });
    expect(told.credentials).toMatchObject([{ id: credential, probe: 'snmp', settings: { port: 1161 } }]);
    const sealed = told.credentials[0]?.sealed ?? '';
    expect(world.lines.open(agent, sealed, sealingSubject.discover(id))).toMatchObject({ community: SECRET });
  });

  test('show how far they are, what they found, and as what it is already watched', async () => {
    const { id, credential } = await sweep();
    const watched = await target({ address: '10.1.0.9' });
    const found = [
      { address: '10.1.0.9', probe: 'snmp', credential, recognised },
      { address: '10.1.0.10', probe: 'snmp', credential: '', recognised: null },
    ];

    await tell(id, { asked: 20, found });

    const { body } = await ask('GET', `/api/v1/discoveries/${id}`);
    expect(body).toMatchObject({ state: 'running', asked: 20, total: 255 });
    expect(body.found).toMatchObject([
      { address: '10.1.0.9', recognised, watchedAs: [{ id: watched, name: 'core-1' }] },
      { address: '10.1.0.10', credential: '', watchedAs: [] },
    ]);
  });

  test('are accepted address by address: targets with polls are made, the rest is named', async () => {
    const { id, credential } = await sweep();
    const found = [
      { address: '10.1.0.9', probe: 'snmp', credential, recognised },
      { address: '10.1.0.10', probe: 'snmp', credential: '', recognised: null },
      { address: '10.1.0.11', probe: 'snmp', credential, recognised: null },
    ];
    await tell(id, { done: true, asked: 255, found });
    const addresses = ['10.1.0.9', '10.1.0.10', '10.1.0.11', '10.1.0.12'];

    const first = (await ask('POST', `/api/v1/discoveries/${id}/accept`, { addresses, everyMs: 30_000 }))
      .body;
    const again = (await ask('POST', `/api/v1/discoveries/${id}/accept`, { addresses })).body;

    expect(first.made).toMatchObject([
      { address: '10.1.0.9', name: 'UPS 1' },
      { address: '10.1.0.11', name: '10.1.0.11' },
    ]);
    expect(first.skipped).toMatchObject([
      { address: '10.1.0.10', code: 'not_opened' },
      { address: '10.1.0.12', code: 'not_found' },
    ]);
    const ups = (await ask('GET', `/api/v1/targets/${first.made[0].target}`)).body;
    expect(ups).toMatchObject({
      kind: 'ups',
      vendor: 'Santak',
      model: '3C3 10KS',
      zone: 'room-1',
      polls: [{ probe: 'snmp', settings: { port: 1161 }, everyMs: 30_000, agent: null }],
    });
    expect(again.made).toEqual([]);
    expect(again.skipped[0]).toMatchObject({ code: 'already_watched', watchedAs: first.made[0].target });
  });

  test('are interrupted when the agent goes, and go on when it tells again', async () => {
    const { id } = await sweep();
    const state = async () => (await ask('GET', `/api/v1/discoveries/${id}`)).body.state;

    world.lines.leave(world.polling, agent);
    await expect.poll(state).toBe('interrupted');
    await tell(id, { asked: 30 });
    expect(await state()).toBe('running');
    await tell(id, { done: true, asked: 30, error: 'the agent was stopped' });
    expect((await ask('GET', `/api/v1/discoveries/${id}`)).body).toMatchObject({
      state: 'failed',
      error: 'the agent was stopped',
    });
  });

  test('that a person stopped stay stopped, and the agent is told so again when it goes on', async () => {
    const { id } = await sweep();

    const { body } = await ask('POST', `/api/v1/discoveries/${id}/stop`);
    await tell(id, { asked: 30 });

    expect(body.state).toBe('stopped');
    expect((await ask('GET', `/api/v1/discoveries/${id}`)).body.state).toBe('stopped');
    const stops = world.lines.told(agent).filter(({ type }) => type === 'discover_stop');
    expect(stops).toEqual([
      { type: 'discover_stop', id },
      { type: 'discover_stop', id },
    ]);
  });

  test('another agent cannot tell of them', async () => {
    const { id } = await sweep();
    const other = { agent: 'another', organisation: 'default', target: '', targets: [] };

    await world.polling.desk.discovered(other, {
      type: 'discovered',
      id,
      asked: 9,
      total: 9,
      done: true,
      error: '',
      found: [],
    });

    expect((await ask('GET', `/api/v1/discoveries/${id}`)).body).toMatchObject({
      state: 'running',
      asked: 0,
    });
  });

  test('bring nothing that lies where nobody named it', async () => {
    const { id, credential } = await sweep();

    await tell(id, { found: [{ address: '10.9.9.9', probe: 'snmp', credential, recognised }] });

    expect((await ask('GET', `/api/v1/discoveries/${id}`)).body.found).toEqual([]);
  });

  test('with a credential that cannot be opened are over before they begin', async () => {
    await world.lines.arrive(world.polling, agent, 'room-1');
    const credential = await keep();
    await world.ledger.sql.run("UPDATE credentials SET sealed = 'of another key' WHERE id = ?", credential);

    const wanted = { zone: 'room-1', ranges: ['10.1.0.1'], credentials: [{ credential }] };
    const { status, body } = await ask('POST', '/api/v1/discoveries', wanted);

    expect([status, body.code]).toEqual([409, 'credential_unreadable']);
    const { discoveries } = (await ask('GET', '/api/v1/discoveries')).body;
    expect(discoveries[0]).toMatchObject({ state: 'failed', error: expect.stringContaining('another key') });
  });

  test('of what is no range, or too much of it, are refused', async () => {
    const credential = await keep();
    const start = async (ranges: string[]) =>
      (await ask('POST', '/api/v1/discoveries', { ranges, credentials: [{ credential }] })).body.message;

    expect(await start(['core-1'])).toMatch(/^ranges\.0: "core-1" is no range of addresses/);
    expect(await start(['10.1.0.0/16', '10.3.0.0/16'])).toMatch(/^ranges: 131068 addresses are too many/);
    expect(await start(['10.0.0.0/8'])).toMatch(/^ranges\.0: 16777214 addresses are too many: at most 65536/);
  });
});

test('no secret stands in an answer, in the audit, or readable in the ledger', async () => {
  await world.lines.arrive(world.polling, agent, 'default');
  const credential = await keep();
  const ssh = { user: 'ward', private_key: `-----BEGIN ${SECRET}`, passphrase: SECRET };
  await keep({ name: 'ssh', kind: 'ssh', fields: ssh });
  const id = await target({ zone: '' });
  const answers = [
    await ask('PUT', `/api/v1/targets/${id}/polls/snmp`, { credential }),
    await ask('PUT', `/api/v1/targets/${id}/polls/snmp`, { settings: { nested: 1, password: SECRET } }),
    await ask('PUT', `/api/v1/credentials/${credential}`, { ...community('renamed'), kind: undefined }),
    await ask('POST', '/api/v1/credentials', { name: 'x', kind: 'snmp', fields: { community: SECRET } }),
    await ask('POST', '/api/v1/recognise', { address: 'a', probe: 'snmp', fields: community().fields }),
    await ask('POST', `/api/v1/targets/${id}/check`, { probe: 'snmp' }),
    await ask('POST', '/api/v1/discoveries', { ranges: ['10.1.0.1'], credentials: [{ credential }] }),
    await ask('GET', '/api/v1/credentials'),
    await ask('GET', `/api/v1/agents/${agent}/assignment`),
    await ask('GET', '/api/v1/audit'),
  ];

  expect(answers.map(({ status }) => status)).toEqual([200, 400, 200, 400, 200, 200, 201, 200, 200, 200]);
  expect(JSON.stringify(answers)).not.toContain(SECRET);
  const { address, directory } = world.ledger;
  const everything = join(directory, 'everything.sqlite');
  await snapshotLedger(address, directory, everything);
  expect(readFileSync(everything).includes(SECRET)).toBe(false);
  // Sealed is not lost: the agent that asks opens it.
  await world.polling.handDown(agent);
  const sealed = world.lines.assignment(agent)?.targets?.[0]?.polls[0]?.sealed ?? '';
  expect(world.lines.open(agent, sealed, id)).toMatchObject({ community: SECRET });
});

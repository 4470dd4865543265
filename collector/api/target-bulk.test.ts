import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

const ask = (method: string, path: string, body?: unknown, token = world.admin) =>
  world.ask(token, method, `/api/v1/${path}`, body);
const make = async (fields: object): Promise<string> =>
  (await ask('POST', 'targets', { kind: 'switch', ...fields })).body.id;
const audited = async (action: string): Promise<number> => {
  const { body } = await ask('GET', 'audit?limit=1000');
  return body.entries.filter((entry: { action: string }) => entry.action === action).length;
};

/** Sends a file, as curl and the page do. */
async function send(file: string | Buffer, query = '', token = world.admin) {
  const response = await world.app.inject({
    method: 'POST',
    url: `/api/v1/targets/import${query}`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
    payload: file,
  });
  return { status: response.statusCode, body: response.json() };
}

test('what is changed of many is changed of each, with an entry in the audit, and told per id', async () => {
  const [pdu, one, two] = [
    await make({ name: 'pdu' }),
    await make({ name: 'b-1', room: 'B2' }),
    await make({ name: 'b-2' }),
  ];
  await ask('PUT', `targets/${one}/polls/ping`, {});
  await ask('PATCH', `targets/${one}`, { address: '10.0.0.1' });
  await ask('PUT', `targets/${one}/polls/ping`, {});
  const before = await audited('target.change');

  const { status, body } = await ask('POST', 'targets/bulk', {
    ids: [one, two, pdu, 'nobody'],
    change: { fields: { room: 'B2' }, addParents: { power: [pdu] }, polling: 'pause' },
  });

  expect(status).toBe(200);
  expect(body.done).toBe(2);
  expect(body.results.map(({ name, what, code }: Record<string, string>) => [name, what, code])).toEqual([
    ['b-1', 'changed', ''],
    ['b-2', 'changed', ''],
    ['pdu', 'refused', 'own_parent'],
    ['', 'refused', 'not_found'],
  ]);
  const after = (await ask('GET', `targets/${one}`)).body;
  expect([after.room, after.parents.power, after.polls[0].enabled]).toEqual(['B2', [pdu], false]);
  expect((await audited('target.change')) - before).toBe(2);
  const again = await ask('POST', 'targets/bulk', { ids: [one], change: { addParents: { power: [pdu] } } });
  expect(again.body.results[0].what).toBe('unchanged');
});

test('a parent that nobody may see, both ids and a filter, and neither of them are refused', async () => {
  const one = await make({ name: 'p-1' });

  const unseen = { ids: [one], change: { replaceParents: { power: ['nobody'] } } };
  expect((await ask('POST', 'targets/bulk', unseen)).body.message).toContain('there is no target nobody');
  expect((await ask('POST', 'targets/bulk', { change: {} })).status).toBe(400);
  expect((await ask('POST', 'targets/bulk', { ids: [one], filter: {}, change: {} })).status).toBe(400);
});

test('many are removed together once their number is confirmed', async () => {
  const ids = await Promise.all(['r-1', 'r-2', 'r-3'].map((name) => make({ name, zone: 'gone' })));
  const wanted = { filter: { zone: 'gone' } };

  const other = await ask('POST', 'targets/bulk-remove', { ...wanted, confirm: 2 });
  expect([other.status, other.body.code, other.body.details.count]).toEqual([409, 'other_count', 3]);
  const { body } = await ask('POST', 'targets/bulk-remove', { ...wanted, confirm: 3 });

  expect(body.done).toBe(3);
  expect(world.deleted).toEqual(expect.arrayContaining(ids));
  expect((await ask('GET', `targets/${ids[0]}`)).status).toBe(404);
});

test('who may only look changes, imports and removes nothing, and exports what they see', async () => {
  const other = (await ask('POST', 'organisations', { name: 'Other', zone: 'Asia/Shanghai', language: 'en' }))
    .body.id;
  await make({ name: 'seen', organisation: other });
  const viewer = await world.person('looker', [{ organisation: other, role: 'viewer' }]);
  const operator = await world.person('worker', [{ organisation: other, role: 'operator' }]);
  const foreign = await make({ name: 'foreign' });

  expect((await ask('POST', 'targets/bulk', { ids: [foreign], change: {} }, viewer)).status).toBe(403);
  expect((await send('name,kind\nx,switch', '', viewer)).status).toBe(403);
  const { body } = await ask('GET', 'targets/export?format=csv', undefined, viewer);
  expect(body).toContain('seen');
  expect(body).not.toContain('foreign');
  // To who works elsewhere it is as if it were not there.
  const { body: plan } = await send(`id,room\n${foreign},B1`, '', operator);
  expect(plan.rows[0].faults[0].code).toBe('unknown_target');
  const { body: results } = await ask(
    'POST',
    'targets/bulk',
    { ids: [foreign], change: { fields: { room: 'B1' } } },
    operator,
  );
  expect(results.results).toEqual([{ id: foreign, name: '', what: 'refused', code: 'not_found' }]);
});

test('an export of everything is imported without a change, from CSV and from a workbook', async () => {
  await make({ name: '=cmd', room: 'B2', rackUnit: 4 });

  for (const format of ['csv', 'xlsx']) {
    const file = await world.app.inject({
      url: `/api/v1/targets/export?format=${format}&language=zh-CN`,
      headers: { authorization: `Bearer ${world.admin}` },
    });
    expect(file.headers['content-disposition']).toContain(`ward-targets.${format}`);
    const { body } = await send(file.rawPayload);
    expect(body.counts).toMatchObject({ new: 0, changed: 0, refused: 0 });
    expect(body.counts.unchanged).toBeGreaterThan(3);
  }
});

test('a preview writes nothing; the import of the same file does what it said, all of it', async () => {
  await ask('POST', 'credentials', { name: 'ro', kind: 'snmp', fields: { version: '2c', community: 'x' } });
  const file =
    'name,kind,address,power,probe,credential\nn-sw,switch,10.1.0.1,n-ups,snmp,ro\nn-ups,ups,10.1.0.2,,,\n';

  const looked = await send(file);
  expect(looked.body.counts).toEqual({ new: 2, changed: 0, unchanged: 0, refused: 0 });
  expect((await ask('GET', 'targets?search=n-sw')).body.targets).toEqual([]);
  const { body } = await send(file, `?preview=0&token=${looked.body.token}`);

  expect(body.applied).toBe(true);
  const [made] = (await ask('GET', 'targets?search=n-sw')).body.targets;
  const [ups] = (await ask('GET', 'targets?search=n-ups')).body.targets;
  expect(body.rows.map(({ target }: { target: string }) => target)).toEqual([made.id, ups.id]);
  expect([made.kind, made.parents.power, made.polls[0].probe, made.polls[0].credential.name]).toEqual([
    'switch',
    [ups.id],
    'snmp',
    'ro',
  ]);
  expect((await send(file)).body.counts.unchanged).toBe(2);
});

test('one row that makes no sense keeps all from being written', async () => {
  const file = 'name,kind\ngood,switch\nbad,swich\n';
  const { body } = await send(file);
  expect(body.rows[1].faults).toEqual([
    { column: 'kind', code: 'not_one_of', found: 'swich', allowed: expect.arrayContaining(['switch']) },
  ]);

  const answer = await send(file, `?preview=0&token=${body.token}`);

  expect([answer.status, answer.body.code]).toEqual([409, 'rows_refused']);
  expect((await ask('GET', 'targets?search=good')).body.targets).toEqual([]);
});

test('what has changed between looking and importing is looked at again; another file is, too', async () => {
  const id = await make({ name: 'moved', room: 'B1' });
  const { body } = await send('name,room\nmoved,B9');
  await ask('PATCH', `targets/${id}`, { room: 'B2' });

  const late = await send('name,room\nmoved,B9', `?preview=0&token=${body.token}`);
  expect([late.status, late.body.code]).toEqual([409, 'other_plan']);
  const looked = await send('name,room\nmoved,B9');
  expect(looked.body.rows[0].changes).toEqual([{ column: 'room', from: 'B2', to: 'B9' }]);
  expect((await send('name,room\nmoved,B8', `?preview=0&token=${looked.body.token}`)).status).toBe(409);
});

test('what is no sheet, or too large a one, is refused with what to do', async () => {
  expect(await send('')).toMatchObject({ status: 422, body: { code: 'sheet_empty' } });
  expect(await send('a,b\n1,2')).toMatchObject({ status: 422, body: { code: 'sheet_no_name' } });
  expect((await send(Buffer.alloc(6 * 1024 * 1024, 'a'))).status).toBe(413);
});

test('the template has the headings and one row that is refused as it stands', async () => {
  const { body } = await ask('GET', 'targets/export?template=1&language=en');

  const plan = await send(String(body));

  expect(plan.body.rows.map(({ what }: { what: string }) => what)).toEqual(['refused']);
});

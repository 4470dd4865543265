import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeEvent } from '#collector/alerts/episode.ts';
import { type Alert, UNTOUCHED } from '#protocol/alert.ts';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
let operator: string;
let made = 0;
beforeAll(async () => {
  world = await testWorld();
  operator = await world.person('bob', [{ organisation: 'default', role: 'operator' }]);
  await world.person('vera', [{ organisation: 'default', role: 'viewer' }]);
  await world.person('olga', [{ organisation: 'elsewhere', role: 'operator' }]);
});
afterAll(() => world.close());
beforeEach(() => void world.told.splice(0));

async function happened(wanted: Partial<Alert> = {}): Promise<Alert> {
  const alert: Alert = {
    id: (++made).toString(16).padStart(32, '0'),
    rule: 'busy',
    ruleRevision: 1,
    organisation: 'default',
    target: 't',
    metric: 'cpu.usage_active',
    labels: { cpu: `${made}` },
    unit: '%',
    severity: 'warning',
    state: 'firing',
    beganAtMs: made,
    firedAtMs: made,
    value: 99,
    threshold: 90,
    ...UNTOUCHED,
    ...wanted,
  };
  await world.parts.alerts.addLate([makeEvent(alert, made, 1)]);
  return alert;
}

const ask = (id: string, deed: object, token = operator) =>
  world.ask(token, 'POST', `/api/v1/alerts/${id}/actions`, deed);
const audited = async (id: string) =>
  (await world.ask(world.admin, 'GET', '/api/v1/audit?limit=1000')).body.entries
    .filter((entry: { object: string }) => entry.object === `alert:${id}`)
    .map((entry: { action: string }) => entry.action)
    .reverse();

test('what a person does is a fact beside the state, an event, an audit entry and news for the others', async () => {
  const { id } = await happened();

  await ask(id, { action: 'claim' });
  await ask(id, { action: 'acknowledge', comment: 'seen' });
  await ask(id, { action: 'comment', comment: 'the fan is\nold' });
  await ask(id, { action: 'unacknowledge' });
  await ask(id, { action: 'assign', to: 'admin', comment: 'yours' });
  const closed = await ask(id, { action: 'close', cause: 'hardware', comment: 'new fan' });
  const reopened = await ask(id, { action: 'reopen', comment: 'loud again' });

  const atMs = world.clock.nowMs;
  expect(closed.body).toMatchObject({
    state: 'firing',
    acknowledged: null,
    assigned: { to: 'admin', by: 'bob' },
    closed: { by: 'bob', atMs, cause: 'hardware', comment: 'new fan' },
  });
  expect(reopened.body.closed).toBeNull();
  const { events } = (await world.ask(operator, 'GET', `/api/v1/alerts/${id}/events`)).body;
  expect(
    events.map((event: { kind: string; by: string | null; comment: string }) => [
      event.kind,
      event.by,
      event.comment,
    ]),
  ).toEqual([
    ['fired', null, ''],
    ['assigned', 'bob', ''],
    ['acknowledged', 'bob', 'seen'],
    ['commented', 'bob', 'the fan is\nold'],
    ['unacknowledged', 'bob', ''],
    ['assigned', 'bob', 'yours'],
    ['closed', 'bob', 'new fan'],
    ['reopened', 'bob', 'loud again'],
  ]);
  expect(world.told.map((event) => event.kind)).toEqual(
    events.slice(1).map((event: { kind: string }) => event.kind),
  );
  expect(await audited(id)).toEqual([
    'alert.claim',
    'alert.acknowledge',
    'alert.comment',
    'alert.unacknowledge',
    'alert.assign',
    'alert.close',
    'alert.reopen',
  ]);
});

test.each([
  ['flaps', { flapping: true }],
  [
    'is unknown because of another',
    { because: { alert: 'a', target: 'core', relation: 'network' as const, sinceMs: 1 } },
  ],
])('an alert that %s is worked on like any other', async (_how, facts) => {
  const { id } = await happened(facts);

  expect((await ask(id, { action: 'acknowledge' })).body).toMatchObject({
    ...facts,
    acknowledged: { by: 'bob' },
  });
  expect((await ask(id, { action: 'claim' })).body).toMatchObject({ assigned: { to: 'bob' } });
});

describe('is refused with the reason', () => {
  const resolved = { state: 'resolved' as const, resolvedAtMs: 5, resolution: 'recovered' as const };
  test.each([
    ['acknowledging what is over', resolved, [], { action: 'acknowledge' }, 'not_firing'],
    [
      'acknowledging twice',
      {},
      [{ action: 'acknowledge' }],
      { action: 'acknowledge' },
      'already_acknowledged',
    ],
    ['taking back what nobody said', {}, [], { action: 'unacknowledge' }, 'not_acknowledged'],
    ['claiming what one has', {}, [{ action: 'claim' }], { action: 'claim' }, 'already_assigned'],
    ['leaving what nobody has', {}, [], { action: 'assign', to: null }, 'already_assigned'],
    ['giving it to nobody we know', {}, [], { action: 'assign', to: 'nobody' }, 'unknown_person'],
    ['giving it to somebody who may only look', {}, [], { action: 'assign', to: 'vera' }, 'unknown_person'],
    ['giving it to somebody of elsewhere', {}, [], { action: 'assign', to: 'olga' }, 'unknown_person'],
    ['claiming what is closed', {}, [{ action: 'close', cause: 'unknown' }], { action: 'claim' }, 'closed'],
    [
      'closing twice',
      resolved,
      [{ action: 'close', cause: 'power' }],
      { action: 'close', cause: 'power' },
      'closed',
    ],
    ['reopening what is open', {}, [], { action: 'reopen' }, 'not_closed'],
    [
      'commenting what has not fired',
      { state: 'pending' as const, firedAtMs: null },
      [],
      { action: 'comment', comment: 'x' },
      'pending',
    ],
  ])('%s', async (_what, alert, before, deed, code) => {
    const { id } = await happened(alert);
    for (const each of before) expect((await ask(id, each)).status).toBe(200);
    const told = world.told.length;

    expect(await ask(id, deed)).toMatchObject({ status: 409, body: { code } });
    expect(world.told).toHaveLength(told);
    expect(await audited(id)).toHaveLength(before.length);
  });

  test.each([
    { action: 'comment', comment: ' ' },
    { action: 'close', cause: 'gremlins' },
    { action: 'close' },
    { action: 'delete' },
    { action: 'comment', comment: 'bell \u0007' },
  ])('%j, which is no deed', async (deed) => {
    expect((await ask((await happened()).id, deed)).status).toBe(400);
  });
});

describe('many at once', () => {
  test('each succeeds or is named with why not', async () => {
    const all = [];
    for (let i = 0; i < 60; i++) all.push((await happened()).id);
    await ask(all[3], { action: 'acknowledge' });
    world.told.splice(0);
    const alerts = [...all, all[0], 'f'.repeat(32)];

    const { body } = await world.ask(operator, 'POST', '/api/v1/alerts/actions', {
      alerts,
      deed: { action: 'acknowledge', comment: 'all of it' },
    });

    expect(body.done).toHaveLength(59);
    expect(body.refused).toMatchObject([
      { id: all[3], code: 'already_acknowledged' },
      { id: 'f'.repeat(32), code: 'unknown_alert' },
    ]);
    expect(world.told).toHaveLength(59);
    expect(await audited(all[59])).toEqual(['alert.acknowledge']);
  });

  test('are 500 at most', async () => {
    const alerts = Array.from({ length: 501 }, (_, index) => `a${index}`);

    const { status } = await world.ask(operator, 'POST', '/api/v1/alerts/actions', {
      alerts,
      deed: { action: 'claim' },
    });

    expect(status).toBe(400);
  });
});

test('those who may be given an alert are the ones who may work on it', async () => {
  const { body } = await world.ask(operator, 'GET', '/api/v1/alert-assignees?organisation=default');

  expect(body.persons.map(({ name }: { name: string }) => name)).toEqual(['admin', 'bob']);
});

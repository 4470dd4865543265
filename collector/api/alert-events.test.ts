import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { makeEvent } from '#collector/alerts/episode.ts';
import { type Alert, type AlertEvent, UNTOUCHED } from '#protocol/alert.ts';
import { type TestWorld, testWorld } from './test-world.ts';

const MINUTE = 60_000;
let world: TestWorld;
let T0: number;
let web: string;
let db: string;
let bob: string;

beforeAll(async () => {
  world = await testWorld();
  T0 = world.clock.nowMs;
  bob = await world.person('bob', [{ organisation: 'default', role: 'operator' }]);
  const make = async (name: string) =>
    (
      await world.ask(world.admin, 'POST', '/api/v1/targets', {
        organisation: 'default',
        kind: 'server',
        name,
      })
    ).body.id;
  web = await make('web-07');
  db = await make('db-master');
  await world.ask(world.admin, 'PUT', '/api/v1/groups/group-db', {
    id: 'group-db',
    organisation: 'default',
    name: 'databases',
    select: { targets: [db] },
  });
  await happen('1', { target: web, labels: { path: '/var/lib' } }, 1, 9);
  await happen('2', { target: db, rule: 'slow', severity: 'critical' }, 2);
  await happen('3', { target: db, rule: 'host-silent', labels: { path: '100%_full' } }, 3);
  await happen('4', { target: web, flapping: true }, 4);
  await happen('5', { target: 'group-db', rule: 'count', severity: 'info' }, 5);
  await happen('6', { target: 'elsewhere', organisation: 'other' }, 6);
  await work('2', { action: 'claim' });
  await work('3', { action: 'acknowledge', comment: 'Festplatte bestellt' });
  await work('1', { action: 'close', cause: 'capacity', comment: 'grew the volume' });
});
afterAll(() => world.close());

const id = (name: string) => name.padStart(32, '0');

async function happen(name: string, wanted: Partial<Alert>, began: number, ended?: number): Promise<void> {
  const alert: Alert = {
    id: id(name),
    rule: 'disk-full',
    ruleRevision: 1,
    organisation: 'default',
    target: web,
    metric: 'disk.used_percent',
    labels: {},
    unit: '%',
    severity: 'warning',
    state: 'firing',
    beganAtMs: T0 + began * MINUTE,
    firedAtMs: T0 + began * MINUTE,
    value: 99,
    threshold: 90,
    ...UNTOUCHED,
    ...wanted,
  };
  const events = [makeEvent(alert, alert.beganAtMs, 1)];
  if (ended !== undefined) {
    const resolvedAtMs = T0 + ended * MINUTE;
    events.push(
      makeEvent({ ...alert, state: 'resolved', resolvedAtMs, resolution: 'recovered' }, resolvedAtMs, 2),
    );
  }
  await world.parts.alerts.addLate(events);
}

async function work(name: string, deed: object): Promise<void> {
  world.clock.nowMs += 20 * MINUTE;
  const { status } = await world.ask(bob, 'POST', `/api/v1/alerts/${id(name)}/actions`, deed);
  expect(status).toBe(200);
}

const alerts = async (query: string, token = bob): Promise<string[]> =>
  (await world.ask(token, 'GET', `/api/v1/alerts?${query}`)).body.alerts.map((alert: Alert) =>
    alert.id.replace(/^0+/, ''),
  );
const events = async (query: string, token = bob): Promise<string[]> =>
  (await world.ask(token, 'GET', `/api/v1/alert-events?${query}`)).body.events.map(
    ({ kind, alert }: AlertEvent) => `${alert.id.replace(/^0+/, '')} ${kind}`,
  );

describe('the list of alerts', () => {
  test.each([
    ['', ['5', '4', '3', '2', '1']],
    ['state=firing&severity=critical,info', ['5', '2']],
    ['severity=warning&severity=critical&state=firing', ['4', '3', '2']],
    ['acknowledged=true', ['3']],
    ['acknowledged=false&state=firing', ['5', '4', '2']],
    ['assigned=me', ['2']],
    ['assigned=nobody&state=firing', ['5', '4', '3']],
    ['assigned=bob', ['2']],
    ['closed=true', ['1']],
    ['flapping=true', ['4']],
    ['unknown=true', []],
    ['group=group-db', ['5', '3', '2']],
    ['text=WEB-0', ['4', '1']],
    ['text=/var/', ['1']],
    ['text=0%25_f', ['3']],
    ['text=_', ['5', '4', '3', '2', '1']],
    ['text=festplatte', ['3']],
    ['text=nowhere', []],
  ])('%s', async (query, expected) => {
    expect(await alerts(query)).toEqual(expected);
  });

  test('of a group that one may not see is refused', async () => {
    expect(await world.ask(bob, 'GET', '/api/v1/alerts?group=group-none')).toMatchObject({
      status: 400,
      body: { details: { issues: [{ field: 'group' }] } },
    });
  });
});

test('the head of the page counts what stands', async () => {
  const count = async (query: string) => (await world.ask(bob, 'GET', `/api/v1/alerts/counts${query}`)).body;

  expect(await count('')).toEqual({
    firing: { info: 1, warning: 2, critical: 1 },
    pending: { info: 0, warning: 0, critical: 0 },
    open: 3,
    unknown: 0,
    acknowledged: 1,
    assigned: 1,
    mine: 1,
    closed: 0,
    flapping: 1,
  });
  expect(await count('?group=group-db')).toMatchObject({ firing: { warning: 1 }, open: 2, flapping: 0 });
});

describe('the history', () => {
  test.each([
    [
      '',
      [
        '1 closed',
        '3 acknowledged',
        '2 assigned',
        '1 resolved',
        '5 fired',
        '4 fired',
        '3 fired',
        '2 fired',
        '1 fired',
      ],
    ],
    ['by=bob', ['1 closed', '3 acknowledged', '2 assigned']],
    ['kind=closed,acknowledged', ['1 closed', '3 acknowledged']],
    ['kind=resolved&kind=closed', ['1 closed', '1 resolved']],
    ['rule=slow', ['2 assigned', '2 fired']],
    ['severity=critical,info&kind=fired', ['5 fired', '2 fired']],
    ['group=group-db&kind=fired', ['5 fired', '3 fired', '2 fired']],
    ['text=BESTELLT', ['3 acknowledged']],
    ['text=/var', ['1 closed', '1 resolved', '1 fired']],
    ['text=db-master&kind=fired', ['3 fired', '2 fired']],
    ['kind=fired&by=bob', []],
  ])('%s', async (query, expected) => {
    expect(await events(query)).toEqual(expected);
  });

  test('of a time and a target', async () => {
    const query = `target=${web}&from=${T0 + MINUTE}&to=${T0 + 9 * MINUTE}`;

    expect(await events(query)).toEqual(['4 fired', '1 fired']);
  });

  test('comes page by page, each event once', async () => {
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const { body } = await world.ask(
        bob,
        'GET',
        `/api/v1/alert-events?limit=2${next && `&cursor=${next}`}`,
      );
      seen.push(...body.events.map((event: AlertEvent) => event.id));
      next = body.next;
    }

    expect(new Set(seen).size).toBe(9);
    expect(seen).toHaveLength(9);
  });

  test('looks at a bounded number of events, and says from where to go on', async () => {
    onTestFinished(() =>
      world.ledger.sql.run(`DELETE FROM alert_events WHERE alert = 'many'`).then(() => undefined),
    );
    await world.ledger.sql.run(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45000)
       INSERT INTO alert_events (number, id, alert, kind, at_ms, position, late, comment, organisation, target, rule,
         severity, snapshot)
       SELECT 1000 + i, 'many-' || i, 'many', 'fired', ? + i, 0, 0, '', 'default', 'many', 'many', 'info', '{}' FROM n`,
      T0 + 1_000 * MINUTE,
    );

    const first = (await world.ask(bob, 'GET', '/api/v1/alert-events?text=bestellt')).body;
    const second = (await world.ask(bob, 'GET', `/api/v1/alert-events?text=bestellt&cursor=${first.next}`))
      .body;

    expect(first).toMatchObject({ events: [], searchedToMs: T0 + 1_000 * MINUTE + 13_001 });
    expect(second).toMatchObject({
      events: [{ comment: 'Festplatte bestellt' }],
      next: null,
      searchedToMs: null,
    });
  });

  test('refuses what is no kind, and a cursor that it did not give', async () => {
    expect((await world.ask(bob, 'GET', '/api/v1/alert-events?kind=exploded')).status).toBe(400);
    expect((await world.ask(bob, 'GET', '/api/v1/alert-events?cursor=abc')).status).toBe(400);
  });
});

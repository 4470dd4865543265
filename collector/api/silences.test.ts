import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeEvent } from '#collector/alerts/episode.ts';
import { silenceStage } from '#collector/silences/holding.ts';
import { Silences } from '#collector/silences/silences.ts';
import { chinaCalendar } from '#judging/schedule/working-days.ts';
import { type Alert, UNTOUCHED } from '#protocol/alert.ts';
import { type TestWorld, testWorld } from './test-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let world: TestWorld;
let bob: string;
let target: string;
let nowMs: number;
beforeEach(async () => {
  world = await testWorld();
  nowMs = world.clock.nowMs;
  bob = await world.person('bob', [{ organisation: 'default', role: 'operator' }]);
  const made = { organisation: 'default', kind: 'switch', name: 'core' };
  target = (await world.ask(world.admin, 'POST', '/api/v1/targets', made)).body.id;
});
afterEach(() => world.close());

/** Sessions have ended by then. */
async function comes(atMs: number): Promise<void> {
  world.clock.nowMs = atMs;
  bob = await world.person('bob.again', [{ organisation: 'default', role: 'operator' }]);
}

const ask = (method: string, url: string, body?: unknown) => world.ask(bob, method, url, body);
const wanted = (more: object = {}) => ({
  kind: 'silence',
  name: 'new switch',
  match: { targets: [target] },
  times: { kind: 'for', durationMs: 2 * HOUR },
  comment: '',
  ...more,
});
const make = (more: object = {}) =>
  ask('POST', '/api/v1/silences', { organisation: 'default', ...wanted(more) });
const nightly = { kind: 'repeated', cron: '0 2 * * *', durationMs: HOUR, fromMs: 0, untilMs: null };

async function fires(wanted: Partial<Alert> = {}): Promise<Alert> {
  const alert: Alert = {
    id: Math.random().toString(16).slice(2).padStart(32, '0'),
    rule: 'port-down',
    ruleRevision: 1,
    organisation: 'default',
    target,
    metric: 'interface.oper_status',
    labels: {},
    unit: '',
    severity: 'critical',
    state: 'firing',
    beganAtMs: nowMs,
    firedAtMs: nowMs,
    value: 2,
    threshold: 1,
    ...UNTOUCHED,
    ...wanted,
  };
  await world.parts.alerts.addLate([makeEvent(alert, nowMs, 1)]);
  return alert;
}
const verdict = (alert: Alert, atMs: number) =>
  silenceStage(world.parts.silences)(makeEvent(alert, atMs, 1), atMs);

describe('the stage of telling', () => {
  test('holds what is silenced until the end of the window, and lets it pass then', async () => {
    const alert = await fires();
    expect(verdict(alert, nowMs)).toBeUndefined();

    const { body } = await make();

    expect(verdict(alert, nowMs)).toEqual({
      held: 'silenced',
      untilMs: nowMs + 2 * HOUR,
      params: { silence: body.silence.id, name: 'new switch' },
    });
    expect(verdict(alert, nowMs + 2 * HOUR)).toBeUndefined();
    expect(verdict(await fires({ target: 'other' }), nowMs)).toBeUndefined();
    expect(verdict(await fires({ organisation: 'other' }), nowMs)).toBeUndefined();
  });

  test('heeds planned work that comes again, hour by hour, and what is ended or changed at once', async () => {
    const alert = await fires();
    const { body } = await make({ kind: 'maintenance', times: nightly });
    const two = Date.UTC(2030, 0, 1, 18);
    let changes = 0;
    world.parts.silences.onChange(() => void changes++);

    expect(verdict(alert, two - 1)).toBeUndefined();
    expect(verdict(alert, two)).toMatchObject({ held: 'maintenance', untilMs: two + HOUR });
    expect(verdict(alert, two + HOUR)).toBeUndefined();
    expect(verdict(alert, two + 24 * HOUR + MINUTE)).toMatchObject({ untilMs: two + 25 * HOUR });

    await comes(two + 24 * HOUR + MINUTE);
    await ask('POST', `/api/v1/silences/${body.silence.id}/end`);
    expect(verdict(alert, world.clock.nowMs)).toBeUndefined();
    expect(changes).toBe(1);
  });

  test('knows after a restart what it knew before', async () => {
    const alert = await fires();
    await make();

    const again = await Silences.open(
      {
        sql: world.ledger.sql,
        audit: world.registry.audit,
        clockOf: () => ({ zone: 'Asia/Shanghai', calendar: chinaCalendar() }),
        placeOf: () => ({ groups: [], meaning: undefined }),
      },
      nowMs,
    );

    expect(again.holding(alert, nowMs)).toEqual(world.parts.silences.holding(alert, nowMs));
    expect(again.holding(alert, nowMs)).toBeDefined();
  });

  test('compares ten thousand alerts with what holds in memory', async () => {
    for (let i = 0; i < 50; i++) await make({ name: `s${i}`, match: { labels: { port: `GE${i}` } } });
    const alert = await fires({ labels: { port: 'GE49' } });

    for (let i = 0; i < 10_000; i++) world.parts.silences.holding(alert, nowMs + i);

    expect(world.parts.silences.holding(alert, nowMs)).toMatchObject({ name: 's49' });
  });
});

test('an alert shows what holds it back, as long as it does', async () => {
  const { id } = await fires();
  const shown = async () => [
    (await ask('GET', `/api/v1/alerts/${id}`)).body.silenced,
    (await ask('GET', '/api/v1/alerts')).body.alerts[0].silenced,
  ];
  expect(await shown()).toEqual([null, null]);

  const { silence } = (await make()).body;

  const holding = { silence: silence.id, kind: 'silence', name: 'new switch', untilMs: nowMs + 2 * HOUR };
  expect(await shown()).toEqual([holding, holding]);
  world.clock.nowMs += 2 * HOUR;
  expect(await shown()).toEqual([null, null]);
});

describe('a silence', () => {
  test('is listed by how it stands, with when it ends and when it comes', async () => {
    await make();
    await make({ name: 'nightly', kind: 'maintenance', times: nightly });
    const { body: over } = await make({ name: 'over' });
    await ask('POST', `/api/v1/silences/${over.silence.id}/end`);

    const names = async (query: string) =>
      (await ask('GET', `/api/v1/silences?${query}`)).body.silences.map(
        ({
          silence,
          state,
          untilMs,
          nextMs,
        }: {
          silence: { name: string };
          state: string;
          untilMs: number;
          nextMs: number;
        }) => [silence.name, state, untilMs, nextMs],
      );

    const active = ['new switch', 'active', nowMs + 2 * HOUR, null];
    const coming = ['nightly', 'coming', null, Date.UTC(2030, 0, 1, 18)];
    expect(await names('state=active')).toEqual([active]);
    expect(await names('state=coming')).toEqual([coming]);
    expect(await names('state=ended')).toEqual([['over', 'ended', null, null]]);
    expect(await names('kind=maintenance')).toEqual([coming]);
    expect(await names('')).toHaveLength(3);
    expect(await names('state=standing')).toHaveLength(2);
  });

  test('that has not held may change in every way, and be removed', async () => {
    const { body } = await make({ times: nightly });
    const url = `/api/v1/silences/${body.silence.id}`;
    expect(body.deletable).toBe(true);

    const changed = await ask(
      'PUT',
      url,
      wanted({ kind: 'maintenance', match: {}, times: { ...nightly, cron: '0 4 * * *' } }),
    );

    expect(changed).toMatchObject({ status: 200, body: { silence: { kind: 'maintenance' } } });
    expect((await ask('DELETE', url)).status).toBe(204);
    expect((await ask('GET', url)).status).toBe(404);
  });

  test('that has held keeps what it covered: its end may move, nothing else', async () => {
    const { body } = await make();
    const url = `/api/v1/silences/${body.silence.id}`;
    world.clock.nowMs += HOUR;

    const longer = await ask(
      'PUT',
      url,
      wanted({ name: 'takes longer', times: { kind: 'for', durationMs: 4 * HOUR } }),
    );
    const wider = await ask('PUT', url, wanted({ match: {} }));
    const other = await ask('PUT', url, wanted({ times: nightly }));

    expect(longer.body.silence).toMatchObject({
      name: 'takes longer',
      times: { kind: 'once', fromMs: nowMs, toMs: nowMs + 5 * HOUR },
    });
    expect(wider).toMatchObject({ status: 409, body: { code: 'has_begun' } });
    expect(other).toMatchObject({ status: 409, body: { code: 'has_begun' } });
    expect(await ask('DELETE', url)).toMatchObject({ status: 409, body: { code: 'has_begun' } });
    await ask('POST', `${url}/end`);
    expect(await ask('PUT', url, wanted())).toMatchObject({ status: 409, body: { code: 'over' } });
  });

  test('never covers what was before it was made', async () => {
    const times = { kind: 'once', fromMs: nowMs - 10 * HOUR, toMs: nowMs + HOUR };

    expect((await make({ times })).body.silence.times).toEqual({ ...times, fromMs: nowMs });
  });

  test('keeps a group that it names from being removed', async () => {
    const group = { id: 'group-core', organisation: 'default', name: 'core', select: { targets: [target] } };
    await world.ask(world.admin, 'PUT', '/api/v1/groups/group-core', group);
    world.registry.groups.onUsesAsked(async (id) => world.parts.silences.usesOfGroup(id, world.clock.nowMs));
    const { body } = await make({ match: { groups: ['group-core'] } });
    const alert = await fires();

    expect(verdict(alert, nowMs)).toMatchObject({ held: 'silenced' });
    expect((await world.ask(world.admin, 'DELETE', '/api/v1/groups/group-core')).status).toBe(409);
    await ask('POST', `/api/v1/silences/${body.silence.id}/end`);
    expect((await world.ask(world.admin, 'DELETE', '/api/v1/groups/group-core')).status).toBe(204);
  });

  test.each([
    ['times.cron', { times: { ...nightly, cron: '0 25 * * *' } }],
    ['times.toMs', { times: { kind: 'once', fromMs: 5, toMs: 9 } }],
    ['times.hours', { times: { kind: 'hours', hours: [], fromMs: 0, untilMs: null } }],
    ['times.untilMs', { times: { ...nightly, untilMs: 9 } }],
    ['match.targets.0', { match: { targets: ['nobody'] } }],
    ['match.rules.0', { match: { rules: ['nothing'] } }],
    ['match.groups.0', { match: { groups: ['group-none'] } }],
  ])('with a wrong %s is refused', async (field, more) => {
    expect(await make(more)).toMatchObject({
      status: 400,
      body: { details: { issues: [{ field }] } },
    });
  });

  test('is made by those who may, and every change is in the audit', async () => {
    const viewer = await world.person('vera', [{ organisation: 'default', role: 'viewer' }]);
    const body = { organisation: 'default', ...wanted() };
    expect((await world.ask(viewer, 'POST', '/api/v1/silences', body)).status).toBe(403);
    const { id } = (await make({ times: nightly })).body.silence;
    await ask('PUT', `/api/v1/silences/${id}`, wanted({ name: 'b', times: nightly }));
    await ask('POST', `/api/v1/silences/${id}/end`);

    const { entries } = (await world.ask(world.admin, 'GET', '/api/v1/audit')).body;

    expect(
      entries
        .filter(({ object }: { object: string }) => object === `silence:${id}`)
        .map(({ action }: { action: string }) => action),
    ).toEqual(['silence.end', 'silence.change', 'silence.create']);
  });
});

describe('before it is saved', () => {
  test('it shows which standing alerts it means, and its next windows', async () => {
    const one = await fires();
    await fires({ target: 'other' });
    await fires({ state: 'resolved', resolvedAtMs: nowMs, resolution: 'recovered' });

    const { body } = await ask('POST', '/api/v1/silences/preview', {
      organisation: 'default',
      match: { targets: [target] },
      times: nightly,
    });

    expect(body).toMatchObject({ matches: 1, looked: 2, complete: true, alerts: [{ id: one.id }] });
    expect(body.windows).toHaveLength(20);
    expect(body.windows[1]).toEqual({ fromMs: Date.UTC(2030, 0, 2, 18), toMs: Date.UTC(2030, 0, 2, 19) });
  });
});

test('a calendar has the windows of all of them in time, those that were ended as well', async () => {
  await make();
  const { body } = await make({ name: 'nightly', kind: 'maintenance', times: nightly });
  const two = Date.UTC(2030, 0, 1, 18);
  await comes(two + 24 * HOUR + 10 * MINUTE);
  await ask('POST', `/api/v1/silences/${body.silence.id}/end`);
  const shown = async (query: string) =>
    (await ask('GET', `/api/v1/silence-windows?from=${nowMs}&to=${nowMs + 7 * 24 * HOUR}${query}`)).body;

  const { windows, complete } = await shown('');

  expect(complete).toBe(true);
  expect(
    windows.map(({ name, fromMs, toMs }: { name: string; fromMs: number; toMs: number }) => [
      name,
      fromMs,
      toMs,
    ]),
  ).toEqual([
    ['new switch', nowMs, nowMs + 2 * HOUR],
    ['nightly', two, two + HOUR],
    ['nightly', two + 24 * HOUR, two + 24 * HOUR + 10 * MINUTE],
  ]);
  expect((await shown('&kind=silence')).windows).toHaveLength(1);
  expect((await ask('GET', '/api/v1/silence-windows?from=5&to=5')).status).toBe(400);
});

test.each([
  { kind: 'once', fromMs: 9e15, toMs: 9e15 + 1_000 },
  { ...nightly, fromMs: 9e15 },
  { ...nightly, untilMs: 9e15 },
  { kind: 'hours', hours: [{ days: ['mon'], from: '01:00', to: '02:00' }], fromMs: 1e300, untilMs: null },
])('times that no clock can show are refused and never kept: %j', async (times) => {
  expect(await make({ times })).toMatchObject({
    status: 400,
    body: { details: { allowed: expect.any(Number) } },
  });
  expect((await ask('GET', '/api/v1/silences')).body.silences).toEqual([]);
});

test('a calendar of years that nobody can name is refused', async () => {
  for (const span of ['from=-2000&to=-1000', 'from=9000000000000000&to=9000000000001000'])
    expect((await ask('GET', `/api/v1/silence-windows?${span}`)).status).toBe(400);
});

test('a run each minute, lasting one, fills a calendar without a gap up to where it is cut', async () => {
  await make({ times: { ...nightly, cron: '* * * * *', durationMs: MINUTE } });

  const { body } = await ask('GET', `/api/v1/silence-windows?from=${nowMs}&to=${nowMs + 12 * HOUR}`);

  expect(body.complete).toBe(true);
  expect(body.windows[0].fromMs).toBe(nowMs);
  expect(body.windows.at(-1).toMs).toBe(nowMs + 12 * HOUR);
  for (const [index, { fromMs }] of body.windows.slice(1).entries())
    expect(fromMs).toBe(body.windows[index].toMs);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventId, makeEvent } from '#collector/alerts/episode.ts';
import { type Alert, UNTOUCHED } from '#protocol/alert.ts';
import { Rule } from '#protocol/rule.ts';
import { type TestWorld, testWorld } from './test-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let world: TestWorld;
let T0: number;
let core: string;
let web: string;
beforeEach(async () => {
  world = await testWorld();
  T0 = world.clock.nowMs;
  const rule = (id: string, meaning?: string) =>
    Rule.parse({
      id,
      name: { 'zh-CN': id, en: id },
      reason: { 'zh-CN': '', en: '' },
      watch: { metric: 'probe.state' },
      condition: { kind: 'above', threshold: 0 },
      severity: 'critical',
      meaning,
    });
  await world.parts.rules.put(rule('gone', 'unreachable'), 'admin');
  await world.parts.rules.put(rule('full'), 'admin');
  const make = async (name: string) =>
    (await ask('POST', '/api/v1/targets', { organisation: 'default', kind: 'switch', name })).body.id;
  core = await make('core');
  web = await make('web');
  const group = { id: 'group-racks', organisation: 'default', name: 'all', select: { targets: [core, web] } };
  await ask('PUT', '/api/v1/groups/group-racks', group);
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);

let made = 0;
async function down(target: string, from: number, to: number | null, rule = 'gone'): Promise<Alert> {
  const beganAtMs = T0 + from * MINUTE;
  const firing: Alert = {
    id: (++made).toString(16).padStart(32, '0'),
    rule,
    ruleRevision: 1,
    organisation: 'default',
    target,
    metric: 'probe.state',
    labels: {},
    unit: '',
    severity: 'critical',
    state: 'firing',
    beganAtMs,
    firedAtMs: beganAtMs + MINUTE,
    value: 1,
    threshold: 0,
    ...UNTOUCHED,
  };
  await world.parts.alerts.addLate([makeEvent(firing, beganAtMs, 1)]);
  if (to === null) return firing;
  const resolvedAtMs = T0 + to * MINUTE;
  const over = { ...firing, state: 'resolved' as const, resolvedAtMs, resolution: 'recovered' as const };
  await world.parts.alerts.addLate([makeEvent(over, resolvedAtMs, 2)]);
  return over;
}

async function measured(of: string, from = 0, to = 600) {
  world.clock.nowMs = T0 + 600 * MINUTE;
  return (await ask('GET', `/api/v1/${of}/availability?from=${T0 + from * MINUTE}&to=${T0 + to * MINUTE}`))
    .body;
}
const plan = (times: object, match: object = { targets: [core] }, kind = 'maintenance') =>
  ask('POST', '/api/v1/silences', { organisation: 'default', kind, name: 'work', match, times });
const minutes = (found: Record<string, number>) =>
  ['upMs', 'downMs', 'maintenanceMs', 'unknownMs'].map((name) => found[name] / MINUTE);

test('downtime is the time under an alert that says it is unreachable, from the first sign of it', async () => {
  const alert = await down(core, 100, 160);
  await down(core, 300, 400, 'full');
  await down(core, 590, null);

  const found = await measured(`targets/${core}`, 0, 900);

  expect(minutes(found)).toEqual([530, 70, 0, 0]);
  expect(found).toMatchObject({ share: 530 / 600, toMs: T0 + 600 * MINUTE });
  expect(found.down).toEqual([
    { fromMs: T0 + 100 * MINUTE, toMs: T0 + 160 * MINUTE },
    { fromMs: T0 + 590 * MINUTE, toMs: T0 + 600 * MINUTE },
  ]);
  expect(found.outages[1]).toMatchObject({ alert: alert.id, rule: 'gone' });
});

test('planned work is no downtime, a silence is, and work on something else too', async () => {
  const once = (from: number, to: number) => ({
    kind: 'once',
    fromMs: T0 + from * MINUTE,
    toMs: T0 + to * MINUTE,
  });
  await plan(once(110, 140));
  await plan(once(140, 150), { targets: [core] }, 'silence');
  await plan(once(150, 160), { targets: [web] });
  await down(core, 100, 160);

  expect(minutes(await measured(`targets/${core}`))).toEqual([540, 30, 30, 0]);
});

test('planned work that came again counts each time, also when it was ended since', async () => {
  const times = { kind: 'repeated', cron: '0 * * * *', durationMs: 10 * MINUTE, fromMs: T0, untilMs: null };
  const { body } = await plan(times);
  await down(core, 60, 75);
  await down(core, 120, 125);
  world.clock.nowMs = T0 + 122 * MINUTE;
  await ask('POST', `/api/v1/silences/${body.silence.id}/end`);

  expect(minutes(await measured(`targets/${core}`))).toEqual([580, 8, 12, 0]);
});

test('what another trouble hid is unknown, as is the time in which nobody listened or it was not there', async () => {
  const alert = await down(core, 100, 200);
  const because = { alert: 'x', target: 'y', relation: 'network' as const, sinceMs: T0 + 120 * MINUTE };
  const event = (kind: 'suppressed' | 'released', at: number) => ({
    ...makeEvent(alert, T0 + at * MINUTE, 3),
    id: eventId(alert.id, kind, at),
    kind,
    alert: { ...alert, because: kind === 'suppressed' ? because : null },
  });
  await world.parts.alerts.addLate([event('suppressed', 120), event('released', 150)]);
  const gap = { fromMs: T0 + 190 * MINUTE, toMs: T0 + 220 * MINUTE };
  await world.ledger.sql.run(
    "INSERT INTO settings (name, value, changed_at_ms) VALUES ('jobs.gaps', ?, 0) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    JSON.stringify([gap]),
  );

  expect(minutes(await measured(`targets/${core}`, -60))).toEqual([480, 60, 0, 120]);
});

test('a rule that is gone is remembered, and so is what it said', async () => {
  await down(core, 100, 160);
  await ask('DELETE', '/api/v1/rules/gone');

  expect(minutes(await measured(`targets/${core}`))).toEqual([540, 60, 0, 0]);
});

test('the targets of a group are added, the least available first', async () => {
  await down(core, 0, 60);
  await down(web, 0, 300);

  const found = await measured('groups/group-racks');

  expect(minutes(found)).toEqual([840, 360, 0, 0]);
  expect(found.share).toBe(0.7);
  expect(
    found.targets.map(({ target, share }: { target: string; share: number }) => [target, share]),
  ).toEqual([
    [web, 0.5],
    [core, 0.9],
  ]);
});

test('what has not come yet, or is too long, is refused', async () => {
  const get = (from: number, to: number) =>
    ask('GET', `/api/v1/targets/${core}/availability?from=${from}&to=${to}`);

  expect((await get(T0 + 1, T0 + 2)).status).toBe(400);
  expect((await get(T0 - 500 * 24 * HOUR, T0)).status).toBe(400);
  expect((await get(T0, T0 - 1)).status).toBe(400);
});

/*
 * What others were reported to get wrong, in our terms: real telling, causes and silences over a real ledger to a real
 * webhook, at a time of our own. Written from what the reports describe; each test names its own.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Call } from '#channels/channel.ts';
import { makeTurn } from '#collector/alerts/episode.ts';
import { Audit } from '#collector/audit/audit.ts';
import { channelType } from '#collector/notify/channel-config.ts';
import type { Teller } from '#collector/notify/teller.ts';
import { T0, type TellingWorld, tellingWorld } from '#collector/notify/test-telling-world.ts';
import { JournalScript } from '#collector/rules/journal-script.ts';
import { openStreamJudge } from '#collector/rules/stream-judge.ts';
import { STEP_MS, testRule, testSchema } from '#collector/rules/test-judge.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import { silenceStage } from '#collector/silences/holding.ts';
import { Silences } from '#collector/silences/silences.ts';
import { chinaCalendar } from '#judging/schedule/working-days.ts';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import { AlertMatch } from '#protocol/alert-match.ts';
import type { Severity } from '#protocol/rule.ts';
import { CauseDesk } from './cause-desk.ts';
import { causeStage } from './cause-stage.ts';
import { anEstate, aTarget } from './test-estate.ts';
import { MEANING_OF, Room } from './test-room.ts';

const MINUTE_MS = 60_000;
const PATIENCE = { waitMs: 15_000, settleMs: 90_000, polledSettleMs: 330_000 };
/** Two machines on a switch, and one that has nothing to do with it. */
const ESTATE = anEstate(
  [
    aTarget('ward', {}, { kind: 'collector' }),
    aTarget('core', {}),
    aTarget('web1', { network: ['core'] }, { kind: 'server' }),
    aTarget('web2', { network: ['core'] }, { kind: 'server' }),
    aTarget('db1', {}, { kind: 'server' }),
  ],
  { agents: ['web1', 'web2', 'db1'].map((target) => ({ target, organisation: 'main', zone: null })) },
);

let world: TellingWorld;
let room: Room;
let desk: CauseDesk;
let silences: Silences;
let teller: Teller;
let position = 1_000;

beforeEach(async () => {
  world = await tellingWorld();
  await world.channel('ops', { isDefault: true, callsPerMinute: 600 });
  room = new Room(world.ledger.sql, [], T0, () => true);
  await open();
});
afterEach(async () => {
  await desk.close();
  await world.close();
  expect(world.faults).toEqual([]);
});

async function open(): Promise<void> {
  const { sql } = world.ledger;
  const nowMs = () => world.clock.nowMs;
  desk = await CauseDesk.open({
    sql,
    estate: async () => ESTATE,
    meaningOf: (rule) => MEANING_OF[rule],
    signs: () => room.signs,
    nowMs,
    onFault: (what, error) => void world.faults.push(`${what}: ${error.message}`),
    patience: PATIENCE,
  });
  silences = await Silences.open(
    {
      sql,
      audit: new Audit(sql, Buffer.alloc(32), nowMs),
      clockOf: () => ({ zone: 'Asia/Shanghai', calendar: chinaCalendar() }),
      placeOf: ({ rule }) => ({ groups: [], meaning: MEANING_OF[rule] }),
    },
    nowMs(),
  );
  teller = world.teller({
    suppress: causeStage(desk),
    silence: silenceStage(silences),
    causes: desk,
  });
  const mine = teller;
  silences.onChange(() => mine.reconsider());
  desk.onDecided(() => mine.reconsider());
}

/** Everything ends as a crash ends it, and begins anew. */
async function restart(): Promise<void> {
  await desk.close();
  await teller.close();
  await open();
}

async function happen(...events: AlertEvent[]): Promise<void> {
  desk.take(await room.record(events));
  await goBy(2_000);
}

async function goBy(ms: number, stepMs = 1_000): Promise<void> {
  for (const endMs = world.clock.nowMs + ms; world.clock.nowMs < endMs; ) {
    world.clock.nowMs += stepMs;
    await desk.run();
    await teller.run();
  }
}

async function plan(target: string, minutes: number): Promise<void> {
  const { nowMs } = world.clock;
  const times = { kind: 'once', fromMs: nowMs, toMs: nowMs + minutes * MINUTE_MS } as const;
  const match = AlertMatch.parse({ targets: [target] });
  const fields = { kind: 'maintenance', name: 'work', match, times, comment: '' } as const;
  await silences.create({ who: 'bob', address: '' }, 'main', fields, nowMs);
}

const told = () =>
  world.received.flatMap(({ events }) =>
    events.map(({ kind, alert }) => `${kind} ${alert.target} ${alert.severity}`),
  );

function full(target: string, severity: Severity = 'critical'): Alert {
  const { nowMs } = world.clock;
  return room.alert('space', target, nowMs, nowMs, { severity, metric: 'disk.used_percent' });
}

function silent(target: string, rule = 'agent-silent'): Alert {
  const { nowMs } = world.clock;
  return room.alert(rule, target, nowMs - MINUTE_MS, nowMs);
}

const fires = (alert: Alert) => happen(room.fired(alert, world.clock.nowMs));
const recovers = (alert: Alert) => happen(room.resolved(alert, world.clock.nowMs));
const becomes = (alert: Alert, severity: Severity, from: Severity) =>
  happen(makeTurn('severity_changed', { ...alert, severity }, from, world.clock.nowMs, position++));

describe('planned work', () => {
  test('begins while all is well and ends while something is critical: told then, and so is its end (icinga2#5713, #3779, #10354)', async () => {
    await plan('db1', 60);
    await goBy(10 * MINUTE_MS, MINUTE_MS);
    const alert = full('db1');
    await fires(alert);
    await goBy(45 * MINUTE_MS, MINUTE_MS);
    expect(told()).toEqual([]);

    await goBy(6 * MINUTE_MS, MINUTE_MS);
    expect(told()).toEqual(['fired db1 critical']);
    await recovers(alert);

    expect(told()).toEqual(['fired db1 critical', 'resolved db1 critical']);
  });

  test('hides a trouble from its beginning to its end: no end is told of what nobody was told (icinga2#5713)', async () => {
    await plan('db1', 60);
    const alert = full('db1');
    await fires(alert);
    await recovers(alert);
    await goBy(70 * MINUTE_MS, MINUTE_MS);

    expect(told()).toEqual([]);
  });

  test('does not swallow the end of what was told before, whatever changed meanwhile (icinga2#9054, #9207, #4427)', async () => {
    const alert = full('db1');
    await fires(alert);
    await plan('db1', 60);
    await becomes(alert, 'warning', 'critical');
    await becomes({ ...alert, severity: 'warning' }, 'critical', 'warning');
    await goBy(5 * MINUTE_MS, MINUTE_MS);
    expect(told()).toEqual(['fired db1 critical']);

    await recovers(alert);
    await goBy(70 * MINUTE_MS, MINUTE_MS);

    expect(told()).toEqual(['fired db1 critical', 'resolved db1 critical']);
  });

  test('lets what rose in it be told once it ends, as it is by then; what fell again is none (icinga2#9207)', async () => {
    const [rose, back] = [full('db1', 'warning'), full('web1', 'warning')];
    await fires(rose);
    await fires(back);
    await plan('db1', 60);
    await plan('web1', 60);
    for (const alert of [rose, back]) await becomes(alert, 'critical', 'warning');
    await becomes({ ...back, severity: 'critical' }, 'warning', 'critical');
    await goBy(50 * MINUTE_MS, MINUTE_MS);
    const before = ['fired db1 warning', 'fired web1 warning'];
    expect(told()).toEqual(before);

    await goBy(15 * MINUTE_MS, MINUTE_MS);

    expect(told()).toEqual([...before, 'severity_changed db1 critical']);
  });

  test('in which something recovers and breaks again: its end at once, its return when the work ends (icinga2#9207)', async () => {
    const first = full('db1');
    await fires(first);
    await plan('db1', 60);
    await recovers(first);
    await goBy(MINUTE_MS, MINUTE_MS);
    await fires(full('db1'));
    await goBy(30 * MINUTE_MS, MINUTE_MS);
    const before = ['fired db1 critical', 'resolved db1 critical'];
    expect(told()).toEqual(before);

    await goBy(31 * MINUTE_MS, MINUTE_MS);

    expect(told()).toEqual([...before, 'fired db1 critical']);
  });

  test('calls nobody at its end for what recovered in it: that was told when it happened (icinga2#7977)', async () => {
    const alert = full('db1');
    await fires(alert);
    await plan('db1', 120);
    await goBy(60 * MINUTE_MS, MINUTE_MS);
    await recovers(alert);
    const known = world.received.length;
    expect(told()).toEqual(['fired db1 critical', 'resolved db1 critical']);

    await goBy(90 * MINUTE_MS, MINUTE_MS);

    expect(world.received).toHaveLength(known);
  });

  test('ends, and what was down before is not told once more (uptime-kuma#7148, #2846)', async () => {
    await fires(full('db1'));
    await plan('db1', 30);
    await goBy(40 * MINUTE_MS, MINUTE_MS);

    expect(told()).toEqual(['fired db1 critical']);
  });

  test('on a switch keeps quiet what hangs on it, whoever is noticed first; at its end the switch is told alone (librenms#18979)', async () => {
    await plan('core', 60);
    const [one, other] = [silent('web1'), silent('web2')];
    await fires(one);
    await goBy(10_000);
    const core = silent('core', 'device-unreachable');
    await fires(core);
    await fires(other);
    await goBy(50 * MINUTE_MS, 5_000);
    expect(told()).toEqual([]);
    await restart();
    await goBy(5 * MINUTE_MS, 5_000);
    expect(told()).toEqual([]);
    expect(desk.consequences(core.id).map(({ target }) => target)).toHaveLength(2);

    await goBy(10 * MINUTE_MS, 5_000);
    expect(told()).toEqual(['fired core critical']);

    for (const alert of [core, one, other]) {
      room.signs.set(alert.target, world.clock.nowMs);
      await recovers(alert);
    }
    await goBy(10 * MINUTE_MS, 5_000);
    expect(told()).toEqual(['fired core critical', 'resolved core critical']);
  });

  test('on a switch that is back does not hide what broke behind it (librenms#18979)', async () => {
    await plan('core', 60);
    const core = silent('core', 'device-unreachable');
    await fires(core);
    const [one, other] = [silent('web1'), silent('web2')];
    await fires(one);
    await fires(other);
    await goBy(5 * MINUTE_MS, 5_000);
    for (const alert of [core, one]) {
      room.signs.set(alert.target, world.clock.nowMs);
      await recovers(alert);
    }
    await goBy(5 * MINUTE_MS, 5_000);

    expect(told()).toEqual(['fired web2 critical']);
  });

  test('on a switch that no alert tells of keeps quiet what is silent behind it (librenms#18979)', async () => {
    await plan('core', 60);
    await fires(silent('web1'));
    await fires(silent('web2'));
    await goBy(30 * MINUTE_MS, 5_000);

    expect(told()).toEqual([]);
    expect(desk.stats).toMatchObject({ inferred: 1, hidden: 2 });
  });
});

describe('a restart', () => {
  test('tells nothing again, and forgets no end (uptime-kuma#4101, icinga2#5521)', async () => {
    const [lasting, passing] = [full('db1'), silent('web1')];
    await fires(lasting);
    await fires(passing);
    await goBy(MINUTE_MS, 5_000);
    const before = ['fired db1 critical', 'fired web1 critical'];
    expect(told()).toEqual(before);

    for (let times = 0; times < 3; times++) {
      await restart();
      await goBy(5 * MINUTE_MS, MINUTE_MS);
    }
    expect(told()).toEqual(before);
    await recovers(passing);
    await restart();
    await recovers(lasting);

    expect(told()).toEqual([...before, 'resolved web1 critical', 'resolved db1 critical']);
  });

  test('in the middle of planned work tells nobody of what it holds (icinga2#3944, #6846)', async () => {
    await plan('db1', 60);
    await fires(full('db1'));
    await restart();
    await goBy(50 * MINUTE_MS, MINUTE_MS);
    await restart();
    expect(told()).toEqual([]);

    await goBy(15 * MINUTE_MS, MINUTE_MS);
    await restart();
    await goBy(5 * MINUTE_MS, MINUTE_MS);

    expect(told()).toEqual(['fired db1 critical']);
  });
});

test('an alert that took three samples to fire is told once, and so is its end, also after a crash (hertzbeat#1369, #2201)', async () => {
  const { sql } = world.ledger;
  const book = openSchemaBook();
  const script = new JournalScript(book);
  const disk = testSchema('db1', ['disk.used_percent']);
  const rule = testRule(
    'space',
    'disk.used_percent',
    { kind: 'above', threshold: 80 },
    {
      samples: { atLeast: 3, of: 3 },
    },
  );
  script.rules(1, [rule], T0);
  [90, 90, 90, 10, 10, 10, 10].forEach((value, at) => {
    script.frame(disk, T0 + at * STEP_MS, [value]);
  });
  const batch = script.batch();
  const judgeAll = async () => {
    const judge = await openStreamJudge({ sql, book, organisationOf: () => 'main' });
    judge.take(batch);
    await judge.commit();
    await goBy(5_000);
  };

  await judgeAll();
  // Not closed: nothing of its state was kept, and all of it is judged once more.
  await judgeAll();
  await judgeAll();

  expect(told()).toEqual(['fired db1 warning', 'resolved db1 warning']);
});

describe('one message for one cause', () => {
  const SECRET = 'SECthis is no secret of anybody';

  /** What the channel would send of the first call that was made, as its kind writes it. */
  async function written(kind: string, config: object): Promise<string> {
    const type = channelType(kind);
    const [received] = world.received as unknown as Call[];
    return type.preview(type.config.parse(config), { ...(received as Call), more: null }).text;
  }

  test.each([
    ['dingtalk', { url: 'https://oapi.dingtalk.com/robot/send?access_token=x', secret: SECRET }],
    ['wecom', { url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x' }],
    [
      'email',
      { host: 'mail.example', port: 25, security: 'none', from: 'ward@example.com', to: ['ops@example.com'] },
    ],
  ])('lists in %s what hangs on it, also what is missed a second later only', async (kind, config) => {
    const core = silent('core', 'device-unreachable');
    desk.take(await room.record([room.fired(core, world.clock.nowMs)]));
    await goBy(1_000);
    await fires(silent('web1'));
    await fires(silent('web2'));
    await goBy(30_000);

    expect(told()).toEqual(['fired core critical']);
    const text = await written(kind, config);
    expect(text).toMatch(/2 个对象/);
    expect(text).toContain('name of web1、name of web2');
  });

  test('says at its end what is well again and what is not', async () => {
    const core = silent('core', 'device-unreachable');
    const [one, other] = [silent('web1'), silent('web2')];
    await fires(core);
    await fires(one);
    await fires(other);
    room.signs.set('core', world.clock.nowMs);
    room.signs.set('web1', world.clock.nowMs);
    desk.take(await room.record([one, core].map((alert) => room.resolved(alert, world.clock.nowMs))));
    await goBy(2_000);

    expect(told()).toEqual(['fired core critical', 'resolved core critical']);
    expect(world.received[1]?.consequences[core.id]).toEqual({
      total: 2,
      hanging: 0,
      notWell: 1,
      names: ['name of web2'],
    });
    await goBy(3 * MINUTE_MS, 5_000);
    expect(told().at(-1)).toBe('fired web2 critical');
  });
});

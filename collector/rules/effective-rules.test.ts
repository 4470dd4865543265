import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RulesInForce } from './rules-in-force.ts';
import {
  T0,
  type TestJudge,
  testGroup,
  testJudge,
  testRule,
  testSchema,
  testThreshold,
} from './test-judge.ts';

const METRIC = 'cpu.usage_active';
const busy = testRule('busy', METRIC, { kind: 'above', threshold: 90 });

let world: TestJudge;
beforeEach(async () => {
  world = await testJudge();
});
afterEach(() => world.ledger.remove());

/** One value of each target, `seconds` after the begin. */
function values(seconds: number, of: Record<string, number>): void {
  for (const [target, value] of Object.entries(of)) {
    world.script.frame(testSchema(target, [METRIC]), T0 + seconds * 1_000, [value]);
  }
}

describe('the judge', () => {
  test('judges each series by the threshold that is set for it', async () => {
    const thresholds = [
      testThreshold('busy', 'organisation', '', { threshold: 80 }),
      testThreshold('busy', 'group', 'group-db', { threshold: 70 }),
      testThreshold('busy', 'target', 'db2', { threshold: 60 }),
    ];
    const groups = [testGroup('group-db', ['db1', 'db2'])];
    world.script.rules(1, [busy], T0, undefined, { thresholds, groups });
    values(1, { web: 85, other1: 85, db1: 75, db2: 65 });

    const events = await world.judge();

    expect(events.map(({ alert }) => [alert.target, alert.threshold])).toEqual([
      ['web', 80],
      ['db1', 70],
      ['db2', 60],
    ]);
  });

  test('reads entries from before there were thresholds', async () => {
    world.script.rules(1, [busy], T0);
    values(1, { web: 95 });

    expect(await world.told()).toEqual(['fired web busy @1']);
  });

  test('goes on by the same thresholds after a restart, and says nothing twice', async () => {
    const thresholds = [testThreshold('busy', 'target', 'db1', { threshold: 70 })];
    world.script.rules(1, [busy], T0, undefined, { thresholds });
    values(1, { db1: 75 });
    expect(await world.told()).toEqual(['fired db1 busy @1']);

    await world.restart();
    values(11, { db1: 80 });
    values(21, { db1: 69 });

    expect(await world.told()).toEqual(['resolved db1 busy @21']);
  });

  test('ends what a new threshold no longer calls violated, and keeps what it does', async () => {
    world.script.rules(1, [busy], T0);
    values(1, { db1: 92, db2: 97 });
    const thresholds = [testThreshold('busy', 'organisation', '', { threshold: 95 })];
    world.script.rules(1, [busy], T0 + 5_000, undefined, { thresholds });

    const events = await world.judge();

    expect(events.map(({ kind, alert }) => [kind, alert.target, alert.resolution])).toEqual([
      ['fired', 'db1', null],
      ['fired', 'db2', null],
      ['resolved', 'db1', 'rule_changed'],
    ]);
  });

  test('leaves alone what a threshold turns off, and judges there alone what it turns on', async () => {
    const idle = testRule('idle', METRIC, { kind: 'below', threshold: 5 }, { enabled: false });
    const thresholds = [
      testThreshold('busy', 'target', 'db1', { enabled: false }),
      testThreshold('idle', 'target', 'db1', { enabled: true }),
    ];
    world.script.rules(1, [busy, idle], T0, undefined, { thresholds });
    values(1, { db1: 95, db2: 95 });
    values(11, { db1: 1, db2: 96 });

    expect(await world.told()).toEqual(['fired db2 busy @1', 'fired db1 idle @11']);
  });

  test('watches only members of the groups of a rule, and ends what leaves them', async () => {
    const databases = testRule('busy', METRIC, busy.condition, {
      watch: { metric: METRIC, groups: ['group-db'] },
    });
    world.script.rules(1, [databases], T0, undefined, { groups: [testGroup('group-db', ['db1'])] });
    values(1, { db1: 95, db2: 95 });
    expect(await world.told()).toEqual(['fired db1 busy @1']);

    world.script.rules(1, [databases], T0 + 5_000, undefined, { groups: [testGroup('group-db', ['db2'])] });
    values(11, { db1: 95, db2: 95 });

    expect(await world.told()).toEqual(['resolved db1 busy @5', 'fired db2 busy @11']);
  });

  test('keeps the limits of a device where no limit was set by people', async () => {
    const limited = testRule('busy', METRIC, busy.condition, { deviceLimits: true });
    const thresholds = [testThreshold('busy', 'target', 'db1', { threshold: 50 })];
    world.script.rules(1, [limited], T0, undefined, { thresholds });
    for (const target of ['db1', 'db2']) {
      const schema = testSchema(target, [METRIC]);
      const columns = schema.columns.map((column) => ({ ...column, limits: { high: 60 } }));
      world.script.frame({ ...schema, columns }, T0 + 1_000, [65]);
    }

    const events = await world.judge();

    expect(events.map(({ alert }) => [alert.target, alert.threshold])).toEqual([
      ['db1', 50],
      ['db2', 60],
    ]);
  });
});

describe('a change', () => {
  const page = (target: string, organisation = 'main') => ({
    target,
    organisation,
    carriesAny: (metrics: ReadonlySet<string>) => metrics.has(METRIC),
  });
  const body = (beside: object = {}, revision = 1, rule = busy) =>
    new RulesInForce({ revision, rules: [{ rule, revision }], ...beside });
  const concerned = (before: RulesInForce, now: RulesInForce) =>
    [page('db1'), page('db2'), page('other1', 'other'), page('group-db')]
      .filter((each) => now.changesFrom(before).concerns(each))
      .map(({ target }) => target);
  const groups = [testGroup('group-db', ['db1', 'db2'])];
  const ofGroup = { groups, thresholds: [testThreshold('busy', 'group', 'group-db', { threshold: 1 })] };
  const about = (watch: object) =>
    testRule('busy', METRIC, busy.condition, { watch: { metric: METRIC, ...watch } });

  test.each([
    ['of nothing', body(), body(), []],
    ['of a rule', body(), body({}, 2), ['db1', 'db2', 'other1', 'group-db']],
    [
      'of a rule of named targets',
      body({}, 1, about({ targets: ['db2'] })),
      body({}, 2, about({ targets: ['db2'] })),
      ['db2'],
    ],
    [
      'of a target',
      body(),
      body({ thresholds: [testThreshold('busy', 'target', 'db1', { holdMs: 1 })] }),
      ['db1'],
    ],
    [
      'of an organisation',
      body({ thresholds: [testThreshold('busy', 'organisation', '', { holdMs: 1 })] }),
      body(),
      ['db1', 'db2', 'group-db'],
    ],
    ['of a group', body({ groups }), body(ofGroup), ['db1', 'db2', 'group-db']],
    ['of members nobody asks for', body({ groups }), body({ groups: [testGroup('group-db', ['db1'])] }), []],
    [
      'of members',
      body(ofGroup),
      body({ ...ofGroup, groups: [testGroup('group-db', ['db1'])] }),
      ['db1', 'db2', 'group-db'],
    ],
    [
      'of members that a rule watches',
      body({ groups: [] }, 1, about({ groups: ['group-db'] })),
      body({ groups: [testGroup('group-db', ['db2'])] }, 1, about({ groups: ['group-db'] })),
      ['db2', 'group-db'],
    ],
  ])('%s concerns only pages on which something is judged otherwise', (_what, before, now, expected) => {
    expect(concerned(before, now)).toEqual(expected);
  });
});

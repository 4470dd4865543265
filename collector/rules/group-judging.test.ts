import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { medianOf } from '#judging/median.ts';
import type { Condition } from '#protocol/rule.ts';
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
const EVERYBODY = 'group-all-main';

let world: TestJudge;
let nowMs: number;
beforeEach(async () => {
  world = await testJudge();
  nowMs = T0;
});
afterEach(() => world.ledger.remove());

/** Ten seconds: one value of each target, and the ticks. */
function round(values: Record<string, number>): void {
  nowMs += 10_000;
  for (const [target, value] of Object.entries(values)) {
    world.script.frame(testSchema(target, [METRIC]), nowMs, [value]);
  }
  for (let second = 0; second < 10; second++) world.script.tick(nowMs + second * 1_000);
}

/** Events as `kind target value/threshold`. */
async function told(): Promise<string[]> {
  return (await world.judge()).map(
    ({ kind, alert }) => `${kind} ${alert.target} ${alert.value}/${alert.threshold}`,
  );
}

function rule(condition: Condition, more: object = {}): void {
  world.script.rules(1, [testRule('r', METRIC, condition, more)], nowMs);
}

describe('a count', () => {
  const threeDown: Condition = { kind: 'count', each: { kind: 'above', threshold: 90 }, atLeast: 3 };

  test('tells of the group once, when enough of its series violate, and once when they no longer do', async () => {
    rule(threeDown);
    round({ a: 95, b: 95, c: 10, d: 10 });
    expect(await told()).toEqual([]);
    round({ a: 95, b: 95, c: 95, d: 10 });
    round({ a: 95, b: 95, c: 95, d: 95 });
    expect(await told()).toEqual([`fired ${EVERYBODY} 3/3`]);
    round({ a: 10, b: 95, c: 95, d: 10 });
    expect(await told()).toEqual([`resolved ${EVERYBODY} 2/3`]);
  });

  test('goes on after a restart as if there had been none', async () => {
    rule(threeDown, { holdMs: 20_000 });
    round({ a: 95, b: 95, c: 95 });
    await world.restart();
    round({ a: 95, b: 95, c: 95 });
    await world.restart();
    round({ a: 95, b: 95, c: 95 });
    expect(await told()).toEqual([`fired ${EVERYBODY} 3/3`]);
    await world.restart();
    round({ a: 1, b: 1, c: 1 });
    expect(await told()).toEqual([`resolved ${EVERYBODY} 0/3`]);
  });

  test('of silent ones needs no value', async () => {
    rule({ kind: 'count', each: { kind: 'absent', afterMs: 25_000 }, atLeast: 2 });
    round({ a: 1, b: 1, c: 1 });
    for (let silent = 0; silent < 2; silent++) round({ c: 1 });
    expect(await told()).toEqual([]);
    round({ c: 1 });
    expect(await told()).toEqual([`fired ${EVERYBODY} 2/2`]);
    round({ a: 1, c: 1 });
    expect(await told()).toEqual([`resolved ${EVERYBODY} 1/2`]);
  });

  test('in percent is one of those that are known, and with nobody known nothing changes', async () => {
    rule({ kind: 'count', each: { kind: 'above', threshold: 90 }, atLeastPercent: 50 });
    round({ a: 95, b: 10, c: 10, d: 10 });
    // Two fall silent: a half of the rest.
    for (let each = 0; each < 7; each++) round({ a: 95, b: 10 });
    expect(await told()).toEqual([`fired ${EVERYBODY} 1/null`]);
    for (let each = 0; each < 9; each++) round({});
    expect(await told()).toEqual([]);
    round({ a: 1, b: 10 });
    expect(await told()).toEqual([`resolved ${EVERYBODY} 0/null`]);
  });

  test('counts members of each group that the rule names, and each organisation apart where it names none', async () => {
    const groups = [testGroup('group-a', ['a', 'b']), testGroup('group-b', ['b', 'c'])];
    const both = testRule(
      'r',
      METRIC,
      { kind: 'count', each: { kind: 'above', threshold: 90 }, atLeast: 2 },
      {
        watch: { metric: METRIC, groups: ['group-a', 'group-b'] },
      },
    );
    const all = testRule('s', METRIC, { kind: 'count', each: { kind: 'above', threshold: 90 }, atLeast: 2 });
    world.script.rules(1, [both, all], nowMs, undefined, { groups });
    round({ b: 95, c: 95, other1: 95, other2: 95 });

    expect(await told()).toEqual([
      'fired group-b 2/2',
      `fired ${EVERYBODY} 2/2`,
      'fired group-all-other 2/2',
    ]);
    world.script.rules(2, [both, all], nowMs, [1, 1], { groups: [groups[0]] });
    expect(await told()).toEqual(['resolved group-b 2/2']);
  });

  test('leaves out whom a threshold turns off, and ends with its rule', async () => {
    const counted = testRule('r', METRIC, {
      kind: 'count',
      each: { kind: 'above', threshold: 90 },
      atLeast: 2,
    });
    const thresholds = [testThreshold('r', 'target', 'b', { enabled: false })];
    world.script.rules(1, [counted], nowMs, undefined, { thresholds });
    round({ a: 95, b: 95 });
    expect(await told()).toEqual([]);
    round({ a: 95, c: 95 });
    expect(await told()).toEqual([`fired ${EVERYBODY} 2/2`]);
    world.script.rules(2, [], nowMs);
    expect((await world.judge()).map(({ alert }) => alert.resolution)).toEqual(['rule_removed']);
  });

  test('forgets a target that is deleted', async () => {
    rule({ kind: 'count', each: { kind: 'above', threshold: 90 }, atLeast: 2 });
    round({ a: 95, b: 95 });
    world.script.targetDeleted('a', nowMs + 9_500);
    round({ b: 95 });

    expect(await told()).toEqual([`fired ${EVERYBODY} 2/2`, `resolved ${EVERYBODY} 1/2`]);
  });
});

describe('the median of a group', () => {
  const idle: Condition = { kind: 'group_median', below: 0.5, members: 3 };

  test('is what each of its series is compared with', async () => {
    rule(idle);
    round({ a: 50, b: 52, c: 48, d: 10 });
    round({ a: 50, b: 52, c: 48, d: 10 });
    expect(await told()).toEqual([`fired d ${10 / 49}/0.5`]);
    round({ a: 50, b: 52, c: 48, d: 40 });
    expect(await told()).toEqual([`resolved d ${40 / 49}/0.5`]);
  });

  test('is not known with fewer that tell than the rule asks for', async () => {
    rule(idle);
    for (let each = 0; each < 3; each++) round({ a: 50, d: 10 });
    expect(await told()).toEqual([]);
    for (let each = 0; each < 2; each++) round({ a: 50, b: 50, c: 50, d: 10 });
    expect(await told()).toEqual([`fired d ${10 / 50}/0.5`]);
  });

  test('is that of the smallest group that the rule names and that holds the target', async () => {
    const watch = { metric: METRIC, groups: ['group-big', 'group-small'] };
    const groups = [
      testGroup('group-big', ['a', 'b', 'c', 'd', 'e', 'f', 'g']),
      testGroup('group-small', ['a', 'b', 'c']),
    ];
    world.script.rules(1, [testRule('r', METRIC, idle, { watch })], nowMs, undefined, { groups });
    const values = { a: 10, b: 10, c: 10, d: 100, e: 100, f: 100, g: 20 };
    for (let each = 0; each < 2; each++) round(values);

    expect(await told()).toEqual(['fired g 0.2/0.5']);
  });

  test('lies between the two in the middle of an even number', () => {
    expect(medianOf(Float64Array.of(9, 1, 3, 5))).toBe(4);
    expect(medianOf(Float64Array.of(10, 9, 100))).toBe(10);
  });
});

describe('a ratio', () => {
  const free: Condition = {
    kind: 'ratio',
    to: 'mem.total',
    toLabels: {},
    below: 0.1,
  };
  const two = testSchema('a', ['mem.available', 'mem.total']);
  const ratioRule = (condition: Condition = free) =>
    world.script.rules(1, [testRule('r', 'mem.available', condition)], nowMs);

  test('divides by what comes in the same row', async () => {
    ratioRule();
    world.script
      .frame(two, T0 + 10_000, [20, 100])
      .frame(two, T0 + 20_000, [5, 100])
      .frame(two, T0 + 30_000, [5, 40]);

    expect(await told()).toEqual(['fired a 0.05/0.1', 'resolved a 0.125/0.1']);
  });

  test('divides by what another probe said last, unless that is too old or 0', async () => {
    ratioRule();
    const available = testSchema('a', ['mem.available'], 'one');
    const total = testSchema('a', ['mem.total'], 'two');
    world.script
      .frame(available, T0 + 10_000, [1])
      .frame(total, T0 + 12_000, [0])
      .frame(available, T0 + 20_000, [1]);
    world.script.frame(total, T0 + 25_000, [100]).frame(available, T0 + 90_000, [1]);
    expect(await told()).toEqual([]);
    world.script.frame(total, T0 + 95_000, [100]);
    await world.restart();
    world.script.frame(available, T0 + 100_000, [1]);

    expect(await told()).toEqual(['fired a 0.01/0.1']);
  });

  test('divides by the series that has the labels asked for and agrees in all others', async () => {
    const columns: [string, Record<string, string>][] = [
      ['pool.count', { pool: 'x', state: 'used' }],
      ['pool.count', { pool: 'y', state: 'used' }],
      ['pool.count', { pool: 'x', state: 'all' }],
      ['pool.count', { pool: 'y', state: 'all' }],
    ];
    const condition: Condition = { kind: 'ratio', to: 'pool.count', toLabels: { state: 'all' }, above: 0.8 };
    const watch = { metric: 'pool.count', labels: { state: 'used' } };
    world.script.rules(1, [testRule('r', 'pool.count', condition, { watch })], nowMs);
    world.script.frame(testSchema('a', columns), T0 + 10_000, [9, 9, 10, 100]);

    expect((await world.judge()).map(({ alert }) => [alert.labels.pool, alert.value])).toEqual([['x', 0.9]]);
  });
});

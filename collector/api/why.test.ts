import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { makeAlert, makeEvent } from '#collector/alerts/episode.ts';
import {
  DAY_MS,
  type HistoryWorld,
  historyWorld,
  MINUTE_MS,
  minutes,
  ruleBody,
} from '#collector/hindsight/test-history.ts';
import type { Stage } from '#collector/notify/plan.ts';
import { Teller } from '#collector/notify/teller.ts';
import { rulesIn } from '#collector/rules/rules-repository.ts';
import { thresholdsIn } from '#collector/thresholds/thresholds.ts';
import type { Alert } from '#protocol/alert.ts';
import { Rule } from '#protocol/rule.ts';
import type { Why } from '#protocol/why.ts';
import type { WhyNot } from '#protocol/why-not.ts';

const metric = 'cpu.usage_active';
const holdMs = 5 * MINUTE_MS;
let world: HistoryWorld;
let server: Server;
let target: string;
let nowMs: number;
const silence: { verdict: ReturnType<Stage> } = { verdict: undefined };

beforeAll(async () => {
  world = await historyWorld();
  nowMs = world.clock.nowMs;
  target = await world.target('web-1');
  const values = Array.from({ length: 60 }, (_none, minute) => (minute >= 20 ? 95 + (minute % 3) : 40));
  await world.write({ target, metric }, minutes(nowMs - 59 * MINUTE_MS, values));
  await ask('PUT', '/api/v1/rules/busy', ruleBody({ holdMs }));
  server = createServer((request, response) => {
    request.resume();
    response.writeHead(200).end('thanks');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const config = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    secret: 'sixteen-letters!',
  };
  await ask('PUT', '/api/v1/channels/duty', { kind: 'webhook', isDefault: true, config });
});
afterAll(async () => {
  await world.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);
const why = async (id: string): Promise<Why> => (await ask('GET', `/api/v1/alerts/${id}/why`)).body;

/** An alert as the judge would have made it of the values that were written. */
async function fired(minutesAgo: number, more: Partial<Alert> = {}): Promise<Alert> {
  const stored = await world.parts.rules.get({ everywhere: true, organisations: [] }, 'busy');
  const subject = {
    rule: stored?.rule ?? Rule.parse(ruleBody()),
    revision: stored?.revision ?? 0,
    organisation: 'default',
    target,
    series: { metric, labels: {}, unit: '%' },
  };
  const beganAtMs = world.clock.nowMs - minutesAgo * MINUTE_MS;
  const firedAtMs = beganAtMs + holdMs;
  const alert: Alert = { ...makeAlert(subject, beganAtMs, 96), state: 'firing', firedAtMs, ...more };
  await world.parts.alerts.addLate([makeEvent(alert, firedAtMs, 7)]);
  return alert;
}

async function tell(): Promise<void> {
  const teller = new Teller({
    sql: world.ledger.sql,
    channels: world.parts.channels,
    rules: rulesIn(world.ledger.sql, () => nowMs),
    organisation: () => ({ language: 'en', zone: 'Asia/Shanghai' }),
    targetName: (id) => id,
    pagesUrl: () => '',
    nowMs: () => nowMs,
    random: () => 0.5,
    onFault: (what, error) => expect.unreachable(`${what}: ${error.message}`),
    silence: () => silence.verdict,
  });
  await teller.run();
  nowMs += 600;
  await teller.run();
  await teller.close();
}

describe('why an alert fires', () => {
  test('is answered with its values, its threshold, what happened, and who was told with which answer', async () => {
    const alert = await fired(39);
    await tell();

    const answer = await why(alert.id);

    expect(answer).toMatchObject({
      rule: { state: 'in_force', rule: { id: 'busy' } },
      threshold: { value: 90, severity: 'warning', level: 'rule', missing: null },
      beginning: { resolution: { stepMs: 0 }, missing: null },
      standing: { code: 'violated' },
      held: { holds: [], missing: null },
      told: {
        told: [{ kind: 'fired', channel: 'duty', state: 'delivered', attempts: 1 }],
        notTold: [],
        missing: null,
      },
    });
    expect(answer.steps).toMatchObject([
      { atMs: alert.beganAtMs, code: 'violated_from', params: { holdMs } },
      {
        atMs: alert.firedAtMs,
        code: 'fired',
        params: { severity: 'warning', value: 96, threshold: 90, afterMs: holdMs },
      },
    ]);
    const at = answer.beginning.timesMs.indexOf(alert.beganAtMs);
    expect(answer.beginning.values.slice(at - 1, at + 1)).toEqual([40, 97]);
    expect(answer.told.told[0].answer).toBeTypeOf('string');
  });

  test('names the level whose threshold is in force', async () => {
    const thresholds = thresholdsIn(world.ledger.sql, () => 0);
    const place = {
      rule: 'busy',
      level: 'target' as const,
      organisation: 'default',
      subject: target,
      labels: {},
    };
    await thresholds.put({ ...place, values: { threshold: 80 }, reason: 'weak' }, 'admin');
    const alert = await fired(38);

    const { threshold } = await why(alert.id);

    expect(threshold).toMatchObject({
      level: 'target',
      sayings: [{ level: 'target', reason: 'weak' }, { level: 'rule' }],
    });
    await thresholds.remove(place);
  });

  test('tells what people did with it', async () => {
    const alert = await fired(37);
    await ask('POST', `/api/v1/alerts/${alert.id}/acknowledge`, { comment: 'on it' });

    const { steps } = await why(alert.id);

    expect(steps).toContainEqual(
      expect.objectContaining({ code: 'acknowledged', by: 'admin', params: { comment: 'on it' } }),
    );
  });

  test('tells what held it back and since when', async () => {
    silence.verdict = { held: 'silenced', untilMs: nowMs + DAY_MS, params: { silence: 'night work' } };
    const alert = await fired(34);
    await tell();
    silence.verdict = undefined;

    const { held, told } = await why(alert.id);

    expect(held.holds).toMatchObject([{ code: 'silenced', params: { silence: 'night work' }, toMs: null }]);
    expect(told.told).toEqual([]);
  });

  test('says of what is missing why: no values, a rule that is gone, nobody told yet', async () => {
    const alert = await fired(200 * 24 * 60, { rule: 'gone' });

    const answer = await why(alert.id);

    expect(answer).toMatchObject({
      rule: { state: 'unknown', rule: null },
      threshold: { level: null, missing: { code: 'rule_unknown' } },
      beginning: { values: [], missing: { code: 'store_has_none' } },
      standing: { code: 'rule_gone' },
      told: { missing: { code: 'not_planned_yet' } },
    });
  });

  test('is hidden from those who may not see the alert', async () => {
    const alert = await fired(36);
    const { body } = await ask('POST', '/api/v1/organisations', { name: 'elsewhere' });
    const stranger = await world.person('stranger', [{ organisation: body.id, role: 'administrator' }]);

    expect((await world.ask(stranger, 'GET', `/api/v1/alerts/${alert.id}/why`)).status).toBe(404);
  });
});

test('nobody who was told is nobody without a reason', async () => {
  const alert = await fired(35, { severity: 'info', beganAtMs: nowMs - 2 * DAY_MS });
  await tell();

  const { told } = await why(alert.id);

  expect(told.told).toEqual([]);
  expect(told.notTold).toMatchObject([{ kind: 'fired', code: 'info_unnamed' }]);
});

describe('why nothing fired', () => {
  const other = 'disk.used_percent';
  const whyNot = async (body: object): Promise<WhyNot> =>
    (await ask('POST', '/api/v1/why-not', { target, atMs: nowMs - 10 * MINUTE_MS, ...body })).body;
  const rule = (id: string, more: object = {}) =>
    ask('PUT', `/api/v1/rules/${id}`, ruleBody({ id, watch: { metric: other }, ...more }));

  beforeAll(async () => {
    const values = Array.from({ length: 60 }, (_none, minute) => (minute % 10 < 3 ? 92 : 60));
    const series = { target, metric: other, labels: { path: '/data' } };
    await world.write(series, minutes(nowMs - 59 * MINUTE_MS, values));
    await rule('never', { condition: { kind: 'above', threshold: 95 } });
    await rule('too-long', { holdMs: 5 * MINUTE_MS });
    await rule('off', { enabled: false });
    await rule('elsewhere', { watch: { metric: other, labels: { path: '/var' } } });
    await rule('would');
  });

  test('is answered for every rule of the metric, each with the step that kept it from going on', async () => {
    const { rules, nothing } = await whyNot({ metric: other });

    expect(nothing).toBeNull();
    expect(Object.fromEntries(rules.map((each) => [each.rule, each.verdict]))).toEqual({
      never: 'never_violated',
      'too-long': 'not_long_enough',
      off: 'rule_disabled',
      elsewhere: 'other_label',
      would: 'fires_by_store_only',
    });
    for (const { steps } of rules) {
      expect(steps.slice(0, -1).every(({ passed }) => passed)).toBe(true);
      expect(steps.at(-1)?.passed).toBe(false);
    }
    const stepOf = (id: string) => rules.find((each) => each.rule === id)?.steps.at(-1)?.params;
    expect(stepOf('never')).toMatchObject({ nearest: 92, limit: 95 });
    expect(stepOf('too-long')).toMatchObject({ longestMs: 2 * MINUTE_MS, holdMs: 5 * MINUTE_MS });
    expect(stepOf('elsewhere')).toEqual({ label: 'path', wanted: '/var', found: '/data' });
  });

  test('names the place where a rule is switched off, and the level of the threshold that judged', async () => {
    const thresholds = thresholdsIn(world.ledger.sql, () => 0);
    const place = {
      rule: 'would',
      level: 'target' as const,
      organisation: 'default',
      subject: target,
      labels: {},
    };

    await thresholds.put({ ...place, values: { threshold: 99 }, reason: '' }, 'admin');
    const [judged] = (await whyNot({ rule: 'would' })).rules;
    await thresholds.put({ ...place, values: { enabled: false }, reason: 'test rig' }, 'admin');
    const [disabled] = (await whyNot({ rule: 'would' })).rules;
    await thresholds.remove(place);

    expect(judged).toMatchObject({ verdict: 'never_violated' });
    expect(judged.steps).toContainEqual({
      code: 'judged_by',
      passed: true,
      params: { kind: 'above', level: 'target', threshold: 99 },
    });
    expect(disabled.steps.at(-1)).toEqual({
      code: 'disabled_here',
      passed: false,
      params: { level: 'target', subject: target, reason: 'test rig' },
    });
  });

  test('says when nothing was sent, and when there is no such series at all', async () => {
    const [old] = (await whyNot({ rule: 'would', atMs: nowMs - 20 * DAY_MS })).rules;

    expect(old.verdict).toBe('nothing_sent');
    expect((await whyNot({ metric: 'nobody.sends_this' })).nothing).toMatchObject({ code: 'no_such_series' });
    expect((await whyNot({ metric: other, labels: { path: '/tmp' } })).nothing).toMatchObject({
      code: 'no_series_with_labels',
    });
  });

  test('goes on to who was told, or to what kept it from being told', async () => {
    const told = await fired(33);
    await tell();
    const [busy] = (await whyNot({ rule: 'busy', atMs: told.beganAtMs + holdMs, aroundMs: MINUTE_MS })).rules;

    expect(busy).toMatchObject({ verdict: 'told', alert: expect.any(String) });
    expect(busy.steps.map(({ code }) => code)).toEqual([
      'rule_changed_since',
      'rule_enabled',
      'watches',
      'judged_by',
      'fired',
      'told',
    ]);
  });

  test('tells a late judgement from one that called somebody', async () => {
    const late = await fired(32, { rule: 'never', labels: { path: '/data' }, metric: other });
    const { sql } = world.ledger;
    await sql.run('UPDATE alert_events SET late = 1 WHERE alert = ?', late.id);
    onTestFinished(async () => {
      await sql.run('DELETE FROM alert_events WHERE alert = ?', late.id);
      await sql.run('DELETE FROM alerts WHERE id = ?', late.id);
    });

    const [never] = (await whyNot({ rule: 'never' })).rules;

    expect(never).toMatchObject({ verdict: 'judged_late', alert: late.id });
  });

  describe('of a condition that needs others', () => {
    const memory = 'mem.used_percent';
    const nodes: string[] = [];
    beforeAll(async () => {
      for (let node = 0; node < 4; node++) {
        const id = await world.target(`node ${node}`);
        nodes.push(id);
        const values = Array.from({ length: 60 }, (_none, minute) => (node === 0 && minute > 30 ? 70 : 40));
        await world.write({ target: id, metric: memory }, minutes(nowMs - 59 * MINUTE_MS, values));
      }
      const watch = { metric: memory };
      const each = { kind: 'above', threshold: 60 };
      await rule('two-of-them', { watch, condition: { kind: 'count', each, atLeast: 2 } });
      await rule('far-off', { watch, condition: { kind: 'group_median', above: 2 } });
      await rule('more-than-swap', {
        watch,
        condition: { kind: 'ratio', to: 'swap.used_percent', above: 2 },
      });
      await rule('unusual', { watch, condition: { kind: 'deviation' } });
    });

    test('says how far the group, the median and the ratio were from it, and what has no verdict', async () => {
      const { rules } = await whyNot({ target: nodes[0], metric: memory });

      expect(Object.fromEntries(rules.map((each) => [each.rule, each.verdict]))).toMatchObject({
        'two-of-them': 'never_violated',
        'far-off': 'never_violated',
        'more-than-swap': 'no_divisor',
        unusual: 'no_verdict',
      });
      const median = rules.find((each) => each.rule === 'far-off');
      expect(median?.steps.at(-1)?.params).toMatchObject({ nearest: 1.75, limit: 2 });
    });

    test('an alert of a group shows how many of it violated', async () => {
      const condition = { kind: 'count', each: { kind: 'above', threshold: 60 }, atLeast: 1 };
      await rule('one-of-them', { watch: { metric: memory }, condition });
      const group = 'group-all-default';
      const alert = await fired(20, { rule: 'one-of-them', target: group, metric: memory });

      const answer = await why(alert.id);

      expect(answer.whole).toMatchObject({ resolution: { stepMs: MINUTE_MS, why: 'needed' }, missing: null });
      expect(new Set(answer.whole.values)).toEqual(new Set([0, 1]));
      expect(answer.standing.code).toBe('violated');
    });
  });
});

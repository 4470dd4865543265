import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  DAY_MS,
  type HistoryWorld,
  HOUR_MS,
  historyWorld,
  MINUTE_MS,
  minutes,
  ruleBody,
} from '#collector/hindsight/test-history.ts';
import { thresholdsIn } from '#collector/thresholds/thresholds.ts';
import type { BackTest } from '#protocol/back-test.ts';

let world: HistoryWorld;
let busy: string;
let calm: string;
let nowMs: number;
beforeAll(async () => {
  world = await historyWorld();
  nowMs = world.clock.nowMs;
  busy = await world.target('busy');
  calm = await world.target('calm');
  const values = Array.from({ length: 24 * 60 }, (_value, minute) => (minute % 120 < 20 ? 95 : 40));
  await world.write({ target: busy, metric: 'cpu.usage_active' }, minutes(nowMs - DAY_MS, values));
  await world.write(
    { target: calm, metric: 'cpu.usage_active' },
    minutes(
      nowMs - DAY_MS,
      values.map(() => 30),
    ),
  );
});
afterAll(() => world.close());

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);

async function backTest(rule: object, days = 2): Promise<BackTest> {
  const { status, body } = await ask('POST', '/api/v1/back-tests', { rule, days });
  expect(body, JSON.stringify(body)).toMatchObject({ state: expect.any(String) });
  expect(status).toBe(200);
  return expect
    .poll(async () => (await ask('GET', `/api/v1/back-tests/${body.id}`)).body, { timeout: 10_000 })
    .toMatchObject({ state: expect.not.stringMatching('running') })
    .then(async () => (await ask('GET', `/api/v1/back-tests/${body.id}`)).body);
}

/** Said where the history begins well after the span that was asked for. */
const SHORT_HISTORY = { code: 'history_begins', params: { atMs: expect.any(Number) } };

describe('a back-test', () => {
  test('tells when a rule would have fired, how long, and for whom', async () => {
    const { state, proposed, inForce, progress } = await backTest(ruleBody({ holdMs: 5 * MINUTE_MS }));

    expect(state).toBe('done');
    expect(progress).toEqual({ series: 2, judged: 2 });
    expect(proposed).toMatchObject({
      totals: {
        watched: 2,
        judged: 2,
        concerned: 1,
        firings: 12,
        firingMs: 12 * 15 * MINUTE_MS,
        flaps: 0,
        perWeek: 42,
      },
      worst: [{ target: busy, firings: 12, longestMs: 15 * MINUTE_MS }],
      episodesLeftOut: 0,
      resolution: { stepMs: 0, why: 'samples' },
      notes: [SHORT_HISTORY],
    });
    expect(proposed?.episodes).toHaveLength(12);
    expect(proposed?.episodes[0]).toMatchObject({
      target: busy,
      beganAtMs: nowMs - DAY_MS,
      firedAtMs: nowMs - DAY_MS + 5 * MINUTE_MS,
      endedAtMs: nowMs - DAY_MS + 20 * MINUTE_MS,
    });
    expect(inForce).toBeNull();
  });

  test('stands beside what the rule in force would have done', async () => {
    await ask('PUT', '/api/v1/rules/busy', ruleBody());

    const { proposed, inForce } = await backTest(ruleBody({ condition: { kind: 'above', threshold: 99 } }));

    expect(proposed?.totals.firings).toBe(0);
    expect(inForce?.totals.firings).toBe(12);
    await ask('DELETE', '/api/v1/rules/busy');
  });

  test('of a span whose samples are not kept uses roll-ups and says so', async () => {
    const { proposed } = await backTest(ruleBody({ holdMs: 5 * MINUTE_MS }), 60);

    expect(proposed).toMatchObject({
      totals: { firings: 12 },
      resolution: { stepMs: MINUTE_MS, aggregation: 'avg', why: 'not_kept' },
    });
  });

  test('of silence tells of the gap up to now', async () => {
    const rule = ruleBody({ condition: { kind: 'absent', afterMs: HOUR_MS } });

    const { proposed } = await backTest(rule);

    expect(proposed).toMatchObject({
      totals: { concerned: 0 },
      notes: [{ code: 'silence_by_sample_time' }, SHORT_HISTORY],
    });
  });

  describe('of a condition that needs more than the series itself', () => {
    const used = 'mem.used_bytes';
    const total = 'mem.total_bytes';
    const members: string[] = [];
    beforeAll(async () => {
      for (let member = 0; member < 4; member++) {
        const target = await world.target(`node ${member}`);
        members.push(target);
        // From 06:00 to 07:00 the first uses nearly all of its memory, from 12:00 to 13:00 all but the last do.
        const values = Array.from({ length: 24 * 60 }, (_none, minute) => {
          const hour = Math.floor(minute / 60);
          return (hour === 6 && member === 0) || (hour === 12 && member < 3) ? 95 : 40 + member;
        });
        await world.write({ target, metric: used }, minutes(nowMs - DAY_MS, values));
        await world.write({ target, metric: total }, minutes(nowMs - DAY_MS, Array(24 * 60).fill(100)));
      }
    });
    const rule = (condition: object) => ruleBody({ watch: { metric: used }, condition, flapping: null });

    test('a ratio is that to the newest value of the other metric', async () => {
      const { proposed } = await backTest(rule({ kind: 'ratio', to: total, above: 0.9 }));

      expect(proposed).toMatchObject({
        totals: { judged: 4, firings: 4, firingMs: 4 * HOUR_MS },
        notes: [SHORT_HISTORY],
      });
    });

    test('a count is one alert of the group', async () => {
      const each = { kind: 'above', threshold: 90 };
      const { proposed } = await backTest(rule({ kind: 'count', each, atLeast: 2 }));

      expect(proposed).toMatchObject({
        totals: { judged: 1, firings: 1, firingMs: HOUR_MS },
        episodes: [{ target: 'group-all-default', firedAtMs: nowMs - DAY_MS + 12 * HOUR_MS }],
        resolution: { stepMs: MINUTE_MS, why: 'needed' },
      });
    });

    test('a median of the group shows who differs from the others', async () => {
      const { proposed } = await backTest(rule({ kind: 'group_median', above: 2 }));

      expect(proposed).toMatchObject({ totals: { firings: 1 }, episodes: [{ target: members[0] }] });
    });

    test('a deviation is that from the same hour of the weeks before', async () => {
      const metric = 'net.bytes_recv';
      const target = await world.target('router');
      const days = 29;
      const values = Array.from({ length: days * 24 * 12 }, (_none, index) => {
        const hour = Math.floor(index / 12);
        const usual = 100 + 50 * Math.sin((2 * Math.PI * hour) / 24) + (index % 5);
        return hour === days * 24 - 5 ? usual + 80 : usual;
      });
      const series = { target, metric, unit: 'B', intervalMs: 5 * MINUTE_MS };
      const fromMs = nowMs - days * DAY_MS;
      await world.write(
        series,
        values.map((value, index) => [fromMs + index * 5 * MINUTE_MS, value]),
      );

      const { proposed } = await backTest(
        ruleBody({
          watch: { metric },
          condition: { kind: 'deviation', side: 'above', times: 4, atLeast: 10 },
        }),
        2,
      );

      expect(proposed).toMatchObject({
        totals: { firings: 1, firingMs: HOUR_MS },
        episodes: [{ firedAtMs: nowMs - 5 * HOUR_MS }],
      });
    });
  });

  test('of a rule that watches nothing says so', async () => {
    const { proposed } = await backTest(ruleBody({ watch: { metric: 'nobody.sends_this' } }));

    expect(proposed).toMatchObject({
      totals: { watched: 0 },
      notes: [{ code: 'no_series' }],
      resolution: null,
    });
  });

  test('judges each series by the threshold that is set for it, and only what is in the groups of the rule', async () => {
    const thresholds = thresholdsIn(world.ledger.sql, () => 0);
    const place = {
      rule: 'busy',
      level: 'target' as const,
      organisation: 'default',
      subject: busy,
      labels: {},
    };
    await thresholds.put({ ...place, values: { threshold: 97 }, reason: '' }, 'admin');
    const group = { organisation: 'default', name: 'calm ones', select: { targets: [calm] } };
    await ask('PUT', '/api/v1/groups/group-calm', { id: 'group-calm', ...group });

    const all = await backTest(ruleBody());
    const grouped = await backTest(
      ruleBody({ id: 'grouped', watch: { metric: 'cpu.usage_active', groups: ['group-calm'] } }),
    );

    expect(all.proposed?.totals).toMatchObject({ watched: 2, firings: 0 });
    expect(grouped.proposed?.totals).toMatchObject({ watched: 1, firings: 0 });
    await thresholds.remove(place);
  });

  test('is seen only by who asked for it, and is gone when it is ended', async () => {
    const { id } = await backTest(ruleBody());
    const other = await world.person('other', [{ organisation: '*', role: 'administrator' }]);
    const url = `/api/v1/back-tests/${id}`;

    expect((await world.ask(other, 'GET', url)).status).toBe(404);
    expect((await world.ask(other, 'DELETE', url)).status).toBe(404);
    expect((await ask('DELETE', url)).status).toBe(204);
    expect((await ask('GET', url)).status).toBe(404);
  });

  test('judges only what the person may see', async () => {
    const { body } = await ask('POST', '/api/v1/organisations', { name: 'elsewhere' });
    const stranger = await world.person('stranger', [{ organisation: body.id, role: 'administrator' }]);

    const { body: started } = await world.ask(stranger, 'POST', '/api/v1/back-tests', { rule: ruleBody() });
    const url = `/api/v1/back-tests/${started.id}`;
    await expect
      .poll(async () => (await world.ask(stranger, 'GET', url)).body.state, { timeout: 10_000 })
      .toBe('done');

    expect((await world.ask(stranger, 'GET', url)).body.proposed.totals.watched).toBe(0);
  });
});

describe('advice', () => {
  const advice = async (body: object) => (await ask('POST', '/api/v1/rules/advice', body)).body;
  const temperature = 'room.temperature_celsius';

  test('of less than three days of history proposes nothing', async () => {
    expect(await advice({ rule: ruleBody() })).toMatchObject({
      confidence: 'none',
      days: 1,
      proposals: [],
      reasons: [{ code: 'too_little_history', params: { days: 1, wanted: 3 } }],
    });
  });

  test('of two weeks proposes thresholds above what is usual, that would have called nobody for it', async () => {
    const weeks = 14 * 24 * 12;
    // Warm by day, cool by night, and a quarter of an hour of heat in one night.
    const value = (index: number) => {
      const hour = Math.floor(index / 12) % 24;
      if (index >= weeks - 100 && index < weeks - 97) return 40;
      return (hour >= 0 && hour < 12 ? 26 : 22) + ((index * 7) % 10) / 10;
    };
    for (const name of ['a', 'b', 'c']) {
      await world.write(
        {
          target: await world.target(`room ${name}`),
          metric: temperature,
          unit: '°C',
          intervalMs: 5 * MINUTE_MS,
        },
        Array.from({ length: weeks }, (_none, index) => [
          nowMs - (weeks - index) * 5 * MINUTE_MS,
          value(index),
        ]),
      );
    }
    const present = ruleBody({ watch: { metric: temperature }, condition: { kind: 'above', threshold: 24 } });

    const answer = await advice({ rule: present });

    expect(answer).toMatchObject({
      confidence: 'medium',
      series: 3,
      unit: '°C',
      proposals: [{ severity: 'warning' }, { severity: 'critical' }],
      present: { threshold: 24, tested: { firings: 45 } },
    });
    const [warning, critical] = answer.proposals;
    expect(warning.threshold).toBeGreaterThan(27);
    expect(warning.threshold).toBeLessThan(critical.threshold);
    expect(critical.threshold).toBeLessThan(40);
    expect(warning.tested.firings).toBe(0);
    expect(warning.holdMs).toBeGreaterThanOrEqual(15 * MINUTE_MS);
    const codes = answer.reasons.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(
      expect.arrayContaining([
        'history',
        'usual_high',
        'margin',
        'day_and_night',
        'hold_waits_out_short_ones',
      ]),
    );
  });

  test('may be asked for by what is to be watched, before there is a rule', async () => {
    const answer = await advice({ watch: { metric: temperature }, side: 'below' });

    expect(answer).toMatchObject({ side: 'below', present: null, proposals: [{}, {}] });
    expect(answer.proposals[0].threshold).toBeLessThan(22);
    expect((await ask('POST', '/api/v1/rules/advice', {})).status).toBe(400);
  });
});

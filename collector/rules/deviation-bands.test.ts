import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SeriesBand } from '#collector/journal/control-bodies.ts';
import { memoryStore } from '#collector/store/memory-store.ts';
import { DEFAULT_QUERY_LIMITS, type Store, StoreUnavailableError } from '#collector/store/store.ts';
import { usualBand } from '#judging/usual-band.ts';
import { schemaIdentity } from '#protocol/schema.ts';
import { DeviationBands } from './deviation-bands.ts';
import { type TestJudge, testJudge, testRule, testSchema, testThreshold } from './test-judge.ts';

const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;
/** The beginning of an hour. */
const NOW_MS = 472_223 * HOUR_MS;
const METRIC = 'cpu.usage_active';
const rule = testRule('strange', METRIC, {
  kind: 'deviation',
  side: 'both',
  times: 4,
  atLeast: 1,
  weeks: 4,
});

describe('what is usual', () => {
  const condition = { side: 'both', times: 2, atLeast: 0 } as const;
  const week = [10, 11, 9, 10, 12, 8];

  test('is the median of all weeks, give or take the usual spread, which one strange day does not move', () => {
    const calm = usualBand(condition, [week, week, week]);
    const strange = usualBand(condition, [week, week, [...week, 900, 900]]);

    expect(calm?.low).toBeCloseTo(10 - 2 * 1.4826);
    expect(calm?.high).toBeCloseTo(10 + 2 * 1.4826);
    expect(strange?.high).toBeLessThan(16);
  });

  test('is at least so far away from the median as the rule says', () => {
    expect(usualBand({ ...condition, atLeast: 50 }, [week, week])).toEqual({ low: -40, high: 60 });
  });

  test('of a series that hardly ever moves is the spread of what it did move', () => {
    const band = usualBand(condition, [
      [5, 5, 5, 5, 5],
      [5, 5, 5, 5, 15],
    ]);

    expect(band?.high).toBeCloseTo(5 + 2 * 1.2533);
  });

  test('has no end on the side that the rule does not judge', () => {
    expect(usualBand({ ...condition, side: 'above' }, [week, week])?.low).toBe(-Infinity);
    expect(usualBand({ ...condition, side: 'below' }, [week, week])?.high).toBe(Infinity);
  });

  test.each([
    ['one week', [week, [], []]],
    ['a handful of values', [[1, 2], [3]]],
    ['what was not read', [week, [Number.NaN, Number.NaN]]],
  ])('is not known from %s', (_what, weeks) => {
    expect(usualBand(condition, weeks)).toBeUndefined();
  });
});

describe('bands', () => {
  let world: TestJudge;
  let store: Store;
  let sent: SeriesBand[];
  let leftOut: unknown[];
  beforeEach(async () => {
    world = await testJudge();
    store = memoryStore();
    sent = [];
    leftOut = [];
  });
  afterEach(() => world.ledger.remove());

  /** An hour of values around `middle`, so many weeks before the present hour. */
  async function past(target: string, weeks: number, middle: number): Promise<void> {
    const schema = testSchema(target, [METRIC]);
    const times = Array.from({ length: 60 }, (_, minute) => NOW_MS - weeks * WEEK_MS + minute * 60_000);
    const values = times.map((_, minute) => middle + (minute % 5) - 2);
    const rows = { timesMs: Float64Array.from(times), values: Float64Array.from(values) };
    await store.append([{ schemaId: schemaIdentity(schema), schema, ...rows }], 1);
  }

  const bandsOf = (thresholds = [] as ReturnType<typeof testThreshold>[]) =>
    new DeviationBands({
      store,
      inForce: async () => ({ revision: 1, rules: [{ rule, revision: 1 }], thresholds }),
      organisationOf: (target) => (target === 'gone' ? undefined : 'main'),
      limits: DEFAULT_QUERY_LIMITS,
      send: async (bands) => void sent.push(...bands),
      onLeftOut: (...told) => leftOut.push(told),
    });

  test('are worked out in front of the hour, sent as it begins, and judged by', async () => {
    for (const weeks of [1, 2, 3]) await past('web', weeks, 50);
    await past('new', 1, 50);
    const bands = bandsOf();

    for (let minute = 10; minute > 0; minute--) await bands.step(NOW_MS - minute * 60_000);
    expect(sent).toEqual([]);
    await bands.step(NOW_MS + 1_000);
    expect(bands.stats).toEqual({ bands: 1, without_history: 1, left_out: 0, failed: 0 });
    expect(sent).toMatchObject([{ rule: 'strange', target: 'web', fromMs: NOW_MS }]);

    const frame = (minute: number, value: number) =>
      world.script.frame(testSchema('web', [METRIC]), NOW_MS + minute * 60_000, [value]);
    world.script.rules(1, [rule], NOW_MS);
    frame(-1, 80);
    world.script.bands(sent, NOW_MS);
    frame(1, 51);
    frame(2, 80);
    await world.restart();
    frame(3, 52);
    frame(4, 20);
    frame(80, 51);
    const events = await world.ledger.sql.all<{ kind: string; at_ms: number }>(
      'SELECT kind, at_ms FROM alert_events ORDER BY number',
    );
    const later = await world.judge();

    expect(events.map(({ kind, at_ms }) => [kind, (at_ms - NOW_MS) / 60_000])).toEqual([['fired', 2]]);
    expect(later.map(({ kind, atMs }) => [kind, (atMs - NOW_MS) / 60_000])).toEqual([
      ['resolved', 3],
      ['fired', 4],
    ]);
  });

  test('of the present hour are worked out again when rules change', async () => {
    for (const weeks of [1, 2]) await past('web', weeks, 50);
    const bands = bandsOf();
    for (let second = 0; second < 3; second++) await bands.step(NOW_MS + second * 1_000);
    bands.rulesChanged();
    for (let second = 3; second < 6; second++) await bands.step(NOW_MS + second * 1_000);

    expect(sent).toHaveLength(2);
  });

  test('leave out a target that is gone and one for which the rule is turned off', async () => {
    for (const target of ['web', 'off', 'gone']) for (const weeks of [1, 2]) await past(target, weeks, 50);
    const bands = bandsOf([testThreshold('strange', 'target', 'off', { enabled: false })]);
    for (let second = 0; second < 3; second++) await bands.step(NOW_MS + second * 1_000);

    expect(sent.map(({ target }) => target)).toEqual(['web']);
  });

  test('wait for a store that is ill', async () => {
    for (const weeks of [1, 2]) await past('web', weeks, 50);
    const { query, series } = store;
    store.series = store.query = async () => {
      throw new StoreUnavailableError('down');
    };
    const bands = bandsOf();
    await bands.step(NOW_MS);
    store.series = series;
    for (let second = 1; second < 4; second++) await bands.step(NOW_MS + second * 1_000);
    expect([sent.length, bands.stats.failed]).toEqual([0, 0]);
    store.query = query;
    await bands.step(NOW_MS + 5_000);

    expect(sent).toHaveLength(1);
  });

  test('are worked out for so many series and no more; the rest is counted and named', async () => {
    store.series = async () =>
      Array.from({ length: 5_030 }, (_, number) => ({
        target: `t${number}`,
        metric: METRIC,
        labels: {},
        kind: 'gauge' as const,
        unit: '%',
        intervalMs: 10_000,
      }));
    await bandsOf().step(NOW_MS);

    expect(leftOut).toEqual([[30, expect.arrayContaining([`t5000|${METRIC}`])]]);
  });
});

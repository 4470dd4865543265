import { expect, test } from 'vitest';
import {
  DEFAULT_QUERY_LIMITS,
  type SeriesColumns,
  type SeriesDescription,
  StoreUnavailableError,
} from '#collector/store/store.ts';
import { Rule } from '#protocol/rule.ts';
import { BackTests, type WantedBackTest } from './back-tests.ts';
import { DAY_MS, MINUTE_MS, ruleBody } from './test-history.ts';

const NOW_MS = 1_700_000_000_000;
const rule = Rule.parse(ruleBody());

/** A store that answers when it is let go. */
function heldStore(series: number) {
  const held: ((answer: SeriesColumns[]) => void)[] = [];
  const known: SeriesDescription[] = Array.from({ length: series }, (_none, index) => ({
    target: `t${String(index).padStart(5, '0')}`,
    metric: 'cpu.usage_active',
    labels: {},
    kind: 'gauge',
    unit: '%',
    intervalMs: MINUTE_MS,
  }));
  const wanted: WantedBackTest = {
    rule,
    inForce: undefined,
    owner: 'alice',
    estate: {
      series: async () => known,
      organisationOf: () => 'default',
      membersOf: () => undefined,
      asJudged: async (asWritten, series) => series.map(() => asWritten),
    },
    query: () => new Promise((resolve) => held.push(resolve)),
    limits: DEFAULT_QUERY_LIMITS,
    kept: { rawMs: 35 * DAY_MS, minuteMs: 400 * DAY_MS },
    span: { fromMs: NOW_MS - DAY_MS, toMs: NOW_MS },
    nowMs: NOW_MS,
  };
  return { held, wanted };
}

test('a third one is refused while two run, and let in when one of them was ended', async () => {
  const { held, wanted } = heldStore(1);
  const tests = new BackTests(() => 0);
  const first = tests.start(wanted);
  tests.start(wanted);

  expect(tests.start(wanted)).toBeUndefined();
  await expect.poll(() => held.length).toBe(2);
  tests.remove(first?.id ?? '', 'alice');
  for (const answer of held.splice(0)) answer([]);

  await expect.poll(() => tests.start(wanted)?.state, { timeout: 10_000 }).toBe('running');
  for (const answer of held) answer([]);
  await expect.poll(() => held.length).toBeGreaterThan(0);
  const closed = tests.close();
  for (const answer of held) answer([]);
  await closed;
});

test('one whose time is over keeps what it has judged and says that there is no more', async () => {
  const { held, wanted } = heldStore(600);
  let nowMs = 0;
  const tests = new BackTests(() => nowMs);
  const { id = '' } = tests.start({ ...wanted, span: { fromMs: NOW_MS - 30 * DAY_MS, toMs: NOW_MS } }) ?? {};
  await expect.poll(() => held.length).toBe(1);
  nowMs = 31_000;
  const columns = { timesMs: Float64Array.of(NOW_MS - DAY_MS), values: Float64Array.of(95) };
  held[0]([{ target: 't00000', metric: 'cpu.usage_active', labels: {}, ...columns }]);

  await expect.poll(() => tests.get(id, 'alice')?.state).toBe('failed');

  expect(tests.get(id, 'alice')).toMatchObject({
    error: { code: 'took_too_long' },
    proposed: { totals: { watched: 600, judged: 1, firings: 1 } },
  });
});

test('of more series than allowed judges the first ones and names the number of the rest', async () => {
  const { held, wanted } = heldStore(2_010);
  const tests = new BackTests(() => 0);
  const { id = '' } = tests.start(wanted) ?? {};
  await expect.poll(() => held.length).toBe(1);

  expect(tests.get(id, 'alice')?.proposed?.notes).toContainEqual({
    code: 'series_left_out',
    params: { series: 10, judged: 2_000 },
  });
  tests.remove(id, 'alice');
  held[0]([]);
  await tests.close();
});

test('answers that ended are forgotten after ten minutes', async () => {
  const { held, wanted } = heldStore(1);
  let nowMs = 0;
  const tests = new BackTests(() => nowMs);
  const { id = '' } = tests.start(wanted) ?? {};
  await expect.poll(() => held.length).toBe(1);
  held[0]([]);
  await expect.poll(() => tests.get(id, 'alice')?.state).toBe('done');

  nowMs = 11 * MINUTE_MS;

  expect(tests.get(id, 'alice')).toBeUndefined();
});

test('a store that is ill ends it with a code', async () => {
  const { wanted } = heldStore(1);
  const tests = new BackTests(() => 0);
  const query = () => Promise.reject(new StoreUnavailableError('the store sleeps'));

  const { id = '' } = tests.start({ ...wanted, query }) ?? {};

  await expect.poll(() => tests.get(id, 'alice')?.state).toBe('failed');
  expect(tests.get(id, 'alice')?.error).toEqual({
    code: 'store_failed',
    params: { reason: 'the store sleeps' },
  });
});

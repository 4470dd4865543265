import fc from 'fast-check';
import { expect } from 'vitest';
import { seriesKey } from '#protocol/sample.ts';
import { type Schema, schemaIdentity } from '#protocol/schema.ts';
import { AGGREGATIONS, DEFAULT_QUERY_LIMITS, type Rows, type SeriesColumns, type Store } from './store.ts';

/** 2026-11-21 00:00 UTC, the time 0 of these tests. */
export const START = Date.UTC(2026, 10, 21);
export const MINUTE = 60_000;

/** Two columns: a gauge, and a counter whose metric differs between schemas of one target. */
export function schemaOf(target: string, cpu = 'cpu-total', second = 'cpu.usage_user'): Schema {
  const columns: Schema['columns'] = [
    { metric: 'cpu.usage_active', labels: { cpu }, kind: 'gauge', unit: '%' },
    { metric: second, labels: { cpu }, kind: 'counter', unit: 's' },
  ];
  return { probe: 'cpu', target, intervalMs: 10_000, columns };
}

/** Rows of [time after START, value]; the second column holds the negative of the first. */
export function rowsOf(schema: Schema, pairs: readonly (readonly number[])[]): Rows {
  const values = new Float64Array(pairs.length * 2);
  for (const [row, [, value]] of pairs.entries()) values.set([value, -value], row * 2);
  return {
    schemaId: schemaIdentity(schema),
    schema,
    timesMs: Float64Array.from(pairs, ([time]) => START + time),
    values,
  };
}

/** One thing that happens to a store. */
export type HistoryStep =
  | { what: 'append'; rows: Rows[] }
  | { what: 'flush' | 'reopen' | 'maintain' }
  | { what: 'delete'; target: string };

const SCHEMAS = [
  schemaOf('a'),
  schemaOf('a', 'cpu-total', 'cpu.usage_idle'),
  schemaOf('b'),
  schemaOf('c', 'cpu1'),
];
const SPAN_MS = 3 * 3_600_000;

/** Histories with rows out of order, doubled, unread, on both sides of midnight, with flushes and restarts between. */
export function history(kind: {
  keepsEveryFloat: boolean;
  keepsEveryBit: boolean;
  lastWins: boolean;
}): fc.Arbitrary<HistoryStep[]> {
  const unread = kind.keepsEveryFloat ? fc.constant(Number.NaN) : fc.constant(0.5);
  const anyNumber = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((number) => number + 0);
  const value = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -10_000, max: 10_000 }).map((cents) => cents / 100) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 1_000_000 }).map((pages) => pages * 4096) },
    { weight: 1, arbitrary: kind.keepsEveryBit ? anyNumber : anyNumber.map(elevenDigits) },
    { weight: 1, arbitrary: unread },
  );
  const steady = fc
    .record({
      schema: fc.nat(SCHEMAS.length - 1),
      start: fc.nat(SPAN_MS / 10_000),
      values: fc.array(value, { minLength: 2, maxLength: 300 }),
    })
    .map(({ schema, start, values }) =>
      values.map((number, at) => ({ schema, time: (start + at) * 10_000, number })),
    );
  const scattered = fc.array(
    fc.record({
      schema: fc.nat(SCHEMAS.length - 1),
      time: fc.nat(SPAN_MS / 10_000).map((slot) => slot * 10_000),
      number: value,
    }),
    { minLength: 1, maxLength: 40 },
  );
  const append = fc
    .oneof(steady, scattered)
    .map((samples): HistoryStep => ({ what: 'append', rows: gather(samples) }));
  const step = fc.oneof(
    { weight: 10, arbitrary: append },
    { weight: 2, arbitrary: fc.constant<HistoryStep>({ what: 'flush' }) },
    { weight: 1, arbitrary: fc.constant<HistoryStep>({ what: 'reopen' }) },
    { weight: 2, arbitrary: fc.constant<HistoryStep>({ what: 'maintain' }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<HistoryStep>(
        { what: 'delete', target: 'a' },
        { what: 'delete', target: 'b' },
      ),
    },
  );
  const steps = fc.array(step, { minLength: 1, maxLength: 25 });
  return kind.lastWins ? steps : steps.map(withoutCorrections);
}

function elevenDigits(number: number): number {
  return Math.round(number * 1e5) / 1e5 + 0;
}

/** The same with one value for each time of a schema, whenever it comes: nothing is ever corrected. */
function withoutCorrections(steps: HistoryStep[]): HistoryStep[] {
  const known = new Map<string, number>();
  for (const step of steps) {
    if (step.what !== 'append') continue;
    for (const { schemaId, timesMs, values } of step.rows) {
      const width = values.length / timesMs.length;
      for (let at = 0; at < values.length; at++) {
        const key = `${schemaId} ${timesMs[Math.floor(at / width)]} ${at % width}`;
        values[at] = known.get(key) ?? values[at];
        known.set(key, values[at]);
      }
    }
  }
  return steps;
}

/**
 * Before midnight as well as after it. The second schema of a target is half an interval off: which of two schemas
 * wins at one time is open.
 */
function gather(samples: readonly { schema: number; time: number; number: number }[]): Rows[] {
  return SCHEMAS.flatMap((schema, index) => {
    const shiftMs = index === 1 ? 5_000 : 0;
    const own = samples.filter((sample) => sample.schema === index);
    return own.length === 0
      ? []
      : [
          rowsOf(
            schema,
            own.map(({ time, number }) => [time + shiftMs - SPAN_MS / 2, number]),
          ),
        ];
  });
}

/** Does the same to both; returns the store, which is another one after a restart. */
export async function play(
  steps: readonly HistoryStep[],
  store: Store,
  model: Store,
  reopen: (() => Promise<Store>) | undefined,
): Promise<Store> {
  let position = 1;
  let current = store;
  for (const step of steps) {
    position++;
    if (step.what === 'append') {
      await current.append(step.rows, position);
      await model.append(step.rows, position);
    } else if (step.what === 'delete') {
      await current.deleteTarget(step.target);
      await model.deleteTarget(step.target);
    } else if (step.what === 'flush') await current.flush();
    else if (step.what === 'maintain') while (await current.maintain(START + SPAN_MS));
    else if (reopen) {
      await current.close();
      current = await reopen();
    }
  }
  return current;
}

/** Asks both the same questions; `unread` and `zeros` where NaN and -0 are kept, `rates` where no roll-up may have left out a pair with a long gap between. */
export async function compareStores(
  store: Store,
  model: Store,
  { unread, rates, zeros }: { unread: boolean; rates: boolean; zeros: boolean },
): Promise<void> {
  const comparable = (answers: readonly SeriesColumns[]) => comparableOf(answers, { unread, zeros });
  const questions = [
    { stepMs: 0, fromMs: START - SPAN_MS, toMs: START + SPAN_MS },
    { stepMs: 0, fromMs: START - 605_000, toMs: START + 1_215_000 },
    { stepMs: MINUTE, fromMs: START - SPAN_MS, toMs: START + SPAN_MS },
    { stepMs: 10 * MINUTE, fromMs: START - 1_234_567, toMs: START + 2_345_678 },
    { stepMs: 60 * MINUTE, fromMs: START - SPAN_MS, toMs: START + SPAN_MS },
  ];
  for (const question of questions) {
    for (const aggregation of question.stepMs === 0 ? (['avg', 'rate'] as const) : AGGREGATIONS) {
      if (aggregation === 'rate' && !rates) continue;
      for (const metric of ['cpu.usage_active', 'cpu.usage_user', 'cpu.usage_idle']) {
        const query = { selector: { metric }, aggregation, ...question };
        const found = comparable(await store.query(query, DEFAULT_QUERY_LIMITS));
        const expected = comparable(await model.query(query, DEFAULT_QUERY_LIMITS));
        expectClose(found, expected, question.stepMs === 0 && aggregation !== 'rate');
      }
    }
  }
  const selector = { metric: 'cpu.usage_active' };
  const newest = comparable(await store.latest(selector, DEFAULT_QUERY_LIMITS));
  if (unread) expect(newest).toEqual(comparable(await model.latest(selector, DEFAULT_QUERY_LIMITS)));
}

interface Comparable {
  key: string;
  times: number[];
  values: number[];
}

function comparableOf(
  answers: readonly SeriesColumns[],
  { unread, zeros }: { unread: boolean; zeros: boolean },
): Comparable[] {
  return answers
    .map((columns) => {
      const kept = [...columns.values.keys()].filter((at) => unread || !Number.isNaN(columns.values[at]));
      return {
        key: seriesKey(columns),
        times: kept.map((at) => columns.timesMs[at]),
        values: kept.map((at) => (zeros ? columns.values[at] : columns.values[at] + 0)),
      };
    })
    .filter(({ times }) => times.length > 0)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

function expectClose(found: readonly Comparable[], expected: readonly Comparable[], exact: boolean): void {
  expect(found.map(({ key }) => key)).toEqual(expected.map(({ key }) => key));
  for (const [at, { times, values }] of expected.entries()) {
    expect(found[at].times).toEqual(times);
    if (exact) expect(found[at].values).toEqual(values);
    else {
      // Sums taken in another order differ in their last bits.
      const scale = Math.max(1, ...values.map((value) => Math.abs(value) || 0));
      const wrong = values.findIndex(
        (value, index) =>
          !(Math.abs(found[at].values[index] - value) <= scale * 1e-9) &&
          !Object.is(value, found[at].values[index]),
      );
      if (wrong >= 0) expect(found[at].values[wrong], `at ${times[wrong]}`).toBe(values[wrong]);
    }
  }
}

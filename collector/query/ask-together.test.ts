import { expect, test } from 'vitest';
import {
  DEFAULT_QUERY_LIMITS,
  type Query,
  QueryTooLargeError,
  type SeriesColumns,
} from '#collector/store/store.ts';
import { askTogether } from './ask-together.ts';

const about = (metric: string): { query: Query } => ({
  query: { selector: { metric }, fromMs: 0, toMs: 1, stepMs: 0, aggregation: 'avg' },
});

/** As many series of one point as the metric says. */
const ask = async ({ selector }: Query): Promise<SeriesColumns[]> =>
  Array.from({ length: Number(selector.metric) }, (_none, at) => ({
    target: 't',
    metric: selector.metric,
    labels: { at: String(at) },
    timesMs: Float64Array.of(1),
    values: Float64Array.of(1),
  }));

test('answers stand in the order of the questions, however fast each is', async () => {
  const slowFirst = async (query: Query) => {
    await new Promise((resolve) => setTimeout(resolve, 20 - 3 * Number(query.selector.metric)));
    return ask(query);
  };
  const questions = ['1', '2', '3', '4', '5', '6'].map(about);

  const answers = await askTogether(slowFirst, questions, DEFAULT_QUERY_LIMITS, Date.now);

  expect(answers.map((each) => 'series' in each && each.series.length)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('the limits hold for all together: one that goes beyond is refused, the others are answered', async () => {
  const limits = { series: 10, points: 10, timeoutMs: 1_000 };

  const answers = await askTogether(ask, ['6', '3', '5', '1'].map(about), limits, Date.now);

  expect(answers.map((each) => 'series' in each && each.series.length)).toEqual([6, 3, false, 1]);
  expect(answers[2]).toMatchObject({ thrown: { name: 'QueryTooLargeError', what: 'series', allowed: 1 } });
});

test('the time is one for all: what it does not suffice for is not asked', async () => {
  let nowMs = 0;
  const asked: string[] = [];
  const slow = async (query: Query) => {
    asked.push(query.selector.metric);
    nowMs += 600;
    return ask(query);
  };

  const answers = await askTogether(
    slow,
    Array.from({ length: 9 }, () => about('1')),
    { series: 99, points: 99, timeoutMs: 1_000 },
    () => nowMs,
  );

  expect(answers.filter((each) => 'series' in each)).toHaveLength(asked.length);
  expect(answers[8]).toMatchObject({ thrown: expect.any(QueryTooLargeError) });
});

test('what cannot be asked, and what fails, is told beside the answers of the others', async () => {
  const [wrong, broken] = [new Error('wrong'), new Error('broken')];
  const fails = (query: Query) => (query.selector.metric === '7' ? Promise.reject(broken) : ask(query));

  const answers = await askTogether(
    fails,
    [{ thrown: wrong }, about('7'), about('1')],
    DEFAULT_QUERY_LIMITS,
    Date.now,
  );

  expect(answers).toMatchObject([{ thrown: wrong }, { thrown: broken }, { series: [{ target: 't' }] }]);
});

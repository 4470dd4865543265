import { expect, it } from 'vitest';
import { encodeAnswers } from '#collector/query/answers.ts';
import { ApiError, type Caller } from './call.ts';
import type { HistoryQuery } from './query.ts';
import { queryTogether } from './query-batch.ts';

const about = (metric: string): HistoryQuery => ({
  metric,
  target: 't',
  fromMs: 0,
  toMs: 9,
  stepMs: 0,
  aggregation: 'last',
});

interface Request {
  questions: { metric: string }[];
  signal: AbortSignal;
}

/** A collector that answers each question with one point, and those about `bad.…` with an error. */
function collector({ hangs = false } = {}) {
  const requests: Request[] = [];
  const askBytes = async (_path: string, body: unknown, signal: AbortSignal) => {
    const { questions } = body as { questions: { metric: string }[] };
    requests.push({ questions, signal });
    if (hangs)
      await new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new Error('ended'))),
      );
    const answers = questions.map(({ metric }) =>
      metric.startsWith('bad.')
        ? { error: { status: 422, code: 'query_too_large', message: 'too large', details: { allowed: 1 } } }
        : {
            series: [
              {
                target: 't',
                metric,
                labels: { path: '/数据' },
                timesMs: Float64Array.of(1, 2),
                values: Float64Array.of(metric.length, Number.NaN),
              },
            ],
          },
    );
    const bytes = encodeAnswers(answers);
    return { type: 'application/octet-stream', body: bytes.buffer };
  };
  return { api: { askBytes } as unknown as Caller, requests };
}

it('asks what comes together in one request, and gives each its own answer', async () => {
  const { api, requests } = collector();

  const answers = await Promise.all(
    ['a.b', 'mem.used', 'c.d'].map((metric) => queryTogether(api, about(metric))),
  );

  expect(requests).toHaveLength(1);
  expect(requests[0].questions[0]).toEqual({
    metric: 'a.b',
    target: 't',
    from: 0,
    to: 9,
    stepMs: 0,
    aggregation: 'last',
  });
  expect(answers.map(([{ metric }]) => metric)).toEqual(['a.b', 'mem.used', 'c.d']);
  expect(Array.from(answers[1][0].values)).toEqual([8, Number.NaN]);
});

it('asks again for what comes later, and splits what is too much for one request', async () => {
  const { api, requests } = collector();

  await queryTogether(api, about('a.b'));
  await Promise.all(Array.from({ length: 60 }, (_none, at) => queryTogether(api, about(`m.x${at}`))));

  expect(requests.map(({ questions }) => questions.length)).toEqual([1, 50, 10]);
});

it('tells an error to the question it belongs to alone', async () => {
  const { api } = collector();

  const [good, bad] = await Promise.allSettled([
    queryTogether(api, about('a.b')),
    queryTogether(api, about('bad.one')),
  ]);

  expect(good.status).toBe('fulfilled');
  expect(bad).toMatchObject({ reason: { status: 422, code: 'query_too_large', details: { allowed: 1 } } });
  expect((bad as PromiseRejectedResult).reason).toBeInstanceOf(ApiError);
});

it('lets the others go on when one is given up, and ends when all are', async () => {
  const { api, requests } = collector({ hangs: true });
  const [one, other, early] = [new AbortController(), new AbortController(), new AbortController()];
  const answers = [one, other, early].map(({ signal }) => queryTogether(api, about('a.b'), signal));
  const settled = Promise.allSettled(answers);
  early.abort();
  await expect.poll(() => requests.length).toBe(1);

  one.abort();
  await expect(answers[0]).rejects.toThrow(/nobody waits/);

  expect(requests[0].questions).toHaveLength(2);
  expect(requests[0].signal.aborted).toBe(false);
  other.abort();
  expect(requests[0].signal.aborted).toBe(true);
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
});

it('tells everybody when the request itself fails', async () => {
  const away = new ApiError(0, 'unreachable', '');
  const api = { askBytes: () => Promise.reject(away) } as unknown as Caller;

  const answers = await Promise.allSettled([
    queryTogether(api, about('a.b')),
    queryTogether(api, about('c.d')),
  ]);

  expect(answers).toMatchObject([{ reason: away }, { reason: away }]);
});

import { ApiError, type Caller } from './call.ts';
import { decodeAnswers } from './columnar.ts';
import type { HistoryQuery } from './query.ts';
import type { QuerySeries } from './shapes.ts';

/** Questions that come within this time, less than a frame, travel together. */
const TOGETHER_MS = 10;
/** The collector takes no more in one request. */
const MOST_TOGETHER = 50;

interface Waiting {
  query: HistoryQuery;
  signal: AbortSignal | undefined;
  resolve(series: QuerySeries[]): void;
  reject(error: unknown): void;
}

/** As `queryHistory`, for one of many questions that a page has at the same time: one request for all of them. */
export function queryTogether(
  api: Caller,
  query: HistoryQuery,
  signal?: AbortSignal,
): Promise<QuerySeries[]> {
  let batch = batches.get(api);
  if (!batch) {
    batch = createBatch(api);
    batches.set(api, batch);
  }
  return batch(query, signal);
}

/** One for each way to a collector. */
const batches = new WeakMap<Caller, ReturnType<typeof createBatch>>();

function createBatch(api: Caller): (query: HistoryQuery, signal?: AbortSignal) => Promise<QuerySeries[]> {
  let waiting: Waiting[] = [];

  function send(): void {
    const wanted = waiting.filter(({ signal }) => !signal?.aborted);
    waiting = [];
    for (let at = 0; at < wanted.length; at += MOST_TOGETHER)
      void askTogether(api, wanted.slice(at, at + MOST_TOGETHER));
  }

  return (query, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(aborted());
      signal?.addEventListener('abort', () => reject(aborted()));
      if (waiting.length === 0) setTimeout(send, TOGETHER_MS);
      waiting.push({ query, signal, resolve, reject });
    });
}

/** The request ends early only when nobody waits for it any more. */
async function askTogether(api: Caller, those: readonly Waiting[]): Promise<void> {
  const abort = new AbortController();
  const stop = (): void => {
    if (those.every(({ signal }) => signal?.aborted)) abort.abort();
  };
  for (const { signal } of those) signal?.addEventListener('abort', stop);
  try {
    const questions = those.map(({ query: { fromMs, toMs, ...rest } }) => ({
      ...rest,
      from: fromMs,
      to: toMs,
    }));
    const answers = await readAnswers(api, questions, abort.signal);
    for (const [at, { resolve, reject }] of those.entries()) {
      const answer = answers[at];
      if ('series' in answer) resolve(answer.series);
      else {
        const { status, code, message, details } = answer.error;
        reject(new ApiError(status, code, message, { details }));
      }
    }
  } catch (error) {
    for (const { reject } of those) reject(error);
  } finally {
    for (const { signal } of those) signal?.removeEventListener('abort', stop);
  }
}

async function readAnswers(api: Caller, questions: readonly unknown[], signal: AbortSignal) {
  const { type, body } = await api.askBytes('queries', { questions }, signal);
  if (type.startsWith('application/octet-stream')) return decodeAnswers(body);
  return (JSON.parse(new TextDecoder().decode(body)) as { answers: ReturnType<typeof decodeAnswers> })
    .answers;
}

function aborted(): Error {
  return new DOMException('nobody waits for the answer any more', 'AbortError');
}

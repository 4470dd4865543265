import {
  type Query,
  type QueryLimits,
  QueryTooLargeError,
  type SeriesColumns,
} from '#collector/store/store.ts';

/** So many are under way at a time: a store behind a network answers the next one while this one travels. */
const AT_ONCE = 4;

export type Answered = { series: SeriesColumns[] } | { thrown: unknown };

/** A question, or the reason why it cannot be asked. */
export type Asked = { query: Query } | { thrown: unknown };

/**
 * Answers of a store to several questions, in their order. The limits hold for all of them together: what would go
 * beyond is refused and leaves room for those behind it. What one question throws is its own.
 */
export async function askTogether(
  ask: (query: Query, limits: QueryLimits) => Promise<SeriesColumns[]>,
  questions: readonly Asked[],
  limits: QueryLimits,
  nowMs: () => number,
): Promise<Answered[]> {
  const beganMs = nowMs();
  const left = { series: limits.series, points: limits.points };
  const answers: Answered[] = [];
  let next = 0;

  async function answer(query: Query): Promise<SeriesColumns[]> {
    const timeoutMs = limits.timeoutMs - (nowMs() - beganMs);
    if (timeoutMs <= 0) throw new QueryTooLargeError('time', limits.timeoutMs - timeoutMs, limits.timeoutMs);
    const series = await ask(query, { ...left, timeoutMs });
    // Others have answered meanwhile.
    const points = series.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
    if (series.length > left.series) throw new QueryTooLargeError('series', series.length, left.series);
    if (points > left.points) throw new QueryTooLargeError('points', points, left.points);
    left.series -= series.length;
    left.points -= points;
    return series;
  }

  async function work(): Promise<void> {
    while (next < questions.length) {
      const at = next++;
      const asked = questions[at];
      if ('thrown' in asked) answers[at] = asked;
      else
        answers[at] = await answer(asked.query).then(
          (series) => ({ series }),
          (thrown: unknown) => ({ thrown }),
        );
    }
  }

  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return answers;
}

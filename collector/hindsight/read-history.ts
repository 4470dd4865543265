import type { Query, QueryLimits, SeriesColumns } from '#collector/store/store.ts';
import type { Resolution } from '#protocol/back-test.ts';
import { seriesKey } from '#protocol/sample.ts';
import type { Span } from './resolution.ts';
import type { Watched } from './watched.ts';

/** Points that are asked for at once: a few megabytes, a few milliseconds of the store. */
const POINTS_AT_ONCE = 400_000;

/** Asks the store. */
export type AskStore = (query: Query, limits: QueryLimits) => Promise<SeriesColumns[]>;

export interface HistoryOptions {
  query: AskStore;
  limits: QueryLimits;
  span: Span;
  resolution: Resolution;
}

/** Series with what the store has of them, targets after targets; one without history comes without points. */
export async function* readHistory(
  series: readonly Watched[],
  options: HistoryOptions,
): AsyncGenerator<{ series: Watched; columns: SeriesColumns | undefined }> {
  const { query, limits, span, resolution } = options;
  for (const chunk of chunksOf(series, span, resolution)) {
    const [{ metric }] = chunk;
    const targets = [...new Set(chunk.map(({ target }) => target))];
    const answers = await query(
      {
        selector: { metric, targets },
        ...span,
        stepMs: resolution.stepMs,
        aggregation: resolution.aggregation,
      },
      limits,
    );
    const byKey = new Map(answers.map((columns) => [seriesKey(columns), columns]));
    for (const each of chunk) yield { series: each, columns: byKey.get(seriesKey(each)) };
  }
}

/** Parts that a query answers at once, the series of one target together. */
function* chunksOf(
  series: readonly Watched[],
  { fromMs, toMs }: Span,
  { stepMs }: Resolution,
): Generator<Watched[]> {
  let chunk: Watched[] = [];
  let points = 0;
  for (const each of series) {
    if (points >= POINTS_AT_ONCE && chunk.at(-1)?.target !== each.target) {
      yield chunk;
      chunk = [];
      points = 0;
    }
    chunk.push(each);
    points += (toMs - fromMs) / Math.max(stepMs, each.intervalMs, 1);
  }
  if (chunk.length > 0) yield chunk;
}

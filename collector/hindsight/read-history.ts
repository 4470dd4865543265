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
    const [{ metric, labels }] = chunk;
    const targets = [...new Set(chunk.map(({ target }) => target))];
    const answers = await query(
      {
        selector: chunk.length === 1 ? { metric, targets, labels } : { metric, targets },
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

/** Parts that a query answers at once, the series of one target together; where those are too many, one by one. */
function* chunksOf(
  series: readonly Watched[],
  { fromMs, toMs }: Span,
  { stepMs }: Resolution,
): Generator<Watched[]> {
  const pointsOf = (each: Watched) => (toMs - fromMs) / Math.max(stepMs, each.intervalMs, 1);
  let chunk: Watched[] = [];
  let points = 0;
  for (const ofTarget of byTarget(series)) {
    const more = ofTarget.reduce((sum, each) => sum + pointsOf(each), 0);
    if (more > POINTS_AT_ONCE) {
      for (const each of ofTarget) yield [each];
      continue;
    }
    if (points + more > POINTS_AT_ONCE) {
      yield chunk;
      chunk = [];
      points = 0;
    }
    chunk.push(...ofTarget);
    points += more;
  }
  if (chunk.length > 0) yield chunk;
}

function byTarget(series: readonly Watched[]): Iterable<Watched[]> {
  return Map.groupBy(series, ({ target }) => target).values();
}

import type { Caller } from './call.ts';
import { decodeColumns } from './columnar.ts';
import type { QuerySeries } from './shapes.ts';

export const AGGREGATIONS = ['avg', 'max', 'min'] as const;
/** What the pages let people choose; `last` and `rate` are chosen by the kind of a metric. */
export type ChosenAggregation = (typeof AGGREGATIONS)[number];

export interface HistoryQuery {
  metric: string;
  /** One or several; all that may be seen without it. */
  target?: string | readonly string[];
  labels?: Record<string, string>;
  fromMs: number;
  toMs: number;
  /** 0: the samples as they are. */
  stepMs: number;
  aggregation: ChosenAggregation | 'last' | 'rate';
}

/** Asks for history, as bytes where the collector has them. */
export async function queryHistory(
  api: Caller,
  query: HistoryQuery,
  signal?: AbortSignal,
): Promise<QuerySeries[]> {
  const { metric, target, labels = {}, fromMs, toMs, stepMs, aggregation } = query;
  const byLabel = Object.fromEntries(Object.entries(labels).map(([name, value]) => [`label.${name}`, value]));
  const parameters = { metric, target, from: fromMs, to: toMs, stepMs, aggregation, ...byLabel };
  const { type, body } = await api.getBytes('query', parameters, signal);
  if (type.startsWith('application/octet-stream')) return decodeColumns(body);
  return (JSON.parse(new TextDecoder().decode(body)) as { series: QuerySeries[] }).series;
}

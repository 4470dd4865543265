/** A series in the answer of a query. */
export interface InfluxSeries {
  name: string;
  tags?: Record<string, string>;
  columns: string[];
  /** Left out when there are none. */
  values?: (number | string | null)[][];
}

/** What a statement came to. */
export type StatementResult = { series: InfluxSeries[] } | { error: string };

interface QueryAnswer {
  error?: unknown;
  message?: unknown;
  results?: { error?: unknown; partial?: boolean; series?: InfluxSeries[] }[];
}

/** Reads the answer to one statement; undefined for what no InfluxDB would say, or what ends in the middle. */
export function parseAnswer(body: Buffer): StatementResult | undefined {
  let answer: QueryAnswer | null;
  try {
    answer = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  const refused = answer?.error ?? answer?.message;
  if (typeof refused === 'string') return { error: refused };
  const result = Array.isArray(answer?.results) ? answer.results[0] : undefined;
  if (typeof result !== 'object' || result === null) return undefined;
  if (typeof result.error === 'string') return { error: result.error };
  const { series = [] } = result;
  if (!Array.isArray(series) || !series.every(isSeries)) return undefined;
  // The server has a limit of rows and does not say so in any other way.
  if (result.partial || series.some((one) => (one as { partial?: boolean }).partial)) {
    return { error: 'the answer was cut short: raise "max-row-limit" over there' };
  }
  return { series };
}

function isSeries(one: unknown): one is InfluxSeries {
  const { columns, values = [] } = (one ?? {}) as Partial<InfluxSeries>;
  return Array.isArray(columns) && Array.isArray(values);
}

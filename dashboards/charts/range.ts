/** Spans that are one click away. */
export const LAST_SPANS = {
  '15m': 15 * 60_000,
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
} as const;
export type LastSpan = keyof typeof LAST_SPANS;

/** What the charts show: the last so much, moving with the clock, or a fixed span. */
export type Range = { kind: 'last'; span: LastSpan } | { kind: 'fixed'; fromMs: number; toMs: number };

/** Short enough to see values come. */
const DEFAULT_SPAN: LastSpan = '15m';
/** Less than this cannot be told apart any more. */
export const LEAST_SPAN_MS = 10_000;

/** Reads `?last=1h&from=…&to=…`; a fixed span outranks the moving one, which is what a reset goes back to. */
export function parseRange(search: URLSearchParams, usual: LastSpan = DEFAULT_SPAN): Range {
  const fromMs = Number(search.get('from') ?? Number.NaN);
  const toMs = Number(search.get('to') ?? Number.NaN);
  if (toMs - fromMs >= LEAST_SPAN_MS) return { kind: 'fixed', fromMs, toMs };
  return { kind: 'last', span: lastSpan(search, usual) };
}

/** The moving span of an address; `usual` where it names none. */
export function lastSpan(search: URLSearchParams, usual: LastSpan = DEFAULT_SPAN): LastSpan {
  const wanted = search.get('last');
  return wanted !== null && wanted in LAST_SPANS ? (wanted as LastSpan) : usual;
}

/** The span in time, at a given moment. */
export function spanOf(range: Range, nowMs: number): { fromMs: number; toMs: number } {
  if (range.kind === 'fixed') return range;
  return { fromMs: nowMs - LAST_SPANS[range.span], toMs: nowMs };
}

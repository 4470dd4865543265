import type { AvailabilityAnswer, Span } from '../../api/silences.ts';
import type { Times } from '../../words/time.ts';

/** Spans that people ask for. */
export const AVAILABILITY_SPANS = ['days30', 'month', 'quarter'] as const;
export type AvailabilitySpan = (typeof AVAILABILITY_SPANS)[number];

const DAYS30_MS = 30 * 86_400_000;
/** What is usually promised: three nines. */
export const GOAL = 0.999;

/** The span up to now, by the clocks of a zone. */
export function availabilitySpan(
  span: AvailabilitySpan,
  nowMs: number,
  clock: Pick<Times, 'field' | 'fromField'>,
): Span {
  if (span === 'days30') return { fromMs: nowMs - DAYS30_MS, toMs: nowMs };
  const today = clock.field(nowMs);
  const month = Number(today.slice(5, 7));
  const first = span === 'month' ? month : month - ((month - 1) % 3);
  const fromMs = clock.fromField(`${today.slice(0, 4)}-${String(first).padStart(2, '0')}-01 00:00`);
  return { fromMs, toMs: nowMs };
}

/** A share in percent with three digits behind the point, never rounded up: 99.9996 % is not 100 %. */
export function sharePercent(share: number): number {
  return Math.floor(share * 100_000 + 1e-6) / 1_000;
}

/** What the goal allows of the known time, and what is left of it: negative where it was missed. */
export function goalBudget({ upMs, downMs }: Pick<AvailabilityAnswer, 'upMs' | 'downMs'>): {
  allowedMs: number;
  leftMs: number;
} {
  const allowedMs = (upMs + downMs) * (1 - GOAL);
  return { allowedMs, leftMs: allowedMs - downMs };
}

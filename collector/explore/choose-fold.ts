import type { Question } from '#protocol/explore.ts';
import type { TimeFold } from '#protocol/fold.ts';
import type { MetricKind } from '#protocol/metric.ts';

/**
 * How a series is really folded in time. Totals of counters are never averaged or added up: they are rated first,
 * since one that began anew would pull the sum of all down.
 */
export function foldOf(wanted: TimeFold, kind: MetricKind): TimeFold {
  if (kind === 'counter')
    return wanted === 'count' || wanted === 'p95' || wanted === 'last' ? wanted : 'rate';
  if (wanted !== 'auto') return wanted;
  return kind === 'state' ? 'last' : 'avg';
}

/** The unit of what is shown, by how it was folded. */
export function unitAfter(
  { kind, unit }: { kind: MetricKind; unit: string },
  over: TimeFold,
  across: Question['across'],
): string {
  if (over === 'count' || across === 'count') return '1';
  const rated = over === 'rate' || (over === 'p95' && kind === 'counter');
  if (!rated) return unit;
  return unit === '' ? '1/s' : `${unit}/s`;
}

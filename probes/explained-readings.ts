import type { Explanation } from '#protocol/explanation.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import type { Reading } from './probe.ts';
import { stateWord } from './state-word.ts';

/** Readings as an explanation shows them, states with their words; whoever sends it on clips them. */
export function explainedReadings(
  metrics: readonly MetricDefinition[],
  readings: readonly Reading[],
): Explanation['readings'] {
  const definitions = new Map(metrics.map((metric) => [metric.name, metric]));
  return readings.map(({ column: { metric, labels, unit, limits }, value }) => ({
    metric,
    labels,
    value: Number.isFinite(value) ? value : null,
    unit,
    word: stateWord(definitions.get(metric), value) ?? '',
    ...(limits && { limits }),
  }));
}

import type { MetricDefinition } from '#protocol/metric.ts';

/** The word under which a state is known that travels as this number. */
export function stateWord(metric: MetricDefinition | undefined, value: number): string | undefined {
  return Object.entries(metric?.states ?? {}).find(([, { code }]) => code === value)?.[0];
}

import type { MetricDefinition } from '#protocol/metric.ts';
import type { Column } from '#protocol/schema.ts';
import type { Reading } from '../probe.ts';

/** Readings whose columns stay the same objects from collection to collection. */
export interface Series {
  /** Throws for a metric that the probe has not promised. */
  reading(metric: string, value: number, labels?: Readonly<Record<string, string>>): Reading;
  /** The same for a word of a state. */
  state(metric: string, word: string, labels?: Readonly<Record<string, string>>): Reading;
}

/** For a probe that promises these metrics. */
export function seriesOf(metrics: readonly MetricDefinition[]): Series {
  const definitions = new Map(metrics.map((metric) => [metric.name, metric]));
  const columns = new Map<string, Column>();
  return {
    reading: (metric, value, labels) => ({ column: columnOf(metric, labels), value }),
    state(metric, word, labels) {
      const value = definitions.get(metric)?.states?.[word]?.code ?? Number.NaN;
      return { column: columnOf(metric, labels), value };
    },
  };

  function columnOf(metric: string, labels: Readonly<Record<string, string>> = {}): Column {
    const key = `${metric}${JSON.stringify(labels)}`;
    const known = columns.get(key);
    if (known) return known;
    const definition = definitions.get(metric);
    if (!definition) throw new Error(`${metric} is not among the metrics of this probe`);
    const made: Column = { metric, labels: { ...labels }, kind: definition.kind, unit: definition.unit };
    columns.set(key, made);
    return made;
  }
}

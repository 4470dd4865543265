import type { MetricDefinition } from '#protocol/metric.ts';
import type { Column } from '#protocol/schema.ts';
import { columnOf } from '../metrics.ts';
import type { Reading } from '../probe.ts';
import type { ServiceValue } from './service-reader.ts';

/** Columns that were not used for so many collections are forgotten. */
const KEPT_COLLECTIONS = 10;

/** Gives values their columns; the same series has the same column each time. */
export function serviceColumns(
  metrics: readonly MetricDefinition[],
): (values: readonly ServiceValue[]) => Reading[] {
  const definitions = new Map(metrics.map((metric) => [metric.name, metric]));
  const known = new Map<string, { column: Column; usedAt: number }>();
  let collection = 0;
  return (values) => {
    collection++;
    const readings = values.map((value): Reading => ({ column: columnFor(value), value: value[1] }));
    for (const [key, { usedAt }] of known) if (collection - usedAt > KEPT_COLLECTIONS) known.delete(key);
    return readings;
  };

  function columnFor([metric, , ...labels]: ServiceValue): Column {
    const key = [metric, ...labels].join('\0');
    const before = known.get(key);
    if (before) {
      before.usedAt = collection;
      return before.column;
    }
    const definition = definitions.get(metric);
    if (!definition) throw new Error(`${metric} is not in the vocabulary of this probe`);
    const column = columnOf(definition, labels.map(shortLabel));
    known.set(key, { column, usedAt: collection });
    return column;
  }
}

/** A label has 200 bytes at most; of a longer one its beginning is enough to know it by. */
function shortLabel(text: string): string {
  if (Buffer.byteLength(text) <= 200) return text;
  let short = text.slice(0, 199);
  while (Buffer.byteLength(short) > 197) short = short.slice(0, -1);
  return `${short}…`;
}

import { encodeFrameBody, encodeRecordBody, ITEM, type Item } from '#protocol/frame.ts';
import type { WireRecord } from '#protocol/record.ts';
import { canonicalSchema, type Schema, schemaIdentity } from '#protocol/schema.ts';

/** A schema of plain gauges, one for each metric. For tests. */
export function gaugeSchema(
  target: string,
  metrics: readonly string[] = ['cpu.usage_active'],
  probe = 'cpu',
): Schema {
  const columns = metrics.map((metric) => ({ metric, labels: {}, kind: 'gauge' as const, unit: '%' }));
  return { probe, target, intervalMs: 10_000, columns };
}

/** A schema whose columns differ by one label. */
export function labelledSchema(
  target: string,
  probe: string,
  label: string,
  values: readonly string[],
): Schema {
  const columns = values.map((value) => ({
    metric: `${probe}.used`,
    labels: { [label]: value },
    kind: 'gauge' as const,
    unit: 'B',
  }));
  return { probe, target, intervalMs: 10_000, columns };
}

export function schemaItem(sequence: number, schema: Schema): Item {
  return { kind: ITEM.schema, flags: 0, sequence, body: Buffer.from(canonicalSchema(schema)) };
}

export function frameItem(sequence: number, schema: Schema, timeMs: number, values: readonly number[]): Item {
  return {
    kind: ITEM.frame,
    flags: 0,
    sequence,
    body: encodeFrameBody(schemaIdentity(schema), timeMs, values),
  };
}

export function recordItem(sequence: number, timeMs: number, record: WireRecord): Item {
  return { kind: ITEM.record, flags: 0, sequence, body: encodeRecordBody(timeMs, JSON.stringify(record)) };
}

import { createHash } from 'node:crypto';
import * as z from 'zod';
import { DeviceLimits } from './device-limits.ts';
import { LIMITS } from './limits.ts';
import { METRIC_NAME } from './metric.ts';

const shortText = z.string().refine((text) => Buffer.byteLength(text) <= LIMITS.labelBytes, {
  error: `longer than ${LIMITS.labelBytes} bytes`,
});

/** One column of a frame: which series of the schema's target it carries. */
export const Column = z.strictObject({
  metric: z.string().max(LIMITS.metricBytes).regex(METRIC_NAME, 'not of the form subject.field'),
  labels: z
    .record(shortText.min(1), shortText)
    .refine((labels) => Object.keys(labels).length <= LIMITS.labelsPerSeries, {
      error: `more than ${LIMITS.labelsPerSeries} labels`,
    }),
  kind: z.enum(['gauge', 'counter', 'state']),
  unit: z.string().max(16),
  limits: DeviceLimits.optional(),
});
export type Column = z.infer<typeof Column>;

/** The ordered columns that the frames of one probe on one target carry; sent once, named by its identity after. */
export const Schema = z.strictObject({
  probe: z.string().min(1).max(64),
  /** Opaque id of the target; must be one that the sender's key may write. */
  target: z.string().min(1).max(64),
  /** A frame is expected this often; silence is judged by it. */
  intervalMs: z
    .int()
    .min(100)
    .max(86_400_000 * 7),
  columns: z.array(Column).min(1),
});
export type Schema = z.infer<typeof Schema>;

/** Bytes of an identity on the wire. */
export const SCHEMA_ID_BYTES = 16;

/** JSON with fixed key order and labels sorted by name, so that equal schemas give equal bytes everywhere. */
export function canonicalSchema(schema: Schema): string {
  const columns = schema.columns.map((column) => ({
    metric: column.metric,
    labels: Object.fromEntries(
      Object.keys(column.labels)
        .sort()
        .map((name) => [name, column.labels[name]]),
    ),
    kind: column.kind,
    unit: column.unit,
    ...(column.limits && { limits: canonicalLimits(column.limits) }),
  }));
  return JSON.stringify({
    probe: schema.probe,
    target: schema.target,
    intervalMs: schema.intervalMs,
    columns,
  });
}

function canonicalLimits({ low, high, criticalLow, criticalHigh }: DeviceLimits): DeviceLimits {
  return {
    ...(low !== undefined && { low }),
    ...(high !== undefined && { high }),
    ...(criticalLow !== undefined && { criticalLow }),
    ...(criticalHigh !== undefined && { criticalHigh }),
  };
}

/** The first 16 bytes of the SHA-256 of the canonical content, as 32 hex digits. */
export function schemaIdentity(schema: Schema): string {
  return createHash('sha256')
    .update(canonicalSchema(schema))
    .digest('hex')
    .slice(0, SCHEMA_ID_BYTES * 2);
}

import * as z from 'zod';
import { withHost } from '#collector/query/columns-json.ts';
import type { SeriesDescription } from '#collector/store/store.ts';
import { METRIC_NAME } from '#protocol/metric.ts';

export const HOUR_MS = 3_600_000;
export const TARGETS_ASKED = 5_000;

export const Metric = z.string().regex(METRIC_NAME, 'not of the form subject.field');
export const Labels = z.record(z.string(), z.string());
/** The series of one answer. */
export const Columns = z.strictObject({
  series: z.array(
    z.strictObject({
      target: z.string(),
      metric: z.string(),
      labels: Labels,
      timesMs: z.array(z.number()),
      values: z.array(z.number().nullable()).describe('null: asked, and not read'),
    }),
  ),
});
export const Instant = z
  .string()
  .max(40)
  .transform((text, context): number => {
    const timeMs = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
    if (timeMs >= 0 && timeMs < 1e13) return timeMs;
    context.addIssue({
      code: 'custom',
      message: 'neither UTC milliseconds nor a time such as 2030-01-02T03:04:05Z',
    });
    return z.NEVER;
  })
  .describe('UTC milliseconds, or ISO 8601');
/** Width of a bin. */
export const StepMs = z
  .int()
  .min(0)
  .max(400 * 24 * HOUR_MS)
  .describe('0: the samples as they are');
export const Top = z.int().min(1).max(1_000).describe('only the n series with the highest aggregate');

/** A known series and what it is. */
export const Series = z.strictObject({
  target: z.string(),
  metric: z.string(),
  labels: Labels,
  kind: z.enum(['gauge', 'counter', 'state']),
  unit: z.string(),
  intervalMs: z.number(),
});

/** A series as it is answered, with the display label of its target. */
export function seriesShown(series: SeriesDescription, host: string | undefined): z.infer<typeof Series> {
  const { target, metric, kind, unit, intervalMs } = series;
  return { target, metric, labels: withHost(series.labels, host), kind, unit, intervalMs };
}

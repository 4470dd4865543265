import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Column } from './schema.ts';

/** Kind of the records that say what was seen when a series took its value: lines of a log, the difference of a page. */
export const EVIDENCE = 'evidence';

/** What one record of evidence holds at most; agents cut, count what they cut, and say so. */
export const EVIDENCE_LIMITS = { lines: 100, lineLength: 1_000 } as const;

/**
 * Data of a record of kind `evidence`. It belongs to one series of its target: an alert on that series shows it, and
 * keeps it for as long as the alert itself is kept. Records of evidence are history, like traps.
 */
export const Evidence = z.strictObject({
  metric: z.string().max(128),
  labels: z.record(z.string(), z.string()),
  /** What the lines are of: a file, an address, a command. */
  title: z.string().max(200),
  /** `diff`: each line begins with `+`, `-` or a space. */
  form: z.enum(['lines', 'diff']),
  lines: z.array(z.string().max(EVIDENCE_LIMITS.lineLength)).max(EVIDENCE_LIMITS.lines),
  /** Lines beyond the limit, which nobody has. */
  omitted: z.int().nonnegative(),
});
export type Evidence = z.infer<typeof Evidence>;

/** Key of the records of evidence for one series; the same on the agent and in the collector. */
export function evidenceKey(metric: string, labels: Column['labels']): string {
  const sorted = Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1));
  const text = `${metric}${JSON.stringify(sorted)}`;
  return text.length <= 200
    ? text
    : `${text.slice(0, 160)} ${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

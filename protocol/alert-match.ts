import * as z from 'zod';
import { Meaning, Severity } from './rule.ts';

const several = z.array(z.string().min(1).max(200)).max(500).default([]);

/** Which alerts: every field that is not empty must hold, and of each field one value will do. Empty: all of them. */
export const AlertMatch = z.strictObject({
  targets: several.describe('ids of targets'),
  groups: several.describe('ids of groups of targets'),
  rules: several.describe('ids of rules'),
  severities: z.array(Severity).max(3).default([]),
  meanings: z.array(Meaning).max(7).default([]),
  labels: z
    .record(z.string(), z.string())
    .default({})
    .describe('labels of the series; * at the end stands for any ending'),
});
export type AlertMatch = z.infer<typeof AlertMatch>;

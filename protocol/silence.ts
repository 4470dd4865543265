import * as z from 'zod';
import { AlertMatch } from './alert-match.ts';
import { Times } from './clock-times.ts';

/** Nobody is called for these alerts in these times; what still fires afterwards is told then. */
export const Silence = z.strictObject({
  id: z.string(),
  organisation: z.string(),
  /** `maintenance` is planned work: what is down meanwhile is no downtime. */
  kind: z.enum(['silence', 'maintenance']),
  name: z.string().min(1).max(200),
  match: AlertMatch,
  times: Times,
  comment: z.string().max(1_000).default(''),
  createdBy: z.string(),
  createdAtMs: z.number(),
  endedAtMs: z.number().nullable(),
});
export type Silence = z.infer<typeof Silence>;

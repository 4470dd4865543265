/*
 * How the collector itself is, beside its store and its backups: told to the page of the system.
 */
import * as z from 'zod';

/** What of the last hour is kept as lines, with the unit of each. */
export const SYSTEM_LINES = [
  'samples_per_second',
  'journal_bytes',
  'judging_behind_seconds',
  'store_behind_seconds',
  'memory_bytes',
  'cpu_percent',
  'loop_delay_milliseconds',
  'live_pages',
  'agents_connected',
] as const;
export type SystemLine = (typeof SYSTEM_LINES)[number];

/** Why something was dropped or refused; each counts since the start. */
export const SYSTEM_DROPS = [
  'refused_items',
  'items_without_schema',
  'overloads',
  'gaps_given_up',
  'journal_lost_entries',
  'store_stray_frames',
  'store_failures',
  'live_pages_dropped',
  'failed_calls',
] as const;
export type SystemDrop = (typeof SYSTEM_DROPS)[number];

const perLine = <Shape extends z.ZodType>(shape: Shape) =>
  z.strictObject(Object.fromEntries(SYSTEM_LINES.map((line) => [line, shape])) as Record<SystemLine, Shape>);

export const SystemHealth = z.strictObject({
  nowMs: z.number(),
  version: z.string(),
  startedAtMs: z.number(),
  starts: z.int().describe('how often it has started in its life'),
  node: z.string().describe('version of Node'),
  target: z.string().describe('the target that stands for the collector: its alerts and charts'),
  now: perLine(z.number()),
  history: z.strictObject({
    everyMs: z.number(),
    endMs: z.number().describe('time of the newest value'),
    lines: perLine(z.array(z.number())),
  }),
  journal: z.strictObject({
    limitBytes: z.number(),
    entries: z.number(),
    oldestAgeMs: z
      .number()
      .nullable()
      .describe('age of the oldest entry that the store has not got; null: none'),
  }),
  ledger: z.strictObject({
    engine: z.enum(['sqlite', 'postgres']),
    bytes: z.number().nullable().describe('null where another machine keeps it'),
  }),
  disk: z.strictObject({
    folder: z.string(),
    freeBytes: z.number(),
    totalBytes: z.number(),
  }),
  cores: z.int(),
  drops: z.strictObject(
    Object.fromEntries(SYSTEM_DROPS.map((drop) => [drop, z.number()])) as Record<SystemDrop, z.ZodNumber>,
  ),
  errors: z
    .array(
      z.strictObject({
        atMs: z.number(),
        what: z.string().describe('the part that told it'),
        message: z.string(),
        times: z.int().describe('how often in a row'),
      }),
    )
    .describe('newest first, at most 20, since the start'),
});
export type SystemHealth = z.infer<typeof SystemHealth>;

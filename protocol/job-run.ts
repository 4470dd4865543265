import * as z from 'zod';

/** Kind of the records that say what became of one run of a job; history, taken by the collector's job desk. */
export const JOB_RUN = 'job_run';

/** What is kept of the output of a run: its end. */
export const OUTPUT_TAIL_BYTES = 4_096;

/**
 * One word about one run of a job, however it was learned: the job itself (a beat), a query, a file, a line of a log.
 * As data of a record its key is the name of the watch that saw it, or empty on a target that is the job itself.
 */
export const JobRun = z.strictObject({
  phase: z.enum(['started', 'succeeded', 'failed']),
  /** When that was, UTC ms, by the clock of whoever saw it. */
  atMs: z.int().nonnegative(),
  /** Tells runs apart that overlap; whoever does not know leaves it out. */
  run: z.string().max(64).optional(),
  /** How long the run took. */
  durationMs: z.number().nonnegative().optional(),
  exitCode: z.int().optional(),
  /** What the run produced: bytes and files of a backup, rows or items of a transfer. */
  bytes: z.number().nonnegative().optional(),
  files: z.int().nonnegative().optional(),
  count: z.number().optional(),
  /** Its last words, at most `OUTPUT_TAIL_BYTES`; secrets are masked by whoever sends it. */
  output: z.string().max(OUTPUT_TAIL_BYTES).optional(),
});
export type JobRun = z.infer<typeof JobRun>;

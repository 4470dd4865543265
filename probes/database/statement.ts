import * as z from 'zod';

/**
 * What stands in the comment at the beginning of a statement's file, as YAML. The statement
 * behind it brings rows; the columns named under `labels` become labels, every other column is a field of `subject`
 * and becomes one reading for each row. So a file says everything, and no program knows a statement.
 *
 *     /*
 *     subject: database_space
 *     labels: [space, type]
 *     why: how full each tablespace is, of what it may grow to
 *     grants: ['GRANT SELECT ON dba_data_files TO {user}']
 *     source: https://…
 *     … the end of the comment, and the one statement:
 *     SELECT tablespace_name AS space, 'tablespace' AS type, … AS used_bytes FROM dba_data_files
 *
 * A column of a state metric holds its word (`primary`) or its code; a time is sent as its age in seconds where the
 * field ends in `age_seconds`; true and false are 1 and 0; NULL is "asked, and not read". A column that no metric
 * knows is a mistake in the file, found by its test.
 *
 * Some columns mean something else:
 *   metric, value  the row is of the metric that stands in it
 *   denied         true where a right is missing and the server does not say so, but shows less than there is
 */
export const StatementHead = z.strictObject({
  /** First part of the metrics; each row may instead name its own in a column `metric`. */
  subject: z.string().regex(/^[a-z][a-z0-9_]*$/),
  labels: z
    .array(z.string().regex(/^[a-z][a-z0-9_]*$/))
    .max(4)
    .default([]),
  /** What a person loses when it cannot be read. */
  why: z.string().min(1).max(200),
  /**
   * Which servers it is for, by what the session found out of itself: a range of versions such as `>=9.6 <14`, and
   * `product`, `role` or any other word of `ServerFacts.words` that must (or with `!` in front must not) be there. Of
   * several files with the same `part` the first that fits is used.
   */
  when: z
    .strictObject({
      version: z.string().max(40).optional(),
      words: z.array(z.string().max(40)).max(8).default([]),
    })
    .prefault({}),
  /** Files with the same part are variants of one reading; by default the file's name. */
  part: z.string().max(64).optional(),
  /** Asked this often at most, in seconds: what is slow or changes rarely, such as sizes. 0: at each collection. */
  every_s: z.int().min(0).max(86_400).default(0),
  /** Statements that give the right to it; `{user}` stands for the account. Empty: everybody may. */
  grants: z.array(z.string().max(500)).max(20).default([]),
  /** The right in words, told when it is missing. */
  right: z.string().max(200).optional(),
  /** Where the vendor describes what is read. */
  source: z.url().optional(),
  /** Rows beyond this are not read, and that is told. */
  rows: z.int().min(1).max(5_000).default(500),
  /** The rows have columns that the server names, as those of `SHOW`: a function of the make turns them into ours. */
  shape: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/)
    .optional(),
  /** The rows become a record of this kind with the first column as its key, beside the readings or in place of them. */
  record: z.string().max(64).optional(),
  /**
   * The rows say what stands behind a metric, such as who blocks whom behind `database.blocked_sessions`: one line
   * each, shown with an alert on it; where there are labels, on the series of that metric which has them. Of a column
   * named `statement` the values that somebody wrote into it are masked.
   */
  evidence: z
    .string()
    .regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/)
    .optional(),
});
export type StatementHead = z.infer<typeof StatementHead>;

/** One statement, ready to be asked. */
export interface Statement extends StatementHead {
  /** Name of the file without `.sql`. */
  name: string;
  part: string;
  sql: string;
}

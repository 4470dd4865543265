import * as z from 'zod';
import { SEVERITIES, type Severity } from '#protocol/rule.ts';

const EXPRESSION_CHARS = 1_000;

const expression = (what: string) =>
  z
    .string()
    .min(1)
    .max(EXPRESSION_CHARS)
    .refine(isExpression, 'not a regular expression')
    .meta({ allowed: 'regular expression' })
    .describe(what);

/** One kind of line that somebody wants to know of. */
export const LogPattern = z.strictObject({
  name: z.string().trim().min(1).max(100).describe('label `pattern`; the key of the job where there is one'),
  match: expression('what a line must hold somewhere'),
  ignore: expression('lines that hold this as well do not count').optional(),
  ignore_case: z.boolean().default(false).describe('whether letters count alike, large and small'),
  severity: z
    .enum(SEVERITIES)
    .optional()
    .describe('`warning` and `critical` raise an alert; by default `warning`, with `job` it is `info`'),
  job: z
    .enum(['success', 'failure'])
    .optional()
    .describe(
      'such a line says how a job ended; groups named `bytes`, `files`, `count`, `seconds` are its figures',
    ),
});
export type LogPattern = z.infer<typeof LogPattern>;

/** Patterns of one source; several of one name and severity are counted together. */
export const LogPatterns = z.array(LogPattern).max(50);

/** How bad a line of this pattern is. */
export function severityOf({ severity, job }: LogPattern): Severity {
  return severity ?? (job === undefined ? 'warning' : 'info');
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return isLenientExpression(text);
  }
}

/** Without the strictness of `u`, which refuses what other tools take, such as `\-`. */
function isLenientExpression(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

/** The expression of a text that the schema has let through: strict where it can be, for the sake of wide letters. */
export function compileExpression(text: string, ignoresCase: boolean): RegExp {
  const flags = ignoresCase ? 'i' : '';
  try {
    return new RegExp(text, `${flags}u`);
  } catch {
    return new RegExp(text, flags);
  }
}

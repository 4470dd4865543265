import * as z from 'zod';

const Watched = z
  .strictObject({
    /** Shown name and label `process_name`. */
    name: z.string().min(1).max(100),
    /** Name of the program's file, such as `nginx`. */
    exe: z.string().min(1).optional(),
    /** Regular expression that is looked for in the whole command line, such as `catalina`. */
    pattern: z.string().min(1).refine(isExpression, 'not a regular expression').optional(),
  })
  .refine((one) => (one.exe === undefined) !== (one.pattern === undefined), 'give either exe or pattern');

/** What a user may write under `watched_processes`. */
export const WatchedProcessesConfig = z.strictObject({
  processes: z
    .array(Watched)
    .max(100)
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'two have the same name')
    .default([]),
});
export type WatchedProcessesConfig = z.infer<typeof WatchedProcessesConfig>;

function isExpression(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

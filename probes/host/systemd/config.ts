import * as z from 'zod';

/** What a user may write under `systemd`. */
export const SystemdConfig = z.strictObject({
  /** Units whose failure is of no interest; a `*` at the end stands for every name that begins so. */
  ignoreUnits: z.array(z.string()).default([]),
});
export type SystemdConfig = z.infer<typeof SystemdConfig>;

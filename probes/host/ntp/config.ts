import * as z from 'zod';

/** What a user may write under `ntp`. */
export const NtpConfig = z.strictObject({
  /** The program that sets this machine's clock; `auto` takes the first one that answers, `none` asks none. */
  daemon: z.enum(['auto', 'chrony', 'ntpd', 'timesyncd', 'none']).default('auto'),
  /** Time servers that are asked too, to compare the clock with them. */
  servers: z.array(z.string().min(1)).max(10).default([]),
  /** Port on which chronyd answers questions (its `cmdport`). */
  chronyPort: z.int().min(1).max(65_535).default(323),
  /** Port on which ntpd and the servers answer. */
  ntpPort: z.int().min(1).max(65_535).default(123),
  /** Time that each one has to answer. */
  timeoutMs: z.int().min(100).max(10_000).default(1_500),
});
export type NtpConfig = z.infer<typeof NtpConfig>;

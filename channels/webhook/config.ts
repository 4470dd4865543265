import * as z from 'zod';

/** What a person enters for a webhook. */
export const WebhookConfig = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'not an address that begins with http:// or https://' }),
  /** Known to both sides; every body is signed with it. */
  secret: z.string().min(16, 'too short to sign with: at least 16 characters').max(1_000),
  /** Sent along with every call, such as a token that the receiver wants. */
  headers: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'not the name of a header'),
      z.string().regex(/^[\x20-\x7e]*$/, 'not printable ASCII'),
    )
    .default({}),
  timeoutMs: z.int().min(100).max(60_000).default(10_000),
});
export type WebhookConfig = z.infer<typeof WebhookConfig>;

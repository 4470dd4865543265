import * as z from 'zod';

const address = z.email('not a mail address');
const NO_SERVER = 'a mail server is missing, and the settings of the collector name none';

/** What a person enters for e-mail. */
export const EmailConfig = z
  .strictObject({
    /** Left out with port, security, user and password: the mail server in the settings of the collector. */
    host: z.string(NO_SERVER).min(1, NO_SERVER).max(255),
    port: z.int().min(1).max(65_535),
    /** `starttls`: must be offered, nothing is sent without it. `tls`: from the first byte. */
    security: z.enum(['tls', 'starttls', 'none']),
    /** False accepts any certificate, for servers inside that sign their own. */
    verifyCertificate: z.boolean().default(true),
    user: z.string().max(255).default(''),
    password: z.string().max(1_000).default(''),
    from: address,
    to: z.array(address).min(1, 'nobody to write to').max(50),
    timeoutMs: z.int().min(100).max(120_000).default(20_000),
  })
  .superRefine((config, context) => {
    if (config.password === '' || config.security !== 'none') return;
    const message = 'a password is not sent in the clear: use security starttls or tls';
    context.addIssue({ code: 'custom', path: ['security'], message });
  });
export type EmailConfig = z.infer<typeof EmailConfig>;

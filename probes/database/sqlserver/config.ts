import * as z from 'zod';
import { databaseSettings } from '../settings.ts';

/** How a SQL Server is asked. */
export const SqlserverConfig = z.strictObject({
  ...databaseSettings,
  port: z
    .int()
    .min(1)
    .max(65_535)
    .default(1433)
    .describe('of a named instance its own port: it is not looked up'),
  user: z.string().min(1).max(128).default('ward').describe('login of SQL Server'),
  password: z.string().max(1_024).optional().describe('its password; better kept as a credential'),
  domain: z.string().min(1).max(128).optional().describe('of a login of Windows (NTLM)'),
  database: z.string().min(1).max(128).default('master').describe('database to begin in'),
  tls: z
    .enum(['off', 'required', 'verified', 'strict'])
    .default('required')
    .describe(
      '`required`: encrypted, whoever it is; `verified`: with a certificate that holds; `strict`: TDS 8.0; `off`: the password can be read on the way',
    ),
  ca: z.string().max(65_536).optional().describe('PEM of an authority to believe in place of the usual ones'),
  min_tls: z
    .enum(['TLSv1', 'TLSv1.1', 'TLSv1.2'])
    .default('TLSv1.2')
    .describe(
      'oldest TLS to put up with: SQL Server 2012 and 2014 without updates know nothing newer than TLSv1',
    ),
});
export type SqlserverConfig = z.infer<typeof SqlserverConfig>;

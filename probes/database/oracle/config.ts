import * as z from 'zod';
import { databaseSettings } from '../settings.ts';

/** Nothing that could mean something else within a connect descriptor. */
const name = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9_.$#-]+$/, 'letters, digits and _ . $ # -');

/** How an Oracle database is asked. */
export const OracleConfig = z
  .strictObject({
    ...databaseSettings,
    port: z.int().min(1).max(65_535).default(1521).describe('of the listener; with TLS usually 2484'),
    service: name.optional().describe('service name, of a pluggable database its own; or give a sid'),
    sid: name.optional().describe('SID, where there is no service name'),
    user: z
      .string()
      .min(1)
      .max(128)
      .default('ward')
      .describe('account; in the root of a container database `c##ward`'),
    password: z.string().max(1_024).optional().describe('its password; better kept as a credential'),
    tls: z
      .enum(['off', 'any_name', 'verified'])
      .default('off')
      .describe(
        '`verified`: TCPS with a certificate that holds; `any_name`: one of an authority that is believed',
      ),
    ca: z
      .string()
      .max(65_536)
      .optional()
      .describe('PEM of an authority to believe in place of the usual ones'),
    client: z
      .enum(['thin', 'thick'])
      .default('thin')
      .describe("`thick`: with Oracle's own client library, which 11g and older need"),
  })
  .refine(({ service, sid }) => (service === undefined) !== (sid === undefined), {
    error: 'either a service or a sid',
    path: ['service'],
  });
export type OracleConfig = z.infer<typeof OracleConfig>;

import * as z from 'zod';
import { databaseSettings } from '../settings.ts';

/** How a Dameng database is asked. */
export const DamengConfig = z.strictObject({
  ...databaseSettings,
  port: z.int().min(1).max(65_535).default(5236).describe('PORT_NUM of the instance'),
  user: z
    .string()
    .min(1)
    .max(128)
    .default('WARD')
    .describe('account; upper case where it was made without quotes'),
  password: z.string().max(1_024).optional().describe('its password; better kept as a credential'),
  tls_folder: z
    .string()
    .max(1_024)
    .optional()
    .describe(
      "folder on the agent's machine with client-cert.pem, client-key.pem and ca-cert.pem, where the server wants TLS",
    )
    .meta({
      'zh-CN': '服务器要求 TLS 时：探针所在机器上的目录，内有 client-cert.pem、client-key.pem、ca-cert.pem',
    }),
});
export type DamengConfig = z.infer<typeof DamengConfig>;

import * as z from 'zod';
import { databaseSettings } from '../settings.ts';

/** Kinds of servers that speak PostgreSQL's protocol; openGauss, GaussDB and what is made of them are `gauss`. */
export const PRODUCTS = ['postgresql', 'kingbase', 'gauss', 'greenplum'] as const;

/** How a server that speaks PostgreSQL's protocol is asked. */
export const PostgresConfig = z.strictObject({
  ...databaseSettings,
  port: z.int().min(1).max(65_535).default(5432).describe('KingbaseES uses 54321, GaussDB often 8000'),
  user: z.string().min(1).max(63).default('ward').describe('account'),
  password: z.string().max(1_024).optional().describe('its password; better kept as a credential'),
  database: z
    .string()
    .min(1)
    .max(63)
    .default('postgres')
    .describe('database to begin in; all of them are read from any. KingbaseES has `test`'),
  tls: z
    .enum(['off', 'preferred', 'required', 'verified'])
    .default('preferred')
    .describe('`preferred`: where the server offers it; `verified`: with a certificate that holds'),
  ca: z.string().max(65_536).optional().describe('PEM of an authority to believe besides the usual ones'),
  min_tls: z.enum(['TLSv1', 'TLSv1.1', 'TLSv1.2']).default('TLSv1.2').describe('oldest TLS to put up with'),
  product: z
    .enum(['auto', ...PRODUCTS])
    .default('auto')
    .describe('what it is; `auto` takes its own word for it'),
});
export type PostgresConfig = z.infer<typeof PostgresConfig>;

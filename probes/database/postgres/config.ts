import * as z from 'zod';
import { databaseSettings, databaseTls } from '../settings.ts';

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
    .describe('database to begin in; all of them are read from any. KingbaseES has `test`')
    .meta({ 'zh-CN': '登录时进入的数据库，从任一库都能看到全部；KingbaseES 为 test' }),
  ...databaseTls,
  product: z
    .enum(['auto', ...PRODUCTS])
    .default('auto')
    .describe('what it is; `auto` takes its own word for it')
    .meta({ 'zh-CN': '数据库产品；auto 由服务器自己说明' }),
});
export type PostgresConfig = z.infer<typeof PostgresConfig>;

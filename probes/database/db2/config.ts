import * as z from 'zod';
import { databaseSettings } from '../settings.ts';

/** Nothing that ends a value within a connection string. */
const plain = /^[^;{}=\p{Cc}]*$/u;

/** How a Db2 database is asked. */
export const Db2Config = z.strictObject({
  ...databaseSettings,
  port: z.int().min(1).max(65_535).default(50_000).describe('SVCENAME of the instance'),
  database: z
    .string()
    .min(1)
    .max(128)
    .regex(plain, '; { } and = are not allowed')
    .describe('name of the database')
    .meta({ 'zh-CN': '数据库名' }),
  user: z
    .string()
    .min(1)
    .max(128)
    .regex(plain, '; { } and = are not allowed')
    .default('ward')
    .describe('account of the operating system or directory that Db2 asks'),
  password: z
    .string()
    .max(1_024)
    .regex(plain, '; { } and = are not allowed')
    .optional()
    .describe('its password; better kept as a credential'),
  tls: z
    .enum(['off', 'verified'])
    .default('off')
    .describe('`verified`: with a certificate that holds; the port is that of SSL_SVCENAME then')
    .meta({ 'zh-CN': '加密方式；verified 时端口为 SSL_SVCENAME 的端口' }),
  certificate: z
    .string()
    .max(1_024)
    .regex(plain, '; { } and = are not allowed')
    .optional()
    .describe("file on the agent's machine with the certificate of the server or its authority")
    .meta({ 'zh-CN': '服务器证书或其颁发机构证书，探针所在机器上的文件' }),
});
export type Db2Config = z.infer<typeof Db2Config>;

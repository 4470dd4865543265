import * as z from 'zod';
import { databaseSettings, databaseTls } from '../settings.ts';

/** How a server that speaks MySQL's protocol is asked. */
export const MysqlConfig = z.strictObject({
  ...databaseSettings,
  port: z
    .int()
    .min(1)
    .max(65_535)
    .default(3306)
    .describe('OceanBase uses 2881 (or 2883, its proxy), TiDB 4000')
    .meta({ 'zh-CN': 'OceanBase 为 2881（代理 2883），TiDB 为 4000' }),
  user: z
    .string()
    .min(1)
    .max(255)
    .default('ward')
    .describe('account; of OceanBase with its tenant: `ward@tenant#cluster`')
    .meta({ 'zh-CN': '账号；OceanBase 需带租户：ward@租户#集群' }),
  password: z
    .string()
    .max(1_024)
    .optional()
    .describe('its password; better kept as a credential')
    .meta({ 'zh-CN': '密码；建议保存为凭据' }),
  database: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('only where the account may not do without one')
    .meta({ 'zh-CN': '登录时进入的数据库，仅在账号必须指定时填写' }),
  ...databaseTls,
  min_tls: databaseTls.min_tls
    .describe('oldest TLS to put up with: MySQL 5.6 and early 5.7 know nothing newer than TLSv1.1')
    .meta({ 'zh-CN': '允许的最低 TLS 版本；MySQL 5.6 与早期 5.7 只支持到 TLSv1.1' }),
});
export type MysqlConfig = z.infer<typeof MysqlConfig>;

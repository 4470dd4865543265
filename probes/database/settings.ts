import * as z from 'zod';
import { duration, size } from '#config/duration.ts';

/** Settings that the probe of every database has, beside those of its own. */
export const databaseSettings = {
  address: z.string().min(1).max(255).describe('host name or IP address'),
  timeout: duration({ min: '1s', max: '40s' })
    .meta({ allowed: 'duration from `1s` to `40s`' })
    .prefault('10s')
    .describe('patience for one statement; a slower one is left out and named')
    .meta({ 'zh-CN': '单条语句的最长时间；超时的语句跳过并列出' }),
  leave_out: z
    .array(z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/, 'lower-case letters, digits and dashes'))
    .max(50)
    .default([])
    .describe('statements that are not asked, by the names of their files')
    .meta({ 'zh-CN': '不执行的语句（按语句文件名）', example: 'sessions\nslow_statements' }),
  space_limits: z
    .record(z.string().min(1).max(200), size({ min: '1MB' }))
    .default({})
    .describe('what a space may grow to where the database does not know it, such as `data: 500GB`')
    .meta({
      'zh-CN': '空间的实际上限，用于数据库自己不知道上限的情况',
      example: 'data: 500GB\narchive: 2TB',
    }),
};

/** What the common part of the probes needs to know of the settings. */
export interface DatabaseSettings {
  address: string;
  port?: number | undefined;
  /** Account, as it stands in what is said about missing rights. */
  user?: string | undefined;
  /** Patience for one statement, ms. */
  timeout: number;
  leave_out: readonly string[];
  /** Bytes, by the name of the space. */
  space_limits: Readonly<Record<string, number>>;
}

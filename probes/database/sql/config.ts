import * as z from 'zod';
import { duration } from '#config/duration.ts';
import { type Dialect, whyNotReadOnly } from '../read-only.ts';

/** Makes of databases whose connection a query of your own may use. */
const DIALECTS = [
  'postgres',
  'mysql',
  'oracle',
  'sqlserver',
  'db2',
  'dameng',
] as const satisfies readonly Dialect[];

const column = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\p{Cc}]*$/u, 'control characters are not allowed');

/** One query of your own: one statement that reads. */
const SqlQuery = z.strictObject({
  /** Label `query`, and the key of the job; empty for a target that is the job itself. */
  name: z
    .string()
    .regex(/^[\p{L}\p{N} ._-]{0,64}$/u, 'letters, digits, blanks, points, dashes, at most 64')
    .default(''),
  sql: z.string().min(1).max(10_000),
  /** Columns that become labels; by default those that hold text. */
  labels: z.array(column).max(10).optional(),
  /** Columns that become values; by default those that hold numbers, truths and times. */
  values: z.array(column).max(50).optional(),
  max_rows: z.int().min(1).max(1_000).default(100),
  every: duration({ min: '10s', max: '24h' }).optional(),
  timeout: duration({ min: '100ms', max: '40s' }).optional(),
  /** The first row says when a job succeeded last: its runs are told to the collector. */
  job: z.boolean().default(false),
});
export type SqlQuery = z.infer<typeof SqlQuery>;

/** A database, and what is asked of it. */
export const SqlConfig = z
  .strictObject({
    address: z.string().min(1).max(255).describe('host name or IP address'),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe('by default the usual one of that database')
      .meta({ 'zh-CN': '不写则为该数据库的常用端口' }),
    dialect: z
      .enum(DIALECTS)
      .describe('what it is: the name of its own probe')
      .meta({ 'zh-CN': '数据库类型（其自身探针的名称）' }),
    user: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe('account, one that may only read')
      .meta({ 'zh-CN': '只读账号' }),
    password: z.string().max(1_024).optional().describe('its password; better kept as a credential'),
    database: z
      .string()
      .min(1)
      .max(128)
      .optional()
      .describe('database to begin in')
      .meta({ 'zh-CN': '登录时进入的数据库' }),
    options: z
      .record(z.string(), z.unknown())
      .default({})
      .meta({ allowed: "map of settings of that database's own probe, such as `tls: verified`" })
      .describe('further settings of the connection')
      .meta({ 'zh-CN': '连接的其他设置，同该数据库自身的探针', example: 'tls: verified' }),
    timeout: duration({ min: '1s', max: '40s' })
      .meta({ allowed: 'duration from `1s` to `40s`' })
      .prefault('10s')
      .describe('patience for one query')
      .meta({ 'zh-CN': '单条查询的最长时间' }),
    queries: z
      .array(SqlQuery)
      .min(1)
      .max(50)
      .meta({
        allowed:
          'list of maps with `name`, `sql`, `labels`, `values`, `max_rows`, `every`, `timeout`, `job`; at most 50',
      })
      .describe('one statement each, which may only read')
      .meta({
        'zh-CN': '每项一条只读语句',
        example: '- name: open-orders\n  sql: SELECT count(*) AS orders FROM orders',
      })
      .meta({
        'zh-CN': '查询语句，每条只能是一个只读语句；列成为标签和数值',
        example: '- name: 待处理\n  sql: select count(*) as waiting from tasks',
      }),
  })
  .superRefine(({ dialect, queries }, context) => {
    const names = new Set<string>();
    for (const [i, { name, sql }] of queries.entries()) {
      const why = whyNotReadOnly(sql, dialect);
      if (why !== undefined)
        context.addIssue({
          code: 'custom',
          path: ['queries', i, 'sql'],
          message: `line ${why.line} of the statement: ${why.sentence}`,
        });
      if (names.has(name))
        context.addIssue({
          code: 'custom',
          path: ['queries', i, 'name'],
          message: 'another query has this name',
        });
      names.add(name);
    }
  });
export type SqlConfig = z.infer<typeof SqlConfig>;

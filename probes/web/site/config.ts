import * as z from 'zod';
import { duration, size } from '#config/duration.ts';
import { whyNoExpression } from '../http/expression.ts';
import { tlsFields } from '../tls-settings.ts';

/** A main column: a link on the start page, and what stands behind it. */
const Column = z
  .strictObject({
    name: z.string().min(1).max(60),
    path: z.string().startsWith('/').max(500).optional(),
    text: z.string().min(1).max(100).optional(),
    min_links: z.int().min(0).max(10_000).default(0),
    min_size: size({ max: '1MB' }).prefault('0B'),
  })
  .refine(({ path, text }) => (path === undefined) !== (text === undefined), {
    error: 'either path or text',
  });
export type SiteColumn = z.infer<typeof Column>;

const exclude = z
  .string()
  .min(1)
  .max(500)
  .superRefine((text, context) => {
    const why = whyNoExpression(text);
    if (why) context.addIssue({ code: 'custom', message: why });
  });

/** A site, looked through from its start page. */
export const SiteConfig = z.strictObject({
  address: z.string().min(1).max(255).describe('host name or IP address'),
  scheme: z
    .enum(['https', 'http'])
    .default('https')
    .describe('how it is spoken to')
    .meta({ 'zh-CN': '协议' }),
  port: z.int().min(1).max(65_535).optional().describe('443 or 80 where none is given'),
  path: z
    .string()
    .startsWith('/')
    .max(2_000)
    .default('/')
    .describe('the start page')
    .meta({ 'zh-CN': '首页路径' }),
  every: duration({ min: '10m', max: '7d' })
    .prefault('6h')
    .meta({ allowed: 'duration from `10m` to `7d`' })
    .describe('between two checks of the site')
    .meta({ 'zh-CN': '两次检查的间隔' }),
  pages: z
    .int()
    .min(1)
    .max(500)
    .default(50)
    .describe('pages that one check looks at, at most')
    .meta({ 'zh-CN': '一次检查最多查看的页数' }),
  depth: z
    .int()
    .min(0)
    .max(10)
    .default(3)
    .describe('links away from the start page, at most')
    .meta({ 'zh-CN': '从首页起最多跟随的层数' }),
  per_second: z
    .number()
    .min(0.1)
    .max(10)
    .default(2)
    .describe('pages a second, at most')
    .meta({ 'zh-CN': '每秒最多请求的页数' }),
  robots: z.boolean().default(true).describe('keep to robots.txt').meta({ 'zh-CN': '遵守 robots.txt' }),
  exclude: z
    .array(exclude)
    .max(50)
    .default([])
    .meta({ allowed: 'list of parts of addresses, and `/expressions/`' })
    .describe('addresses that are not asked for, such as `/logout`')
    .meta({ 'zh-CN': '不访问的地址，如 /logout', example: '/logout, /search' }),
  columns: z
    .array(Column)
    .max(50)
    .default([])
    .meta({ allowed: 'list of `name`, `path` or `text`, `min_links`, `min_size`' })
    .describe('links that the start page must have, and what must stand behind them')
    .meta({
      'zh-CN': '首页上必须有的栏目链接，以及其后必须有的内容',
      example: '- name: 新闻\n  path: /news/\n  min_links: 5',
    }),
  timeout: duration({ min: '100ms', max: '15s' })
    .prefault('10s')
    .meta({ allowed: 'duration from `100ms` to `15s`' })
    .describe('patience for one page')
    .meta({ 'zh-CN': '等待一页的时间' }),
  max_size: size({ min: '1KB', max: '8MB' })
    .prefault('1MB')
    .meta({ allowed: 'size from `1KB` to `8MB`' })
    .describe('so much of a page is read')
    .meta({ 'zh-CN': '每页最多读取的大小' }),
  ...tlsFields,
});
export type SiteConfig = z.infer<typeof SiteConfig>;

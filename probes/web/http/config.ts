import * as z from 'zod';
import { duration, size } from '#config/duration.ts';
import { tlsFields } from '../tls-settings.ts';
import { whyNoExpression } from './expression.ts';
import { Fingerprint } from './fingerprint/config.ts';
import { JSON_PATH } from './json-path.ts';
import { PLACEHOLDER_NAME } from './placeholders.ts';

const pattern = z
  .string()
  .min(1)
  .max(500)
  .superRefine((text, context) => {
    const why = whyNoExpression(text);
    if (why) context.addIssue({ code: 'custom', message: why });
  });

const jsonPath = z
  .string()
  .max(300)
  .regex(JSON_PATH, 'a path such as $.data.rows[0].name')
  .meta({ allowed: 'path such as `$.data.rows[0].name`' });

const name = z.string().regex(PLACEHOLDER_NAME, 'lower-case letters, digits, underscores');

const status = z
  .union([
    z.int().min(100).max(599),
    z.string().regex(/^[1-5]\d\d-[1-5]\d\d$/, 'a status such as 200, or a range such as 200-299'),
  ])
  .meta({ allowed: 'status such as 200, range such as `200-299`' });

/** What an answer in JSON must hold at one place. */
const Check = z
  .strictObject({
    path: jsonPath,
    exists: z.boolean().optional(),
    equals: z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()]).optional(),
    matches: pattern.optional(),
    above: z.number().optional(),
    below: z.number().optional(),
  })
  .meta({
    allowed:
      '`path` with `equals`, `matches`, `above`, `below` or `exists`; without any of these it must exist',
  });
export type Check = z.infer<typeof Check>;

/** Where a value for later steps is taken from. */
const Source = z
  .strictObject({
    json: jsonPath.optional(),
    header: z.string().min(1).max(100).optional(),
    input: z.string().min(1).max(200).optional(),
    text: pattern.optional(),
  })
  .refine((source) => Object.keys(source).length === 1, { error: 'one of json, header, input, text' });
export type Source = z.infer<typeof Source>;

const stepFields = {
  path: z
    .string()
    .min(1)
    .max(2_000)
    .regex(/^(?:\/|https?:\/\/|\{\{)/, 'begins with / or http:// or https://')
    .default('/')
    .describe('path and query, or the whole address of a page on another host')
    .meta({ 'zh-CN': '路径与参数；页面在另一主机上时写完整地址' }),
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'])
    .optional()
    .describe('`GET`, or `POST` where something is sent')
    .meta({ 'zh-CN': '请求方法；不填时为 GET，有内容要发送时为 POST' }),
  headers: z
    .record(
      z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'the name of a header'),
      z.string().max(8_192),
    )
    .default({})
    .meta({ allowed: 'names and values' })
    .describe('headers that are sent besides')
    .meta({ 'zh-CN': '另外发送的请求头', example: 'Accept: application/json' }),
  json: z
    .json()
    .optional()
    .meta({ allowed: 'anything' })
    .describe('sent as JSON')
    .meta({ 'zh-CN': '以 JSON 发送的内容', example: 'account: test\nid: 1' }),
  form: z
    .record(z.string().max(200), z.string().max(65_536))
    .optional()
    .meta({ allowed: 'names and values' })
    .describe('sent as the fields of a form')
    .meta({ 'zh-CN': '以表单字段发送的内容', example: 'username: test\npage: 1' }),
  body: z.string().max(65_536).optional().describe('sent as it is').meta({ 'zh-CN': '原样发送的内容' }),
  status: z
    .array(status)
    .min(1)
    .max(20)
    .default(['200-299'])
    .meta({ allowed: 'list of statuses such as `200` and ranges such as `200-299`' })
    .describe('the status must be one of these')
    .meta({ 'zh-CN': '状态码必须是其中之一', example: '- 200\n- 300-399' }),
  contains: z
    .array(pattern)
    .max(20)
    .default([])
    .meta({ allowed: 'list of texts and `/expressions/`' })
    .describe('each must stand on the page; `/…/i` is a regular expression')
    .meta({ 'zh-CN': '页面必须包含的文字；/…/i 为正则表达式' }),
  lacks: z
    .array(pattern)
    .max(50)
    .default([])
    .describe('none of these may stand on the page')
    .meta({ 'zh-CN': '页面不得包含的文字；/…/i 为正则表达式' }),
  checks: z
    .array(Check)
    .max(50)
    .default([])
    .meta({ allowed: 'list of `path` with `equals`, `matches`, `above`, `below` or `exists`' })
    .describe('what the JSON of the answer must hold')
    .meta({
      'zh-CN': '应答 JSON 必须满足的条件',
      example: '- path: $.status\n  equals: UP\n- path: $.queue\n  below: 100',
    }),
  values: z
    .record(z.string().regex(/^[\p{L}\p{N} ._-]{1,60}$/u, 'a short name'), jsonPath)
    .refine((values) => Object.keys(values).length <= 50, { error: 'more than 50' })
    .default({})
    .meta({ allowed: 'names and paths' })
    .describe('numbers in the JSON of the answer, each a series `page.value`')
    .meta({ 'zh-CN': '应答 JSON 中要记录的数值，每个成为一条曲线', example: '队列: $.data.queue' }),
  redirects: z
    .int()
    .min(0)
    .max(20)
    .default(5)
    .describe('how many redirects are followed; 0: the first answer counts')
    .meta({ 'zh-CN': '最多跟随的跳转次数；0 为只看第一个应答' }),
};

/** One request of several that belong together. */
const Step = z
  .strictObject({
    name: z.string().min(1).max(60).optional(),
    ...stepFields,
    extract: z.record(name, Source).default({}),
  })
  .superRefine(hasOneBody);
export type Step = z.infer<typeof Step>;

/** A page or an interface, and what it must answer. */
export const HttpConfig = z
  .strictObject({
    address: z.string().min(1).max(255).describe('host name or IP address'),
    scheme: z
      .enum(['https', 'http'])
      .default('https')
      .describe('how it is spoken to')
      .meta({ 'zh-CN': '协议' }),
    port: z.int().min(1).max(65_535).optional().describe('443 or 80 where none is given'),
    ...stepFields,
    steps: z
      .array(Step)
      .min(1)
      .max(10)
      .optional()
      .meta({ allowed: 'list of steps, see below' })
      .describe('several requests one after the other, such as a sign-in, in place of one')
      .meta({
        'zh-CN': '依次进行的多步请求（如先登录），替代单个请求',
        example:
          '- path: /login\n  form:\n    user: "{{user}}"\n    password: "{{password}}"\n- path: /home\n  contains: [欢迎]',
      }),
    user: z.string().max(255).optional().describe('for basic authentication'),
    password: z.string().min(1).max(1_024).optional(),
    token: z.string().min(1).max(8_192).optional().describe('sent as `Authorization: Bearer`'),
    secrets: z
      .record(name, z.string().min(1).max(1_024))
      .optional()
      .meta({ allowed: 'names and values' })
      .describe('values that `{{name}}` stands for in steps, and that nobody sees'),
    timeout: duration({ min: '100ms', max: '45s' })
      .prefault('10s')
      .meta({ allowed: 'duration from `100ms` to `45s`' })
      .describe('patience for one answer')
      .meta({ 'zh-CN': '等待一次应答的时间' }),
    max_size: size({ min: '1KB', max: '32MB' })
      .prefault('4MB')
      .meta({ allowed: 'size from `1KB` to `32MB`' })
      .describe('a larger page is wrong, and not read to its end')
      .meta({ 'zh-CN': '页面大小上限；更大的视为错误且不读完' }),
    ...tlsFields,
    fingerprint: Fingerprint.optional()
      .describe('an altered page is an alert: how it is compared with what was accepted')
      .meta({
        'zh-CN': '页面防篡改：与认可的内容比较，有变化即告警',
        example: 'of: content\nmask: [.clock, "#visitors"]',
      }),
  })
  .superRefine((config, context) => {
    hasOneBody(config, context);
    if (config.steps && (config.path !== '/' || config.method || config.contains.length > 0))
      context.addIssue({
        code: 'custom',
        path: ['steps'],
        message: 'what is asked belongs into the steps then',
      });
  });
export type HttpConfig = z.infer<typeof HttpConfig>;

/** The steps of either form. */
export function stepsOf(config: HttpConfig): readonly Step[] {
  if (config.steps) return config.steps;
  const { path, method, headers, json, form, body, status, contains, lacks, checks, values, redirects } =
    config;
  const asked = {
    path,
    method,
    headers,
    json,
    form,
    body,
    status,
    contains,
    lacks,
    checks,
    values,
    redirects,
  };
  return [{ ...asked, extract: {} }];
}

function hasOneBody(
  step: { json?: unknown; form?: unknown; body?: unknown },
  context: z.core.$RefinementCtx,
): void {
  const given = (['json', 'form', 'body'] as const).filter((field) => step[field] !== undefined);
  if (given.length > 1)
    context.addIssue({ code: 'custom', path: [given[1]!], message: `not together with ${given[0]}` });
}

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
    .describe('path and query, or the whole address of a page on another host'),
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'])
    .optional()
    .describe('`GET`, or `POST` where something is sent'),
  headers: z
    .record(
      z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'the name of a header'),
      z.string().max(8_192),
    )
    .default({})
    .meta({ allowed: 'names and values' })
    .describe('headers that are sent besides'),
  json: z.json().optional().meta({ allowed: 'anything' }).describe('sent as JSON'),
  form: z
    .record(z.string().max(200), z.string().max(65_536))
    .optional()
    .meta({ allowed: 'names and values' })
    .describe('sent as the fields of a form'),
  body: z.string().max(65_536).optional().describe('sent as it is'),
  status: z
    .array(status)
    .min(1)
    .max(20)
    .default(['200-299'])
    .meta({ allowed: 'list of statuses such as `200` and ranges such as `200-299`' })
    .describe('the status must be one of these'),
  contains: z
    .array(pattern)
    .max(20)
    .default([])
    .meta({ allowed: 'list of texts and `/expressions/`' })
    .describe('each must stand on the page; `/…/i` is a regular expression'),
  lacks: z.array(pattern).max(50).default([]).describe('none of these may stand on the page'),
  checks: z
    .array(Check)
    .max(50)
    .default([])
    .meta({ allowed: 'list of `path` with `equals`, `matches`, `above`, `below` or `exists`' })
    .describe('what the JSON of the answer must hold'),
  values: z
    .record(z.string().regex(/^[\p{L}\p{N} ._-]{1,60}$/u, 'a short name'), jsonPath)
    .refine((values) => Object.keys(values).length <= 50, { error: 'more than 50' })
    .default({})
    .meta({ allowed: 'names and paths' })
    .describe('numbers in the JSON of the answer, each a series `page.value`'),
  redirects: z
    .int()
    .min(0)
    .max(20)
    .default(5)
    .describe('how many redirects are followed; 0: the first answer counts'),
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
    scheme: z.enum(['https', 'http']).default('https'),
    port: z.int().min(1).max(65_535).optional().describe('443 or 80 where none is given'),
    ...stepFields,
    steps: z
      .array(Step)
      .min(1)
      .max(10)
      .optional()
      .meta({ allowed: 'list of steps, see below' })
      .describe('several requests one after the other, such as a sign-in, in place of one'),
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
      .describe('patience for one answer'),
    max_size: size({ min: '1KB', max: '32MB' })
      .prefault('4MB')
      .meta({ allowed: 'size from `1KB` to `32MB`' })
      .describe('a larger page is wrong, and not read to its end'),
    ...tlsFields,
    fingerprint: Fingerprint.optional(),
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

import * as z from 'zod';
import { httpFields, httpUrl } from '../http-config.ts';
import { templateFields } from '../template-config.ts';
import { fillPlaces, PLACES } from './places.ts';

const withPlaces = (text: string, context: z.core.$RefinementCtx<string>) => {
  const { unknown } = fillPlaces(text, {}, (value) => value);
  if (unknown === undefined) return;
  const message = `{${unknown}} is unknown; known are ${PLACES.join(', ')}`;
  context.addIssue({ code: 'custom', message });
};
const text = z.string().max(8_192).superRefine(withPlaces);
const code = z.string().max(100);

/** What a person enters for a gateway of short messages. */
export const SmsConfig = z
  .strictObject({
    url: httpUrl
      .superRefine(withPlaces)
      .describe('address of the gateway; {phone} {text} and the other places are filled in')
      .meta({
        'zh-CN': '短信网关地址，可含 {phone} {text} 等占位符',
        example: 'https://sms.example.com/v1/send',
      }),
    method: z
      .enum(['POST', 'GET', 'PUT'])
      .default('POST')
      .describe('of the request')
      .meta({ 'zh-CN': '请求方法' }),
    headers: z
      .record(z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'not the name of a header'), text)
      .default({})
      .describe('headers, with places; kept secret')
      .meta({ 'zh-CN': '请求头，可含占位符；保密存放', example: 'authorization: Bearer {secret}' }),
    body: text.default('').describe('with places; each value is written as its kind needs it').meta({
      'zh-CN': '请求正文，可含占位符；填入的值会按内容类型转义',
      example: '{"account":"ward","password":"{secret}","mobile":"{phone}","content":"{text}"}',
    }),
    bodyKind: z
      .enum(['json', 'form', 'text'])
      .default('json')
      .describe('how values are written into the body, and what the gateway is told it is')
      .meta({ 'zh-CN': '正文的内容类型' }),
    secret: z
      .string()
      .max(1_000)
      .default('')
      .describe('password or key of the account: {secret}, and what is signed with')
      .meta({ 'zh-CN': '账号密码或密钥，即 {secret}，也用于签名' }),
    sign: z
      .enum(['none', 'hmac-sha256', 'hmac-sha1', 'hmac-md5', 'sha256', 'md5'])
      .default('none')
      .describe('how {sign} is made of the text below; hmac is keyed by the secret')
      .meta({ 'zh-CN': '签名 {sign} 的算法；hmac 以密钥为 key' }),
    signOver: text
      .default('')
      .describe('what is signed, such as {timestamp}{phone}{secret} or {body}')
      .meta({ 'zh-CN': '被签名的内容', example: '{timestamp}{phone}{secret}' }),
    signAs: z
      .enum(['hex', 'hex-upper', 'base64'])
      .default('hex')
      .describe('how the signature is written')
      .meta({ 'zh-CN': '签名的写法' }),
    phones: z
      .array(z.string().regex(/^\+?\d[\d -]{4,20}$/, 'not a telephone number'))
      .max(50)
      .default([])
      .describe('who gets it where no contact is told')
      .meta({ 'zh-CN': '接收号码；通知联系人时改用联系人的号码', example: '13800000000' }),
    separator: z
      .string()
      .max(3)
      .default(',')
      .describe('between several numbers in {phone}')
      .meta({ 'zh-CN': '{phone} 中多个号码的分隔符' }),
    signature: z
      .string()
      .max(30)
      .default('')
      .describe('stands before each text; many gateways want one, such as 【…】, that was approved')
      .meta({ 'zh-CN': '短信签名，放在正文前，须已报备', example: '【守望】' }),
    maxSegments: z
      .int()
      .min(1)
      .max(10)
      .default(3)
      .describe(
        'short messages that one call may cost for each number; 70 characters fit one, 67 each of several',
      )
      .meta({ 'zh-CN': '每次最多拆成几条计费；单条 70 字，多条时每条 67 字' }),
    countAs: z
      .enum(['unicode', 'gsm'])
      .default('unicode')
      .describe(
        '`unicode`: 70 characters whatever they are, as in China; `gsm`: 160 where all are of that alphabet',
      )
      .meta({ 'zh-CN': '计费方式：unicode 一律 70 字；gsm 在全为西文时 160 字' }),
    successStatus: z
      .string()
      .regex(/^\d{3}(-\d{3})?$/, 'a status or a range such as 200-299')
      .default('200-299')
      .describe('statuses that mean success')
      .meta({ 'zh-CN': '表示成功的状态码' }),
    successPath: z
      .string()
      .max(200)
      .regex(/^([A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*)?$/, 'names with dots between, such as data.0.code')
      .default('')
      .describe('where the JSON answer says how it went; empty: the status says all')
      .meta({ 'zh-CN': '应答 JSON 中结果代码的路径；留空则只看状态码', example: 'data.code' }),
    successValues: z
      .array(code)
      .max(20)
      .default(['0'])
      .describe('what stands there for success')
      .meta({ 'zh-CN': '表示成功的代码', example: '0' }),
    retryValues: z
      .array(code)
      .max(50)
      .default([])
      .describe('what stands there where trying again may help, such as too many calls')
      .meta({ 'zh-CN': '值得重试的代码，例如触发流控' }),
    ...httpFields,
    ...templateFields,
  })
  .superRefine(({ url, headers, sign, signOver, method, body }, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (sign !== 'none' && signOver === '') issue('signOver', 'a signature needs something to sign');
    if (signOver.includes('{sign}')) issue('signOver', 'a signature cannot be part of itself');
    if (signOver.includes('{body}') && body.includes('{sign}'))
      issue('body', 'it is signed and cannot hold {sign}');
    if (body.includes('{body}')) issue('body', 'it cannot hold itself');
    if (method === 'GET' && body !== '') issue('body', 'a GET has none; put the places into the address');
    // A gateway may well say yes to a request without them: it would be taken for delivered and reach nobody.
    const sent = [url, body, ...Object.values(headers)].join(' ');
    const missing = ['{phone}', '{text}'].filter((place) => !sent.includes(place));
    if (missing.length > 0)
      issue(method === 'GET' ? 'url' : 'body', `${missing.join(' and ')} must stand in it`);
  });
export type SmsConfig = z.infer<typeof SmsConfig>;

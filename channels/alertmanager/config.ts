import * as z from 'zod';
import { httpFields, httpUrl } from '../http-config.ts';

/** What a person enters for an Alertmanager. */
export const AlertmanagerConfig = z.strictObject({
  url: httpUrl.describe('address of the Alertmanager, without /api/v2/alerts').meta({
    'zh-CN': 'Alertmanager 地址，不含 /api/v2/alerts',
    example: 'http://alertmanager.example.com:9093',
  }),
  headers: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'not the name of a header'),
      z.string().regex(/^[\x20-\x7e]*$/, 'not printable ASCII'),
    )
    .default({})
    .describe('sent along, such as a token that a proxy before it wants')
    .meta({ 'zh-CN': '另外发送的请求头，例如前置代理要求的令牌', example: 'authorization: Bearer abc' }),
  labels: z
    .record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'not the name of a label'), z.string().max(200))
    .default({})
    .describe('labels that each alert bears besides, for its routes')
    .meta({ 'zh-CN': '为每条告警附加的标签，供其路由使用', example: 'team: infra' }),
  keepHours: z
    .int()
    .min(1)
    .max(8_760)
    .default(168)
    .describe('hours after which it may forget an alert whose end it never heard of')
    .meta({ 'zh-CN': '一直未收到恢复时，多少小时后由其自动结束' }),
  ...httpFields,
});
export type AlertmanagerConfig = z.infer<typeof AlertmanagerConfig>;

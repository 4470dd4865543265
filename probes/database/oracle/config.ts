import * as z from 'zod';
import { pemCertificates } from '#probes/pem.ts';
import { databaseSettings } from '../settings.ts';

/** Nothing that could mean something else within a connect descriptor. */
const name = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9_.$#-]+$/, 'letters, digits and _ . $ # -');

/** How an Oracle database is asked. */
export const OracleConfig = z
  .strictObject({
    ...databaseSettings,
    port: z.int().min(1).max(65_535).default(1521).describe('of the listener; with TLS usually 2484'),
    service: name
      .optional()
      .describe('service name, of a pluggable database its own; or give a sid')
      .meta({ 'zh-CN': '服务名，可插拔数据库写其自己的；与 SID 二选一' }),
    sid: name
      .optional()
      .describe('SID, where there is no service name')
      .meta({ 'zh-CN': 'SID，没有服务名时填写' }),
    user: z
      .string()
      .min(1)
      .max(128)
      .default('ward')
      .describe('account; in the root of a container database `c##ward`'),
    password: z.string().max(1_024).optional().describe('its password; better kept as a credential'),
    tls: z
      .enum(['off', 'any_name', 'verified'])
      .default('off')
      .describe(
        '`verified`: TCPS with a certificate that holds; `any_name`: one of an authority that is believed',
      )
      .meta({ 'zh-CN': '加密方式；verified 为 TCPS 并校验证书，any_name 不核对主机名' }),
    ca: pemCertificates
      .optional()
      .describe('PEM of an authority to believe in place of the usual ones')
      .meta({ 'zh-CN': '信任的证书颁发机构（PEM），替代系统自带的' }),
    client: z
      .enum(['thin', 'thick'])
      .default('thin')
      .describe("`thick`: with Oracle's own client library, which 11g and older need")
      .meta({ 'zh-CN': '连接方式；11g 及更早版本需用 thick（Oracle 客户端库）' }),
  })
  .refine(({ service, sid }) => (service === undefined) !== (sid === undefined), {
    error: 'either a service or a sid',
    path: ['service'],
  });
export type OracleConfig = z.infer<typeof OracleConfig>;

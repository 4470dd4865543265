import * as z from 'zod';
import { duration } from '#config/duration.ts';
import { pemCertificates } from '#probes/pem.ts';

/** What people write of a service that is asked over HTTP, whatever its make. */
export interface HttpSettings {
  address: string;
  port: number;
  scheme: 'http' | 'https';
  user?: string | undefined;
  password?: string | undefined;
  token?: string | undefined;
  ca?: string | undefined;
  insecure: boolean;
  timeout: number;
}

const told = <Schema extends z.ZodType>(schema: Schema, en: string, chinese: string): Schema =>
  schema.describe(en).meta({ 'zh-CN': chinese });

/** A setting with its meaning in both languages. */
export const setting = told;

/** Those settings as fields of a schema, with the port and the scheme that are usual for the make. */
export function httpSettings(usual: { port: number; scheme?: 'http' | 'https' }) {
  return {
    address: told(z.string().min(1).max(255), 'host name or IP address', '主机名或 IP 地址'),
    port: told(z.int().min(1).max(65_535).default(usual.port), 'port of its HTTP interface', 'HTTP 接口端口'),
    scheme: told(z.enum(['http', 'https']).default(usual.scheme ?? 'http'), 'how it is spoken to', '协议'),
    ca: told(
      pemCertificates.optional(),
      'certificates of authorities (PEM) that are believed besides the usual ones',
      '另外信任的证书颁发机构（PEM）',
    ),
    insecure: told(
      z.boolean().default(false),
      '`true`: its certificate is not judged, and anybody on the way can pose as it',
      '不校验证书：途中任何人都可冒充它',
    ),
    timeout: duration({ min: '100ms', max: '30s' })
      .meta({ allowed: 'duration from `100ms` to `30s`', 'zh-CN': '等待一次应答的时间' })
      .prefault('10s')
      .describe('patience for one answer'),
  };
}

/** User and password of the interface, both or none. */
export const passwordSettings = {
  user: told(z.string().min(1).max(255).optional(), 'user of the interface', '接口用户'),
  password: told(z.string().min(1).max(1_024).optional(), 'password of the interface', '接口密码'),
};

/** A bearer token. */
export const tokenSettings = {
  token: told(z.string().min(1).max(8_192).optional(), 'bearer token', 'Bearer 令牌'),
};

/** A path on the server, query included. */
export function pathSetting(usual: string, en: string, chinese: string) {
  return told(
    z
      .string()
      .max(1_000)
      .regex(/^\/[^\s#]*$/, 'a path that begins with a slash')
      .default(usual),
    en,
    chinese,
  );
}

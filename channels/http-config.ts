import * as z from 'zod';

const NO_PROXY = 'not an address that begins with http://';
const CERTIFICATE = /-----BEGIN CERTIFICATE-----/;

/** The address of a service. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'not an address that begins with http:// or https://' })
  .max(2_000);

/** What every channel over HTTP takes besides its own. */
export const httpFields = {
  timeoutMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(10_000)
    .describe('milliseconds after which no answer is waited for any more')
    .meta({ 'zh-CN': '等待应答的最长时间，毫秒' }),
  verifyCertificate: z
    .boolean()
    .default(true)
    .describe('off: any certificate is accepted, for servers inside that sign their own')
    .meta({ 'zh-CN': '关闭后接受任何证书，用于内网自签名服务器' }),
  ca: z
    .string()
    .max(65_536)
    .refine((text) => text === '' || CERTIFICATE.test(text), 'not a certificate in PEM form')
    .default('')
    .describe('certificate (PEM) of the authority to trust; empty: those that Node trusts')
    .meta({ 'zh-CN': '信任的证书颁发机构证书（PEM）；留空则用 Node 自带的' }),
  proxy: z
    .string()
    .max(500)
    .superRefine((text, context) => {
      const fault = proxyFault(text);
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
    })
    .default('')
    .describe('HTTP proxy that leads out, such as http://proxy.example.com:3128; empty: none')
    .meta({ 'zh-CN': '访问外网所用的 HTTP 代理；留空为直连' }),
};

/** The parsed form of `httpFields`. */
export interface HttpConfig {
  timeoutMs: number;
  verifyCertificate: boolean;
  ca: string;
  proxy: string;
}

function proxyFault(text: string): string | undefined {
  if (text === '') return undefined;
  try {
    const { protocol, username } = new URL(text);
    if (protocol !== 'http:') return NO_PROXY;
    return username === '' ? undefined : 'a proxy that wants a sign-in is not supported';
  } catch {
    return NO_PROXY;
  }
}

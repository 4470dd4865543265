import * as z from 'zod';

export const FACILITIES = [
  'user',
  'daemon',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
] as const;

/** What a person enters for a receiver of syslog. */
export const SyslogConfig = z.strictObject({
  host: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[A-Za-z0-9._:-]+$/, 'not the name or address of a host')
    .describe('the receiver')
    .meta({ 'zh-CN': '日志服务器', example: 'logs.example.com' }),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .describe('usually 514 for udp and tcp, 6514 for tls')
    .meta({ 'zh-CN': '端口；udp、tcp 常用 514，tls 常用 6514', example: '514' }),
  transport: z
    .enum(['udp', 'tcp', 'tls'])
    .default('tcp')
    .describe('`udp` may lose messages and nobody notices')
    .meta({ 'zh-CN': '传输方式；udp 可能丢失且无从察觉' }),
  framing: z
    .enum(['counted', 'lines'])
    .default('counted')
    .describe(
      'over tcp and tls: each message after its length, or each on a line, for receivers that know no other',
    )
    .meta({ 'zh-CN': 'tcp、tls 的分帧方式：长度前缀，或每行一条（用于旧接收端）' }),
  facility: z
    .enum(FACILITIES)
    .default('local0')
    .describe('of each message')
    .meta({ 'zh-CN': '设施（facility）' }),
  hostname: z
    .string()
    .max(255)
    .regex(/^[\x21-\x7e]*$/, 'printable ASCII without blanks')
    .default('')
    .describe('as whom it speaks; empty: the name of this machine')
    .meta({ 'zh-CN': '发送方主机名；留空为本机名' }),
  bom: z
    .boolean()
    .default(true)
    .describe('the mark of UTF-8 before the text, as RFC 5424 wants it; off for receivers that show it')
    .meta({ 'zh-CN': '正文前的 UTF-8 标记（RFC 5424 要求）；接收端显示乱码时关闭' }),
  verifyCertificate: z
    .boolean()
    .default(true)
    .describe('off: any certificate is accepted')
    .meta({ 'zh-CN': '关闭后接受任何证书' }),
  ca: z
    .string()
    .max(65_536)
    .default('')
    .describe('certificate (PEM) of the authority to trust; empty: those that Node trusts')
    .meta({ 'zh-CN': '信任的证书颁发机构证书（PEM）；留空则用 Node 自带的' }),
  timeoutMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(10_000)
    .describe('milliseconds after which it is given up')
    .meta({ 'zh-CN': '最长等待时间，毫秒' }),
});
export type SyslogConfig = z.infer<typeof SyslogConfig>;

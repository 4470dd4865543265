import * as z from 'zod';
import { duration } from '#config/duration.ts';
import { family } from '../family.ts';
import { RCODES, RECORD_TYPES } from './record-types.ts';

/** What a name server is asked, and what it shall answer. */
export const DnsConfig = z.strictObject({
  address: z.string().min(1).max(255).describe('host name or IP address'),
  port: z.int().min(1).max(65_535).default(53),
  family,
  name: z
    .string()
    .min(1)
    .max(253)
    .describe('the name that it is asked for; with `PTR` also an IP address')
    .meta({ 'zh-CN': '要查询的域名；类型为 PTR 时可写 IP 地址' }),
  record: z
    .enum(RECORD_TYPES)
    .default('A')
    .describe('kind of the records that it is asked for')
    .meta({ 'zh-CN': '要查询的记录类型' }),
  expect: z
    .array(z.string().min(1).max(2_000))
    .max(50)
    .default([])
    .describe('answers that must be among those that come, such as `10.1.0.30` or `10 mail.example`')
    .meta({ 'zh-CN': '应答中必须包含的内容，如 10.1.0.30 或 10 mail.example' }),
  exact: z
    .boolean()
    .default(false)
    .describe('no other answers may come than those that are expected')
    .meta({ 'zh-CN': '不允许出现期望以外的应答' }),
  expect_code: z
    .enum(RCODES)
    .default('noerror')
    .describe('the code that it shall answer with: `nxdomain` for a name that must not exist')
    .meta({ 'zh-CN': '期望的应答码；不应存在的域名写 nxdomain' }),
  recursive: z
    .boolean()
    .default(true)
    .describe('it shall ask other servers for what it does not know itself')
    .meta({ 'zh-CN': '要求服务器递归查询' }),
  transport: z
    .enum(['udp', 'tcp'])
    .default('udp')
    .describe('an answer that is too long for UDP is asked for over TCP in any case')
    .meta({ 'zh-CN': '传输方式；UDP 应答被截断时自动改用 TCP' }),
  compare: z
    .array(z.string().min(1).max(255))
    .max(10)
    .default([])
    .describe('other servers of the zone `name`, whose serial number is compared with that of this one')
    .meta({ 'zh-CN': '同一区域的其他服务器，比较其序列号' }),
  timeout: duration({ min: '100ms', max: '10s' })
    .prefault('2s')
    .describe('patience for one answer; a datagram is sent a second time when none comes')
    .meta({ 'zh-CN': '等待一次应答的时间；UDP 无应答时再问一次', allowed: 'duration from `100ms` to `10s`' }),
});
export type DnsConfig = z.infer<typeof DnsConfig>;

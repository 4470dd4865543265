import * as z from 'zod';
import { duration } from '#config/duration.ts';
import { PLATFORM_NAMES } from './platforms/platform-name.ts';

const fingerprint = z
  .string()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, 'not of the form SHA256:… with 43 characters behind it');

const service = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9@._:-]{0,127}$/, 'no name of a service');

/** Whom to sign in to, and as whom. */
export const accountFields = {
  address: z.string().min(1).max(255).describe('host name or IP address'),
  port: z.int().min(1).max(65_535).default(22),
  user: z.string().min(1).max(255),
  password: z
    .string()
    .min(1)
    .max(1_024)
    .optional()
    .describe('answers the questions of a keyboard-interactive sign-in too'),
  private_key: z
    .string()
    .min(1)
    .max(8_192)
    .optional()
    .describe('as OpenSSH or PEM writes it, instead of a password'),
  passphrase: z.string().min(1).max(1_024).optional().describe('of the private key'),
};

/** Keys that the host may show. */
export const hostKeyField = {
  host_key: z
    .array(fingerprint)
    .min(1)
    .max(8)
    .optional()
    .describe('host keys that are right, whatever was pinned at the first meeting')
    .meta({ 'zh-CN': '认可的主机密钥指纹，优先于首次连接时记下的' }),
};

/** Patience. */
export const timeoutField = {
  timeout: duration({ min: '500ms', max: '60s' })
    .meta({ allowed: 'duration from `500ms` to `60s`' })
    .prefault('10s')
    .describe('the most that each step may take: connecting, signing in, a command')
    .meta({ 'zh-CN': '每一步（连接、登录、命令）的最长时间' }),
};

/** There is something to sign in with. */
export function hasSecret({
  password,
  private_key: key,
}: {
  password?: string;
  private_key?: string;
}): boolean {
  return password !== undefined || key !== undefined;
}

/** What is said where there is not. */
export const NEEDS_SECRET = { error: 'needs a password or a private_key', path: ['password'] };

/** How a device or host is asked over SSH. */
export const SshConfig = z
  .strictObject({
    ...accountFields,
    platform: z
      .enum(['auto', ...PLATFORM_NAMES])
      .default('auto')
      .describe('what the device runs; `auto` finds it out')
      .meta({ 'zh-CN': '设备的系统；auto 自动识别' }),
    services: z
      .array(service)
      .max(64)
      .default([])
      .describe('services of a Linux host whose state is watched, such as `nginx`')
      .meta({ 'zh-CN': '要监控状态的 Linux 服务，如 nginx' }),
    backup: z
      .boolean()
      .default(true)
      .describe('keep the configuration of a network device, once a day, with its secrets masked')
      .meta({ 'zh-CN': '每天保存一次网络设备的配置，其中密码打码' }),
    ...hostKeyField,
    keep_session: z
      .boolean()
      .default(true)
      .describe('stay signed in between collections; `false` where a device grants few sessions')
      .meta({ 'zh-CN': '保持登录；设备会话数少时关闭' }),
    ...timeoutField,
  })
  .refine(hasSecret, NEEDS_SECRET);
export type SshConfig = z.infer<typeof SshConfig>;

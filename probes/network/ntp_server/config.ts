import * as z from 'zod';
import { duration } from '#config/duration.ts';
import { family } from '../family.ts';

/** Which time server is asked. */
export const NtpServerConfig = z.strictObject({
  address: z.string().min(1).max(255).describe('host name or IP address'),
  port: z.int().min(1).max(65_535).default(123),
  family,
  timeout: duration({ min: '100ms', max: '10s' })
    .prefault('2s')
    .describe('patience for one answer; it is asked a second time when none comes')
    .meta({ 'zh-CN': '等待一次应答的时间；无应答时再问一次', allowed: 'duration from `100ms` to `10s`' }),
});
export type NtpServerConfig = z.infer<typeof NtpServerConfig>;

import * as z from 'zod';
import { duration } from '#config/duration.ts';

/** How a device is asked over Modbus TCP. */
export const ModbusConfig = z.strictObject({
  address: z.string().min(1).max(255).describe('host name or IP address'),
  port: z.int().min(1).max(65_535).default(502),
  unit: z
    .int()
    .min(0)
    .max(255)
    .default(1)
    .describe('number of the device behind a gateway')
    .meta({ 'zh-CN': '网关后设备的编号（站号）' }),
  profile: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,63}$/, 'lower-case letters, digits and dashes')
    .describe('what the registers mean: registers do not say what they are')
    .meta({ 'zh-CN': '寄存器的含义（设备模板）' }),
  timeout: duration({ min: '100ms', max: '30s' })
    .prefault('2s')
    .describe('patience for one answer')
    .meta({ 'zh-CN': '等待一次应答的时间', allowed: 'duration from `100ms` to `30s`' }),
  shutdown_minutes: z
    .number()
    .min(0)
    .max(600)
    .default(10)
    .describe('what a safe shutdown of everything behind a UPS takes')
    .meta({ 'zh-CN': 'UPS 所带设备全部安全关机需要的时间（分钟）' }),
});
export type ModbusConfig = z.infer<typeof ModbusConfig>;

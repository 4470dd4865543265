import * as z from 'zod';
import { duration } from '#config/duration.ts';
import { family } from '../family.ts';

const port = z.int().min(1).max(65_535);

/** Which ports are asked, and what they shall answer. */
export const TcpConfig = z
  .strictObject({
    address: z.string().min(1).max(255).describe('host name or IP address'),
    port: port.optional().describe('the port that is asked').meta({ 'zh-CN': '要检查的端口' }),
    ports: z
      .array(port)
      .max(20)
      .default([])
      .describe('several ports, asked at once, each with readings of its own')
      .meta({ 'zh-CN': '同时检查的多个端口，各有读数' }),
    family,
    send: z
      .string()
      .max(1_000)
      .optional()
      .describe(
        'text that is sent first; `\\r`, `\\n`, `\\t`, `\\x00` and `\\\\` mean what they mean elsewhere',
      )
      .meta({ 'zh-CN': '连接后先发送的文本；\\r \\n \\t \\x00 按通常含义' }),
    expect: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('text that stands somewhere in the first 4 KB of the answer; `*` stands for anything')
      .meta({ 'zh-CN': '应答前 4 KB 中必须出现的文本，`*` 代表任意内容' }),
    timeout: duration({ min: '100ms', max: '30s' })
      .prefault('3s')
      .describe('patience for a port, its answer included')
      .meta({ 'zh-CN': '等待一个端口（含其应答）的时间', allowed: 'duration from `100ms` to `30s`' }),
  })
  .refine((config) => config.port !== undefined || config.ports.length > 0, {
    error: 'which port? Give `port` or `ports`',
    path: ['port'],
  });
export type TcpConfig = z.infer<typeof TcpConfig>;

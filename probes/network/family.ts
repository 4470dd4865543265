import * as z from 'zod';

/** The setting of probes for which it matters over which of the two a target is reached. */
export const family = z
  .enum(['any', 'ipv4', 'ipv6'])
  .default('any')
  .describe('over which IP the target is asked; its name is looked up for an address of this one')
  .meta({ 'zh-CN': '用 IPv4 还是 IPv6 询问目标；按此解析其域名' });

import { dnsMetrics } from '#protocol/vocabulary/reachability.ts';
import { oneQuestion } from '../one-question.ts';
import { DnsConfig } from './config.ts';

/** A name server: whether it answers, how fast, and whether it answers what it shall. */
export const dns = oneQuestion<DnsConfig>(
  {
    name: 'dns',
    config: DnsConfig,
    metrics: dnsMetrics,
    title: { 'zh-CN': 'DNS 服务器', en: 'DNS server' },
    target: 'service',
    credentials: [],
    isPublic: true,
    asksOn: true,
    platforms: ['linux', 'win32', 'darwin'],
    every: { ms: 60_000 },
    timeoutMs: 45_000,
  },
  async () => (await import('./ask-names.ts')).askNames,
);

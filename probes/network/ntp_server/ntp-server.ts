import { ntpServerMetrics } from '#protocol/vocabulary/reachability.ts';
import { oneQuestion } from '../one-question.ts';
import { NtpServerConfig } from './config.ts';

/** A time server: whether it answers, and how far its clock is from that of the agent. */
export const ntpServer = oneQuestion<NtpServerConfig>(
  {
    name: 'ntp_server',
    config: NtpServerConfig,
    metrics: ntpServerMetrics,
    title: { 'zh-CN': 'NTP 时间服务器', en: 'NTP time server' },
    target: 'service',
    credentials: [],
    isPublic: true,
    asksOn: true,
    platforms: ['linux', 'win32', 'darwin'],
    every: { ms: 60_000 },
    timeoutMs: 25_000,
  },
  async () => (await import('./ask-time.ts')).askTime,
);

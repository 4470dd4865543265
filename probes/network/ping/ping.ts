import { pingMetrics } from '#protocol/vocabulary/reachability.ts';
import { oneQuestion } from '../one-question.ts';
import { PingConfig } from './config.ts';

/** Whether packets come back, how many, how fast and how evenly. */
export const ping = oneQuestion<PingConfig>(
  {
    name: 'ping',
    config: PingConfig,
    metrics: pingMetrics,
    title: { 'zh-CN': 'Ping', en: 'Ping' },
    target: 'host',
    credentials: [],
    isPublic: true,
    asksOn: true,
    platforms: ['linux', 'win32', 'darwin'],
    every: { ms: 60_000 },
    timeoutMs: 48_000,
  },
  async () => (await import('./ask-ping.ts')).askPing,
);

import { tcpMetrics } from '#protocol/vocabulary/reachability.ts';
import { oneQuestion } from '../one-question.ts';
import { TcpConfig } from './config.ts';

/** Whether ports let in, how fast, and whether they answer what they shall. */
export const tcp = oneQuestion<TcpConfig>(
  {
    name: 'tcp',
    config: TcpConfig,
    metrics: tcpMetrics,
    title: { 'zh-CN': 'TCP 端口', en: 'TCP port' },
    target: 'service',
    credentials: [],
    isPublic: true,
    asksOn: true,
    platforms: ['linux', 'win32', 'darwin'],
    every: { ms: 60_000 },
    timeoutMs: 35_000,
  },
  async () => (await import('./ask-ports.ts')).askPorts,
);

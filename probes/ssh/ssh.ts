import { lazyProbe } from '../lazy-probe.ts';
import type { ProbeType } from '../probe.ts';
import { SshConfig } from './config.ts';
import { sshMetrics } from './metrics.ts';

/** Network devices by their command line, and Linux hosts without an agent. */
export const ssh: ProbeType<SshConfig> = {
  name: 'ssh',
  title: { 'zh-CN': 'SSH', en: 'SSH' },
  config: SshConfig,
  metrics: sshMetrics,
  reach: 'out',
  platforms: ['linux', 'win32', 'darwin'],
  every: { ms: 60_000 },
  timeoutMs: 48_000,
  create: (config, options) =>
    lazyProbe(async () => (await import('./watched-device.ts')).watchedDevice(config, options)),
  explain: async (...asked) => (await import('./explain.ts')).explainSsh(...asked),
  recognise: async (...asked) => (await import('./explain.ts')).recogniseSsh(...asked),
};

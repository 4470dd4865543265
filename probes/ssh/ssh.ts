import type { Probe, ProbeOptions, ProbeType } from '../probe.ts';
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
  create,
  explain: async (...asked) => (await import('./explain.ts')).explainSsh(...asked),
  recognise: async (...asked) => (await import('./explain.ts')).recogniseSsh(...asked),
};

/** An agent that asks nothing over SSH loads neither its library nor starts a thread. */
function create(config: SshConfig, options: ProbeOptions): Probe {
  let watched: Promise<Probe> | undefined;
  return {
    async collect(signal) {
      watched ??= import('./watched-device.ts').then(({ watchedDevice }) => watchedDevice(config, options));
      return (await watched).collect(signal);
    },
    async close() {
      await (await watched)?.close();
    },
  };
}

import { fileMetrics } from '#protocol/vocabulary/log.ts';
import type { Probe, ProbeOptions, ProbeType } from '../probe.ts';
import { RemoteFilesConfig } from './config.ts';

/** Number, age and size of files on hosts without an agent, over SFTP. */
export const remoteFiles: ProbeType<RemoteFilesConfig> = {
  name: 'remote_files',
  title: { 'zh-CN': '远程文件（SSH）', en: 'Files over SSH' },
  target: 'host',
  credentials: ['ssh'],
  config: RemoteFilesConfig,
  metrics: fileMetrics,
  reach: 'out',
  platforms: ['linux', 'win32', 'darwin'],
  every: { ms: 300_000 },
  timeoutMs: 48_000,
  create,
  explain: async (...asked) => (await import('./explain.ts')).explainRemoteFiles(...asked),
};

/** An agent that watches no files elsewhere loads neither the library for SSH nor starts a thread. */
function create(config: RemoteFilesConfig, options: ProbeOptions): Probe {
  let watched: Promise<Probe> | undefined;
  return {
    async collect(signal) {
      watched ??= import('./watch-host.ts').then(({ watchHost }) => watchHost(config, options));
      return (await watched).collect(signal);
    },
    async close() {
      await (await watched)?.close();
    },
  };
}

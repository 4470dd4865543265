import { fileMetrics } from '#protocol/vocabulary/log.ts';
import { lazyProbe } from '../lazy-probe.ts';
import type { ProbeType } from '../probe.ts';
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
  create: (config, options) =>
    lazyProbe(async () => (await import('./watch-host.ts')).watchHost(config, options)),
  explain: async (...asked) => (await import('./explain.ts')).explainRemoteFiles(...asked),
};

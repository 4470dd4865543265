import type { Memory, Probe, ProbeOptions, ProbeType } from '#probes/probe.ts';
import { fileMetrics } from '#protocol/vocabulary/log.ts';
import { FilesConfig } from './config.ts';

/** Number, age and size of files that are watched, such as backups. */
export const files: ProbeType<FilesConfig> = {
  name: 'files',
  config: FilesConfig,
  metrics: fileMetrics,
  platforms: ['linux', 'win32', 'darwin'],
  every: { ms: 60_000 },
  timeoutMs: 30_000,
  create,
};

/** An agent that watches no files loads nothing of it. */
function create(config: FilesConfig, options: ProbeOptions): Probe {
  let watching: ReturnType<typeof open> | undefined;
  return {
    async collect(signal) {
      if (config.watches.length === 0) return { readings: [] };
      watching ??= open(config, options);
      const { watcher, localTree } = await watching;
      return watcher.collect(localTree, signal);
    },
    async close() {},
  };
}

async function open({ watches }: FilesConfig, { now, remember }: ProbeOptions) {
  const { createFileWatcher } = await import('#probes/file_watch/watch-files.ts');
  const { localTree } = await import('#probes/file_watch/local-tree.ts');
  const memory: Memory = remember?.('files') ?? new Map<string, unknown>();
  return { watcher: createFileWatcher({ watches, memory, keyPrefix: '', now }), localTree };
}

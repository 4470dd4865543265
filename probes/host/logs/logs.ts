import type { Probe, ProbeOptions, ProbeType } from '#probes/probe.ts';
import { LogsConfig } from './config.ts';
import { matchesMetric, sourceMetrics } from './metrics.ts';

/** Lines of logs that match patterns: counted, and some of them kept as evidence. */
export const logs: ProbeType<LogsConfig> = {
  name: 'logs',
  config: LogsConfig,
  metrics: [matchesMetric, ...sourceMetrics],
  platforms: ['linux', 'win32', 'darwin'],
  every: { intervals: 1 },
  timeoutMs: 10_000,
  create,
};

/** An agent that follows no log loads nothing of it. */
function create(config: LogsConfig, options: ProbeOptions): Probe {
  let following: Promise<Probe> | undefined;
  return {
    async collect(signal) {
      if (config.sources.length === 0) return { readings: [] };
      following ??= import('./follow-sources.ts').then(({ followSources }) => followSources(config, options));
      return (await following).collect(signal);
    },
    async close() {
      await (await following)?.close();
    },
  };
}

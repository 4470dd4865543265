import type { Explanation } from '#protocol/explanation.ts';
import { fileMetrics } from '#protocol/vocabulary/log.ts';
import { explainedReadings } from '../explained-readings.ts';
import type { ProbeOptions } from '../probe.ts';
import type { RemoteFilesConfig } from './config.ts';
import { watchHost } from './watch-host.ts';

/** Looks once, with the time of each step; what it finds is remembered nowhere. Rejects as `collect` does. */
export async function explainRemoteFiles(
  config: RemoteFilesConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<Explanation> {
  const timings: Explanation['timings'] = [];
  const startedMs = options.now();
  const probe = watchHost(config, {
    ...options,
    memory: new Map<string, unknown>(),
    onStep: ({ step, ms }) => timings.push({ step: step.slice(0, 100), ms, requests: 1, values: 0 }),
  });
  try {
    const { readings, skipped = [] } = await probe.collect(signal);
    const spentMs = timings.reduce((sum, { ms }) => sum + ms, 0);
    const lookMs = Math.max(0, options.now() - startedMs - spentMs);
    timings.push({
      step: 'look at files',
      ms: lookMs,
      requests: config.watches.length,
      values: readings.length,
    });
    return {
      recognised: null,
      readings: explainedReadings(fileMetrics, readings),
      ignored: skipped.map(({ what, why }) => ({ what: what.slice(0, 200), why: why.slice(0, 200) })),
      timings,
    };
  } finally {
    await probe.close();
  }
}

import type { Explanation } from '#protocol/explanation.ts';
import { explainedReadings } from '../../explained-readings.ts';
import type { ProbeOptions } from '../../probe.ts';
import type { RedisConfig } from './config.ts';
import { redisMetrics } from './metrics.ts';
import { redisInventory, watchedRedis } from './watched-redis.ts';

/** Asks a Redis once, and gives all reasons. Rejects as `collect` does. */
export async function explainRedis(
  config: RedisConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<Explanation> {
  const { remember: _unused, ...forgetful } = options;
  const probe = watchedRedis(config, forgetful);
  try {
    const { info, readings, skipped = [], timings } = await probe.visit(signal);
    const { vendor, model } = redisInventory(info);
    const mode = info.get('redis_mode') ?? 'standalone';
    return {
      recognised: {
        profile: 'redis',
        kind: 'database',
        vendor: vendor.slice(0, 64),
        model: model.slice(0, 200),
        name: '',
        why: `it says so: ${mode}, ${info.get('role') ?? ''}`.slice(0, 500),
      },
      readings: explainedReadings(redisMetrics, readings),
      ignored: skipped.map(({ what, why }) => ({ what: what.slice(0, 200), why: why.slice(0, 200) })),
      timings: timings.map((timing) => ({ ...timing, step: timing.step.slice(0, 100), requests: 1 })),
    };
  } finally {
    await probe.close();
  }
}

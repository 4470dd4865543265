import type { Probe, ProbeOptions, ProbeType } from '../../probe.ts';
import { RedisConfig } from './config.ts';
import { redisMetrics } from './metrics.ts';

/** Redis, Valkey, and the sentinels that watch them. */
export const redis: ProbeType<RedisConfig> = {
  name: 'redis',
  title: { 'zh-CN': 'Redis', en: 'Redis' },
  target: 'database',
  credentials: ['password'],
  config: RedisConfig,
  metrics: redisMetrics,
  reach: 'out',
  platforms: ['linux', 'win32', 'darwin'],
  every: { ms: 60_000 },
  timeoutMs: 48_000,
  create,
  explain: async (...asked) => (await import('./explain.ts')).explainRedis(...asked),
  grants: async ({ user }) => (await import('./grants.ts')).redisGrants(user),
};

function create(config: RedisConfig, options: ProbeOptions): Probe {
  let watched: Promise<Probe> | undefined;
  return {
    async collect(signal) {
      watched ??= import('./watched-redis.ts').then(({ watchedRedis }) => watchedRedis(config, options));
      return (await watched).collect(signal);
    },
    async close() {
      await (await watched)?.close();
    },
  };
}

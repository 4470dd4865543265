import { lazyProbe } from '../../lazy-probe.ts';
import type { ProbeType } from '../../probe.ts';
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
  create: (config, options) =>
    lazyProbe(async () => (await import('./watched-redis.ts')).watchedRedis(config, options)),
  explain: async (...asked) => (await import('./explain.ts')).explainRedis(...asked),
  grants: async ({ user }) => (await import('./grants.ts')).redisGrants(user),
};

import type * as z from 'zod';
import type { CredentialKind } from '#protocol/credential.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import { databaseMetrics } from '#protocol/vocabulary/database.ts';
import { lazyProbe } from '../lazy-probe.ts';
import type { ProbeType } from '../probe.ts';
import type { DatabaseMake } from './make.ts';
import type { DatabaseSettings } from './settings.ts';

/** What tells the probes of databases apart. */
export interface DatabaseProbe<Config extends DatabaseSettings> {
  /** Name of the probe and of its folder. */
  name: string;
  title: { 'zh-CN': string; en: string };
  config: z.ZodType<Config>;
  /** What no other make has; what all have in common is there already. */
  metrics: readonly MetricDefinition[];
  /** By default a password. */
  credentials?: readonly CredentialKind[];
  /** How it is opened; the driver comes with it, and not before. */
  load(): Promise<DatabaseMake<Config>>;
}

/** A probe that asks a database with the statements of its folder. */
export interface DatabaseProbeType<Config> extends ProbeType<Config> {
  /** For whoever asks a database of this make something else. */
  load(): Promise<DatabaseMake<Config>>;
}

/** Makes a probe of a make; an agent that asks none loads neither its driver nor what reads its rows. */
export function databaseProbeType<Config extends DatabaseSettings>(
  about: DatabaseProbe<Config>,
): DatabaseProbeType<Config> {
  const { name, title, config, load, credentials = ['password'] } = about;
  const metrics = [...databaseMetrics, ...about.metrics];
  return {
    name,
    title,
    config,
    metrics,
    reach: 'out',
    target: 'database',
    credentials,
    platforms: ['linux', 'win32', 'darwin'],
    every: { ms: 60_000 },
    timeoutMs: 48_000,
    load,
    create: (settings, options) =>
      lazyProbe(async () => {
        const { watchedDatabase } = await import('./database-probe.ts');
        return watchedDatabase(await load(), await everything(), settings, options);
      }),
    async explain(...asked) {
      const { explainDatabase } = await import('./explain.ts');
      return explainDatabase(await load(), await everything(), ...asked);
    },
    async recognise(...asked) {
      const { recogniseDatabase } = await import('./explain.ts');
      return recogniseDatabase(await load(), ...asked);
    },
    async grants(account) {
      const { grantScript } = await import('./grants.ts');
      return grantScript(await load(), (await everything()).statements, account);
    },
  };

  async function everything() {
    const { shippedStatements } = await import('./shipped-statements.ts');
    return { statements: shippedStatements(name), metrics };
  }
}

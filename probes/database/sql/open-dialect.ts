import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import type { DatabaseProbeType } from '../probe-type.ts';
import type { DatabaseSession } from '../session.ts';
import type { SqlConfig } from './config.ts';

type Open = (settings: unknown, options: ProbeOptions, signal: AbortSignal) => Promise<DatabaseSession>;

/** Each database by its own probe, loaded when it is the one. */
const OPEN: Readonly<Record<SqlConfig['dialect'], () => Promise<Open>>> = {
  postgres: async () => openerOf((await import('../postgres/postgres.ts')).postgres),
  mysql: async () => openerOf((await import('../mysql/mysql.ts')).mysql),
  oracle: async () => openerOf((await import('../oracle/oracle.ts')).oracle),
  sqlserver: async () => openerOf((await import('../sqlserver/sqlserver.ts')).sqlserver),
  db2: async () => openerOf((await import('../db2/db2.ts')).db2),
  dameng: async () => openerOf((await import('../dameng/dameng.ts')).dameng),
};

/** Opens a session as the database's own probe would. Rejects with a `ProbeError`. */
export async function openDialect(
  { dialect, address, port, user, password, database, timeout, options: more }: SqlConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<DatabaseSession> {
  const given = Object.entries({ port, user, password, database }).filter(([, value]) => value !== undefined);
  const settings = { ...more, ...Object.fromEntries(given), address, timeout: `${timeout}ms` };
  const open = await OPEN[dialect]();
  return open(settings, options, signal);
}

function openerOf<Config>({ name, config, load }: DatabaseProbeType<Config>): Open {
  return async (settings, options, signal) => {
    const read = config.safeParse(settings);
    if (read.success) return (await load()).open(read.data, options, signal);
    const [issue] = read.error.issues;
    const field = issue?.path.join('.') || 'options';
    throw new ProbeError('misconfigured', `the settings of ${name}: ${field}: ${issue?.message}`);
  };
}

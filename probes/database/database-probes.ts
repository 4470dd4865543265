import type { ProbeType } from '../probe.ts';
import { mysql } from './mysql/mysql.ts';
import { sqlserver } from './sqlserver/sqlserver.ts';

/** Databases, and what a statement of your own asks of one. */
export const databaseProbes: readonly ProbeType[] = [mysql as ProbeType, sqlserver as ProbeType];

import type { ProbeType } from '../probe.ts';
import { sqlserver } from './sqlserver/sqlserver.ts';

/** Databases, and what a statement of your own asks of one. */
export const databaseProbes: readonly ProbeType[] = [sqlserver as ProbeType];

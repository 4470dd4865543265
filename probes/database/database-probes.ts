import type { ProbeType } from '../probe.ts';

/** Databases, and what a statement of your own asks of one. */
export const databaseProbes: readonly ProbeType[] = [];

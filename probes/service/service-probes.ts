import type { ProbeType } from '../probe.ts';

/** Servers between the database and the page. */
export const serviceProbes: readonly ProbeType[] = [];

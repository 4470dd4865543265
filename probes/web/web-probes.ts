import type { ProbeType } from '../probe.ts';

/** Pages, certificates and sites. */
export const webProbes: readonly ProbeType[] = [];

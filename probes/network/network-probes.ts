import type { ProbeType } from '../probe.ts';

/** Whether something answers, and how fast. */
export const networkProbes: readonly ProbeType[] = [];

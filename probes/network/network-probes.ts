import type { ProbeType } from '../probe.ts';
import { tcp } from './tcp/tcp.ts';

/** Whether something answers, and how fast. */
export const networkProbes: readonly ProbeType[] = [tcp];

import { cpu } from './host/cpu/cpu.ts';
import { disk } from './host/disk/disk.ts';
import { memory } from './host/memory/memory.ts';
import type { ProbeType } from './probe.ts';

/** Every probe there is, in the order in which they are shown. */
export const probeTypes: readonly ProbeType[] = [cpu, memory, disk];

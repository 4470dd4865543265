import { cpu } from './host/cpu/cpu.ts';
import { disk } from './host/disk/disk.ts';
import { diskio } from './host/diskio/diskio.ts';
import { fileDescriptors } from './host/file_descriptors/file-descriptors.ts';
import { load } from './host/load/load.ts';
import { memory } from './host/memory/memory.ts';
import { net } from './host/net/net.ts';
import { oom } from './host/oom/oom.ts';
import { pressure } from './host/pressure/pressure.ts';
import { sockets } from './host/sockets/sockets.ts';
import { swap } from './host/swap/swap.ts';
import { uptime } from './host/uptime/uptime.ts';
import type { ProbeType } from './probe.ts';

/** Every probe there is, in the order in which they are shown. */
export const probeTypes: readonly ProbeType[] = [
  cpu,
  load,
  memory,
  swap,
  disk,
  diskio,
  net,
  sockets,
  uptime,
  fileDescriptors,
  oom,
  pressure,
];

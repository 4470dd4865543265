import type { ProbeType } from '../probe.ts';
import { cpu } from './cpu/cpu.ts';
import { disk } from './disk/disk.ts';
import { diskio } from './diskio/diskio.ts';
import { fileDescriptors } from './file_descriptors/file-descriptors.ts';
import { files } from './files/files.ts';
import { inventory } from './inventory/inventory.ts';
import { load } from './load/load.ts';
import { logs } from './logs/logs.ts';
import { memory } from './memory/memory.ts';
import { net } from './net/net.ts';
import { ntp } from './ntp/ntp.ts';
import { oom } from './oom/oom.ts';
import { portable } from './portable/portable.ts';
import { pressure } from './pressure/pressure.ts';
import { processes } from './processes/processes.ts';
import { sensors } from './sensors/sensors.ts';
import { sockets } from './sockets/sockets.ts';
import { swap } from './swap/swap.ts';
import { systemd } from './systemd/systemd.ts';
import { topProcesses } from './top_processes/top-processes.ts';
import { uptime } from './uptime/uptime.ts';
import { watchedProcesses } from './watched_processes/watched-processes.ts';

/** What an agent measures on its own machine, in the order in which it is shown. */
export const hostProbes: readonly ProbeType[] = [
  cpu,
  load,
  memory,
  swap,
  disk,
  diskio,
  net,
  sockets,
  processes,
  topProcesses,
  watchedProcesses,
  uptime,
  fileDescriptors,
  oom,
  pressure,
  sensors,
  ntp,
  systemd,
  inventory,
  portable,
  logs,
  files,
];

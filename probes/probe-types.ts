import { databaseProbes } from './database/database-probes.ts';
import { cpu } from './host/cpu/cpu.ts';
import { disk } from './host/disk/disk.ts';
import { diskio } from './host/diskio/diskio.ts';
import { fileDescriptors } from './host/file_descriptors/file-descriptors.ts';
import { inventory } from './host/inventory/inventory.ts';
import { load } from './host/load/load.ts';
import { logs } from './host/logs/logs.ts';
import { memory } from './host/memory/memory.ts';
import { net } from './host/net/net.ts';
import { ntp } from './host/ntp/ntp.ts';
import { oom } from './host/oom/oom.ts';
import { portable } from './host/portable/portable.ts';
import { pressure } from './host/pressure/pressure.ts';
import { processes } from './host/processes/processes.ts';
import { sensors } from './host/sensors/sensors.ts';
import { sockets } from './host/sockets/sockets.ts';
import { swap } from './host/swap/swap.ts';
import { systemd } from './host/systemd/systemd.ts';
import { topProcesses } from './host/top_processes/top-processes.ts';
import { uptime } from './host/uptime/uptime.ts';
import { watchedProcesses } from './host/watched_processes/watched-processes.ts';
import { modbus } from './modbus/modbus.ts';
import { networkProbes } from './network/network-probes.ts';
import type { ProbeType } from './probe.ts';
import { serviceProbes } from './service/service-probes.ts';
import { snmp } from './snmp/snmp.ts';
import { ssh } from './ssh/ssh.ts';
import { webProbes } from './web/web-probes.ts';

/**
 * Every probe there is, by the folder below this one in which its own folder lies, and in the order in which they are
 * shown. Naming one loads no more than its settings and metrics: an agent that watches only its own machine stays small.
 */
export const probesByFolder: Readonly<Record<string, readonly ProbeType[]>> = {
  host: [
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
  ],
  '.': [snmp, ssh, modbus],
  database: databaseProbes,
  service: serviceProbes,
  web: webProbes,
  network: networkProbes,
};

export const probeTypes: readonly ProbeType[] = Object.values(probesByFolder).flat();

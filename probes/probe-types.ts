import { databaseProbes } from './database/database-probes.ts';
import { hostProbes } from './host/host-probes.ts';
import { modbus } from './modbus/modbus.ts';
import { networkProbes } from './network/network-probes.ts';
import type { ProbeType } from './probe.ts';
import { remoteFiles } from './remote_files/remote-files.ts';
import { serviceProbes } from './service/service-probes.ts';
import { snmp } from './snmp/snmp.ts';
import { ssh } from './ssh/ssh.ts';
import { webProbes } from './web/web-probes.ts';

/** Every probe there is, by the folder below this one in which its own folder lies, in the order in which they are shown. */
export const probesByFolder: Readonly<Record<string, readonly ProbeType[]>> = {
  host: hostProbes,
  '.': [snmp, ssh, modbus, remoteFiles],
  database: databaseProbes,
  service: serviceProbes,
  web: webProbes,
  network: networkProbes,
};

/**
 * All of them. Naming one loads no more than its settings and metrics, and an agent that watches only its own machine
 * does not even load those of the others: it takes `hostProbes`.
 */
export const probeTypes: readonly ProbeType[] = Object.values(probesByFolder).flat();

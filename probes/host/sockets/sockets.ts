import { join } from 'node:path';
import { columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Probe, ProbeType, Reading } from '#probes/probe.ts';
import { kernelFile } from '../kernel-file.ts';
import { pageBytes } from '../page-size.ts';
import { SocketsConfig } from './config.ts';
import { sockstat6Metrics, sockstatMetrics, tcpStateMetrics } from './metrics.ts';
import { countTcpStates } from './parse-net-tcp.ts';
import { parseSockstat, parseSockstat6 } from './parse-sockstat.ts';

/** How many sockets there are, and on request in which state the connections are. */
export const sockets: ProbeType<SocketsConfig> = {
  name: 'sockets',
  config: SocketsConfig,
  metrics: [...sockstatMetrics, ...sockstat6Metrics, ...tcpStateMetrics],
  platforms: ['linux'],
  every: { intervals: 1 },
  timeoutMs: 10_000,
  create: (config, { procPath }) => createSockets(config, procPath),
};

function createSockets(config: SocketsConfig, procPath: string): Probe {
  const sockstat = kernelFile(join(procPath, 'net', 'sockstat'), 512);
  const sockstat6 = kernelFile(join(procPath, 'net', 'sockstat6'), 512);
  const tcp = kernelFile(join(procPath, 'net', 'tcp'));
  const tcp6 = kernelFile(join(procPath, 'net', 'tcp6'));
  const columns = columnsOf(sockstatMetrics);
  const columns6 = columnsOf(sockstat6Metrics);
  const stateColumns = columnsOf(tcpStateMetrics);
  let bytesOfPage: number | undefined;

  return {
    async collect() {
      bytesOfPage ??= pageBytes(procPath);
      const readings: Reading[] = [];
      pushReadings(readings, columns, parseSockstat(sockstat.read(), bytesOfPage));
      const content6 = readIfThere(sockstat6.read);
      if (content6 !== undefined) pushReadings(readings, columns6, parseSockstat6(content6));
      if (config.tcpStates) pushReadings(readings, stateColumns, countStates());
      return { readings };
    },
    async close() {
      for (const file of [sockstat, sockstat6, tcp, tcp6]) file.close();
    },
  };

  function countStates(): Float64Array {
    const counts = new Float64Array(tcpStateMetrics.length);
    countTcpStates(tcp.read(), counts);
    const content6 = readIfThere(tcp6.read);
    if (content6 !== undefined) countTcpStates(content6, counts);
    return counts;
  }
}

/** Undefined on hosts without IPv6. */
function readIfThere(read: () => Buffer): Buffer | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

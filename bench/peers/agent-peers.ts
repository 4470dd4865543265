import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, type Peer, startPeer } from './peer.ts';

/** node_exporter with its default collectors; it measures when it is scraped. */
export async function startNodeExporter(): Promise<Peer> {
  const port = await freePort();
  return startPeer({
    program: 'prometheus-node-exporter',
    debianPackage: 'prometheus-node-exporter',
    args: () => [`--web.listen-address=127.0.0.1:${port}`],
    readyLine: (line) => (/[Ll]istening on/.test(line) ? line : undefined),
    url: `http://127.0.0.1:${port}/metrics`,
  });
}

/** collectd with the plugins that measure what our host probes measure, and none that writes. */
export async function startCollectd(intervalSeconds: number): Promise<Peer> {
  return startPeer({
    program: 'collectd',
    debianPackage: 'collectd-core',
    args(folder) {
      const file = join(folder, 'collectd.conf');
      writeFileSync(file, collectdConfiguration(folder, intervalSeconds));
      return ['-f', '-C', file];
    },
    readyLine: (line) => (/Initialization complete/.test(line) ? line : undefined),
  });
}

function collectdConfiguration(folder: string, intervalSeconds: number): string {
  const plugins = [
    'cpu',
    'df',
    'disk',
    'interface',
    'load',
    'memory',
    'processes',
    'protocols',
    'swap',
    'uptime',
    'vmem',
  ];
  return `
Interval ${intervalSeconds}
BaseDir "${folder}"
PIDFile "${folder}/collectd.pid"
LoadPlugin logfile
<Plugin logfile>
  LogLevel info
  File STDOUT
</Plugin>
${plugins.map((plugin) => `LoadPlugin ${plugin}`).join('\n')}
`;
}

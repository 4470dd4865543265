import { ensureDebianPackages } from '../../scripts/debian-install.ts';
import type { BenchOptions } from '../row.ts';
import { startInfluxdb } from './influxdb.ts';
import { startPresent } from './peer.ts';
import { startPrometheus } from './prometheus.ts';
import type { StorePeer } from './store-peer.ts';
import { startVictoriaMetrics } from './victoria-metrics.ts';

/** Every time-series database beside us that this machine can have; none when nobody asked for peers. */
export async function startStorePeers({ peers, say }: BenchOptions): Promise<StorePeer[]> {
  if (!peers) return [];
  await ensureDebianPackages({ purpose: 'bench', install: true, say });
  const starters = {
    'victoria-metrics': startVictoriaMetrics,
    influxd: startInfluxdb,
    prometheus: startPrometheus,
  };
  return startPresent(starters, say);
}

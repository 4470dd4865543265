import { existsSync } from 'node:fs';
import { columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Probe, ProbeType, Reading } from '#probes/probe.ts';
import { dbusClient, SYSTEM_BUS } from '../dbus.ts';
import { matchesAny } from '../name-patterns.ts';
import { SystemdConfig } from './config.ts';
import { systemdMetrics } from './metrics.ts';

const TIMEOUT_MS = 5_000;

/** Which units of systemd have failed, asked over the message bus without starting a program. */
export const systemd: ProbeType<SystemdConfig> = {
  name: 'systemd',
  config: SystemdConfig,
  metrics: systemdMetrics,
  platforms: ['linux'],
  every: { ms: 30_000 },
  timeoutMs: 2 * TIMEOUT_MS,
  create: (config) => createSystemd(config, SYSTEM_BUS),
};

/** Makes the probe; the path of the bus is another one in tests. */
export function createSystemd(config: SystemdConfig, busPath: string): Probe {
  const bus = dbusClient(busPath, TIMEOUT_MS);
  const columns = columnsOf(systemdMetrics);
  return {
    async collect() {
      if (!existsSync(busPath))
        return { readings: [], skipped: [{ what: 'systemd', why: `there is no message bus at ${busPath}` }] };
      const [units] = (await bus.call({
        destination: 'org.freedesktop.systemd1',
        path: '/org/freedesktop/systemd1',
        interface: 'org.freedesktop.systemd1.Manager',
        member: 'ListUnitsFiltered',
        body: [['failed']],
      })) as [[name: string, ...rest: unknown[]][]];
      const failed = units
        .map(([name]) => name)
        .filter((name) => !matchesAny(name, config.ignoreUnits))
        .sort();
      const readings: Reading[] = [];
      pushReadings(readings, columns, [failed.length]);
      return {
        readings,
        facts: [{ kind: 'text_state', key: 'systemd.failed_units', data: { units: failed } }],
      };
    },
    async close() {
      bus.close();
    },
  };
}

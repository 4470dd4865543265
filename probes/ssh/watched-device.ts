import type { Probe, ProbeOptions } from '../probe.ts';
import type { SshConfig } from './config.ts';
import { createDevice } from './device.ts';
import { takePool } from './worker/pool.ts';

/** The probe of one device; its session lives in the threads of this program. */
export function watchedDevice(config: SshConfig, options: ProbeOptions): Probe {
  const { pool, giveBack } = takePool();
  const device = createDevice(config, { ...options, pool, once: false });
  return {
    collect: (signal) => device.collect(signal),
    async close() {
      device.close();
      await giveBack();
    },
  };
}

/** File systems and interfaces, with the label values and values in the order of their metrics. */
export interface SlowReadings {
  disks: { labels: string[]; values: number[] }[];
  interfaces: { labels: string[]; values: number[] }[];
  skipped: { what: string; why: string }[];
}

/** Asks `systeminformation` for file systems and interfaces; what fails is named. */
export async function readSlowly(): Promise<SlowReadings> {
  const module = await import('systeminformation');
  const si = module.default ?? module;
  const skipped: { what: string; why: string }[] = [];
  const failed = (what: string) => (error: Error) => {
    skipped.push({ what, why: error.message });
    return [];
  };
  const disks = await si.fsSize().catch(failed('file systems'));
  const interfaces = await si.networkStats('*').catch(failed('interfaces'));
  return {
    disks: disks
      .filter(({ size }) => size > 0)
      .map((one) => ({
        labels: [one.mount, one.fs, one.type, one.rw === false ? 'ro' : 'rw'],
        values: [one.size, one.available, one.used, (100 * one.used) / (one.used + one.available)],
      })),
    interfaces: interfaces.map((one) => ({
      labels: [one.iface],
      values: [one.rx_bytes, one.rx_errors, one.rx_dropped, one.tx_bytes, one.tx_errors, one.tx_dropped],
    })),
    skipped,
  };
}

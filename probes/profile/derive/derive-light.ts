import type { DerivedValue } from './derive-ups.ts';
import { type KnownReadings, wordOf } from './known-readings.ts';

/** What most modules for one and ten gigabit can still read; modules that know better say so. */
const LEAST_DBM = -25;
/** A receiver without any light shows something below this. */
const DARK_DBM = -35;

/**
 * How much light a port has to spare. A port that is not connected has none, and that is no fault of its module: its
 * margin is "not read". Where a module belongs to no port that is known, darkness says the same.
 */
export function deriveLight(readings: KnownReadings): DerivedValue[] {
  const links = new Map(
    readings
      .all('net.link_state')
      .map(({ column, value }) => [column.labels.interface, wordOf('net.link_state', value)]),
  );
  return readings.all('optic.rx_dbm').map(({ column, value }): DerivedValue => {
    const port = column.labels.interface ?? '';
    const least = column.limits?.low ?? column.limits?.criticalLow ?? LEAST_DBM;
    const link = links.get(port);
    const isConnected = link === undefined ? value > DARK_DBM : link === 'up';
    const margin = isConnected ? Math.round((value - least) * 1_000) / 1_000 : Number.NaN;
    return { metric: 'optic.rx_margin_db', labels: [port], value: margin };
  });
}

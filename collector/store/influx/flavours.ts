import type { InfluxVersion } from '#collector/config/store-address.ts';
import type { InfluxAddress } from './address.ts';
import type { InfluxFlavour } from './flavour.ts';
import { influx1 } from './influx-1.ts';
import { influx2 } from './influx-2.ts';
import { influx3 } from './influx-3.ts';

const FLAVOURS: Record<InfluxVersion, (address: InfluxAddress) => InfluxFlavour> = {
  1: influx1,
  2: influx2,
  3: influx3,
};

/** How the version that the address names is spoken to. */
export function flavourOf(address: InfluxAddress): InfluxFlavour {
  return FLAVOURS[address.version](address);
}

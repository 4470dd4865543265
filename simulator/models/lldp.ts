import type { SimulatedObject } from '../snmp/object-table.ts';
import { object, scalars, table } from './column.ts';

/** What a device learns of the one at the other end of a cable. */
export interface Neighbour {
  /** Index of the own port. */
  localPort: number;
  chassis: Uint8Array;
  /** Name of the port at the other end. */
  port: string;
  portDescription: string;
  name: string;
  description: string;
  /** False while nothing is heard from there. */
  isHeard: () => boolean;
}

/** LLDP-MIB: the device itself, its ports, and its neighbours. */
export function lldpObjects(
  self: {
    chassis: Uint8Array;
    name: string;
    description: string;
    ports: readonly { index: number; name: string }[];
  },
  neighbours: readonly Neighbour[],
): SimulatedObject[] {
  const heard = <T extends string | number | Uint8Array>(pick: (neighbour: Neighbour) => T) => {
    return (neighbour: Neighbour) => () => (neighbour.isHeard() ? pick(neighbour) : undefined);
  };
  return [
    ...scalars('1.0.8802.1.1.2.1.3', {
      1: ['integer', macSubtype],
      2: ['octets', self.chassis],
      3: ['octets', self.name],
      4: ['octets', self.description],
    }),
    ...table('1.0.8802.1.1.2.1.3.7.1', self.ports, ({ index }) => index, {
      2: ['integer', () => interfaceNameSubtype],
      3: ['octets', ({ name }) => name],
      4: ['octets', ({ name }) => name],
    }),
    ...table<Neighbour>('1.0.8802.1.1.2.1.4.1.1', neighbours, ({ localPort }) => `0.${localPort}.1`, {
      4: ['integer', heard(() => macSubtype)],
      5: ['octets', heard(({ chassis }) => chassis)],
      6: ['integer', heard(() => interfaceNameSubtype)],
      7: ['octets', heard(({ port }) => port)],
      8: ['octets', heard(({ portDescription }) => portDescription)],
      9: ['octets', heard(({ name }) => name)],
      10: ['octets', heard(({ description }) => description)],
      11: ['octets', heard(() => bridge)],
      12: ['octets', heard(() => bridge)],
    }),
    object('1.0.8802.1.1.2.1.2.1.0', 'ticks', 0),
  ];
}

const macSubtype = 4;
const interfaceNameSubtype = 5;
/** Bit 2 of LldpSystemCapabilitiesMap. */
const bridge = Uint8Array.of(0x20);

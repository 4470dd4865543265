import type { SimulatedObject } from '../snmp/object-table.ts';
import { scalars } from './column.ts';

/** What every device says of itself. */
export interface SystemFacts {
  description: string;
  objectId: string;
  name: string;
  location: string;
  /** Since when it runs. */
  startedMs: () => number;
}

/** The group `system` of SNMPv2-MIB, and the clock that does not wrap. */
export function systemObjects({
  description,
  objectId,
  name,
  location,
  startedMs,
}: SystemFacts): SimulatedObject[] {
  return [
    ...scalars('1.3.6.1.2.1.1', {
      1: ['octets', description],
      2: ['oid', objectId],
      3: ['ticks', (nowMs) => Math.floor((nowMs - startedMs()) / 10) % 4_294_967_296],
      4: ['octets', 'operations desk'],
      5: ['octets', name],
      6: ['octets', location],
      7: ['integer', 72],
    }),
    ...scalars('1.3.6.1.6.3.10.2.1', {
      2: ['integer', 3],
      3: ['integer', (nowMs) => Math.floor((nowMs - startedMs()) / 1_000)],
    }),
  ];
}

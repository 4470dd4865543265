import type { SimulatedObject } from '../snmp/object-table.ts';
import type { Body } from './body.ts';
import { interfaceObjects } from './interfaces.ts';
import { lldpObjects } from './lldp.ts';
import { systemObjects } from './system.ts';

/** What is generic about any device with ports. */
export function networkObjects(body: Body, description: string, objectId: string): SimulatedObject[] {
  const startedMs = () => body.startedMs;
  const { name, location, mac, ports, neighbours } = body;
  return [
    ...systemObjects({ description, objectId, name, location, startedMs }),
    ...interfaceObjects(ports, startedMs),
    ...(neighbours.length > 0 ? lldpObjects({ chassis: mac, name, description, ports }, neighbours) : []),
  ];
}

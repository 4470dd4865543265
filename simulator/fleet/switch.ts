import { interfaceObjects } from '../models/interfaces.ts';
import { systemObjects } from '../models/system.ts';
import { PortLife } from '../models/traffic.ts';
import type { SimulatedObject } from '../snmp/object-table.ts';

export interface FleetSwitchOptions {
  ports: number;
  startedMs: number;
}

/** A plain access switch for measurements: system group and interface tables, all ports up and busy. */
export function fleetSwitch({ ports, startedMs }: FleetSwitchOptions): SimulatedObject[] {
  const started = () => startedMs;
  return [
    ...systemObjects({
      description: `Simulated access switch, ${ports} ports`,
      objectId: '1.3.6.1.4.1.8072.3.2.10',
      name: 'fleet',
      location: 'measurements',
      startedMs: started,
    }),
    ...interfaceObjects(
      Array.from({ length: ports }, (_, at) => ({
        index: at + 1,
        name: `GigabitEthernet1/0/${at + 1}`,
        alias: `desk ${at + 1}`,
        type: 6,
        mbps: 1_000,
        mac: Uint8Array.of(2, 0, 0x5e, 0xff, 0, at),
        life: new PortLife(
          {
            bytesInPerSecond: 40_000 + at * 1_117,
            bytesOutPerSecond: 90_000 + at * 2_203,
            packetBytes: 620,
            errorsPerDay: at % 16 === 0 ? 20 : 0,
            discardsPerDay: at % 8 === 0 ? 40 : 0,
          },
          startedMs,
        ),
      })),
      started,
    ),
  ];
}

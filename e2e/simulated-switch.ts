import { ObjectTable, type SimulatedObject } from '#simulator/snmp/object-table.ts';

/** A switch that a test may change while it is asked. */
export interface SwitchLife {
  celsius: number;
  /** What went into each port so far, by number of the port from 1; counters that a device forgets begin at 0. */
  bytesIn(port: number, nowMs: number): number | bigint;
  /** Since when it runs. */
  startedMs: number;
}

export interface SwitchOptions {
  name: string;
  ports?: number;
  /** False: a device of old, with 32-bit counters only. */
  isWide?: boolean;
}

/** What it gives as the limits of its temperature. */
export const SWITCH_LIMITS = { high: 68, critical: 78 };

const H3C = '1.3.6.1.4.1.25506';

/** A switch of H3C with ports, one processor and one sensor, which lives as `life` says. */
export function simulatedSwitch(
  { name, ports = 4, isWide = true }: SwitchOptions,
  life: SwitchLife,
): SimulatedObject[] {
  const numbers = Array.from({ length: ports }, (_, index) => index + 1);
  return [
    ...system(name, life),
    ...numbers.flatMap((port) => portObjects(port, life)),
    ...(isWide ? numbers.flatMap((port) => widePortObjects(port, life)) : []),
    ...parts(life),
  ];
}

/** A life in which every port takes in so many bytes a second. */
export function steadyLife(bytesPerSecond = 1_000): SwitchLife {
  const startedMs = Date.now() - 100_000_000;
  return {
    celsius: 45,
    startedMs,
    bytesIn: (port, nowMs) => Math.floor(((nowMs - startedMs) / 1_000) * bytesPerSecond * port),
  };
}

/** The table of a switch that lives steadily. */
export function steadySwitch(options: SwitchOptions): ObjectTable {
  return new ObjectTable(simulatedSwitch(options, steadyLife()));
}

function system(name: string, life: SwitchLife): SimulatedObject[] {
  const group = '1.3.6.1.2.1.1';
  const description = [
    'H3C Comware Platform Software, Software Version 7.1.070, Release 6312',
    'H3C S5130S-28S-EI',
    'Copyright (c) 2004-2022 New H3C Technologies Co., Ltd. All rights reserved.',
  ].join('\r\n');
  return [
    { oid: `${group}.1.0`, type: 'octets', value: description },
    { oid: `${group}.2.0`, type: 'oid', value: `${H3C}.1.1902` },
    { oid: `${group}.3.0`, type: 'ticks', at: (nowMs) => Math.floor((nowMs - life.startedMs) / 10) },
    { oid: `${group}.5.0`, type: 'octets', value: name },
    { oid: `${group}.6.0`, type: 'octets', value: 'B2 / rack 7' },
  ];
}

function portObjects(port: number, life: SwitchLife): SimulatedObject[] {
  const column = (number: number) => `1.3.6.1.2.1.2.2.1.${number}.${port}`;
  return [
    { oid: column(2), type: 'octets', value: portName(port) },
    { oid: column(5), type: 'gauge32', value: 1_000_000_000 },
    { oid: column(7), type: 'integer', value: 1 },
    { oid: column(8), type: 'integer', value: port === 3 ? 2 : 1 },
    {
      oid: column(10),
      type: 'counter32',
      at: (nowMs) => Number(BigInt(life.bytesIn(port, nowMs)) % 4_294_967_296n),
    },
    { oid: column(14), type: 'counter32', value: 0 },
    { oid: column(20), type: 'counter32', value: 0 },
  ];
}

function widePortObjects(port: number, life: SwitchLife): SimulatedObject[] {
  const column = (number: number) => `1.3.6.1.2.1.31.1.1.1.${number}.${port}`;
  return [
    { oid: column(1), type: 'octets', value: portName(port) },
    { oid: column(6), type: 'counter64', at: (nowMs) => life.bytesIn(port, nowMs) },
    { oid: column(15), type: 'gauge32', value: 1_000 },
    { oid: column(18), type: 'octets', value: port === 1 ? 'uplink' : '' },
  ];
}

function parts(life: SwitchLife): SimulatedObject[] {
  const entity = (column: number, part: number) => `1.3.6.1.2.1.47.1.1.1.1.${column}.${part}`;
  const state = (column: number, part: number) => `${H3C}.2.6.1.1.1.1.${column}.${part}`;
  return [
    { oid: entity(5, 1), type: 'integer', value: 3 },
    { oid: entity(7, 1), type: 'octets', value: 'S5130S-28S-EI' },
    { oid: entity(11, 1), type: 'octets', value: '219801A1E20123456789' },
    { oid: entity(13, 1), type: 'octets', value: 'S5130S-28S-EI' },
    { oid: entity(5, 8), type: 'integer', value: 9 },
    { oid: entity(7, 8), type: 'octets', value: 'Board' },
    { oid: entity(5, 50), type: 'integer', value: 8 },
    { oid: entity(7, 50), type: 'octets', value: 'Hotspot 1' },
    { oid: state(6, 8), type: 'integer', at: (nowMs) => 20 + (Math.floor(nowMs / 1_000) % 10) },
    { oid: state(7, 8), type: 'integer', value: 80 },
    { oid: state(8, 8), type: 'integer', value: 41 },
    { oid: state(12, 50), type: 'integer', at: () => life.celsius },
    { oid: state(13, 50), type: 'integer', value: SWITCH_LIMITS.high },
    { oid: state(17, 50), type: 'integer', value: SWITCH_LIMITS.critical },
  ];
}

function portName(port: number): string {
  return `GigabitEthernet1/0/${port}`;
}

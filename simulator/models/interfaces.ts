import type { SimulatedObject } from '../snmp/object-table.ts';
import { scalars, table } from './column.ts';
import type { PortLife } from './traffic.ts';

/** A port of a device. */
export interface Port {
  index: number;
  name: string;
  alias: string;
  /** IANA number: 6 ethernet, 56 fibre channel, 53 virtual, 24 loopback. */
  type: number;
  mbps: number;
  mac: Uint8Array;
  /** Shut by people. */
  shut?: boolean;
  life: PortLife;
}

const low32 = (value: number) => value % 4_294_967_296;

/** IF-MIB: ifTable and ifXTable, all columns that switches fill. */
export function interfaceObjects(ports: readonly Port[], startedMs: () => number): SimulatedObject[] {
  const oper = ({ shut, life }: Port) => (shut || !life.isUp ? 2 : 1);
  const changed = ({ life }: Port) => Math.max(0, Math.floor((life.changedMs - startedMs()) / 10));
  const speed = (port: Port) => (oper(port) === 1 ? port.mbps : 0);
  return [
    ...scalars('1.3.6.1.2.1.2', { 1: ['integer', ports.length] }),
    ...table<Port>('1.3.6.1.2.1.2.2.1', ports, indexOf, {
      1: ['integer', ({ index }) => index],
      2: ['octets', ({ name }) => name],
      3: ['integer', ({ type }) => type],
      4: ['integer', () => 1_500],
      5: ['gauge32', (port) => () => Math.min(speed(port) * 1_000_000, 4_294_967_295)],
      6: ['octets', ({ mac }) => mac],
      7: ['integer', ({ shut }) => (shut ? 2 : 1)],
      8: ['integer', (port) => () => oper(port)],
      9: ['ticks', (port) => () => changed(port)],
      10: [
        'counter32',
        ({ life }) =>
          (nowMs) =>
            low32(life.bytesIn(nowMs)),
      ],
      11: [
        'counter32',
        ({ life }) =>
          (nowMs) =>
            low32(life.packetsIn(nowMs)),
      ],
      13: [
        'counter32',
        ({ life }) =>
          (nowMs) =>
            low32(life.discards(nowMs)),
      ],
      14: [
        'counter32',
        ({ life }) =>
          (nowMs) =>
            low32(life.errors(nowMs)),
      ],
      15: ['counter32', () => 0],
      16: [
        'counter32',
        ({ life }) =>
          (nowMs) =>
            low32(life.bytesOut(nowMs)),
      ],
      17: [
        'counter32',
        ({ life }) =>
          (nowMs) =>
            low32(life.packetsOut(nowMs)),
      ],
      19: [
        'counter32',
        ({ life }) =>
          (nowMs) =>
            low32(life.discards(nowMs)),
      ],
      20: ['counter32', () => 0],
    }),
    ...table<Port>('1.3.6.1.2.1.31.1.1.1', ports, indexOf, {
      1: ['octets', ({ name }) => name],
      2: [
        'counter32',
        ({ life }) =>
          (nowMs) =>
            low32(Math.floor(life.packetsIn(nowMs) / 80)),
      ],
      3: [
        'counter32',
        ({ life }) =>
          (nowMs) =>
            low32(Math.floor(life.packetsIn(nowMs) / 200)),
      ],
      4: [
        'counter32',
        ({ life }) =>
          (nowMs) =>
            low32(Math.floor(life.packetsOut(nowMs) / 80)),
      ],
      5: [
        'counter32',
        ({ life }) =>
          (nowMs) =>
            low32(Math.floor(life.packetsOut(nowMs) / 200)),
      ],
      6: [
        'counter64',
        ({ life }) =>
          (nowMs) =>
            life.bytesIn(nowMs),
      ],
      7: [
        'counter64',
        ({ life }) =>
          (nowMs) =>
            life.packetsIn(nowMs),
      ],
      8: [
        'counter64',
        ({ life }) =>
          (nowMs) =>
            Math.floor(life.packetsIn(nowMs) / 80),
      ],
      9: [
        'counter64',
        ({ life }) =>
          (nowMs) =>
            Math.floor(life.packetsIn(nowMs) / 200),
      ],
      10: [
        'counter64',
        ({ life }) =>
          (nowMs) =>
            life.bytesOut(nowMs),
      ],
      11: [
        'counter64',
        ({ life }) =>
          (nowMs) =>
            life.packetsOut(nowMs),
      ],
      12: [
        'counter64',
        ({ life }) =>
          (nowMs) =>
            Math.floor(life.packetsOut(nowMs) / 80),
      ],
      13: [
        'counter64',
        ({ life }) =>
          (nowMs) =>
            Math.floor(life.packetsOut(nowMs) / 200),
      ],
      14: ['integer', () => 1],
      15: ['gauge32', (port) => () => speed(port)],
      16: ['integer', () => 2],
      17: ['integer', () => 1],
      18: ['octets', ({ alias }) => alias],
      19: ['ticks', () => 0],
    }),
  ];
}

function indexOf({ index }: Port): number {
  return index;
}

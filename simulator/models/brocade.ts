/* Fibre-channel switches with Fabric OS: SW-MIB and FA-EXT-MIB. */
import type { SimulatedObject } from '../snmp/object-table.ts';
import { type Body, innerCelsius, percent } from './body.ts';
import { scalars, table } from './column.ts';
import type { Port } from './interfaces.ts';
import { networkObjects } from './network.ts';

const root = '1.3.6.1.4.1.1588.2.1.1.1';
const low32 = (value: number) => value % 4_294_967_296;

export function brocadeSwitch(body: Body, model: string): SimulatedObject[] {
  const wwn = [0x10, 0, ...body.mac];
  const fibre = body.ports.filter(({ type }) => type === 56);
  const number = ({ index }: Port) => index - fibre[0]!.index + 1;
  const optic = (port: Port) => body.optics.find((one) => one.port === port.index);
  // Transmitted words of four bytes, as the counter of the MIB has them.
  const words = (bytes: (nowMs: number) => number) => (nowMs: number) => low32(Math.floor(bytes(nowMs) / 4));
  return [
    ...networkObjects(body, model, '1.3.6.1.4.1.1588.2.1.1.1'),
    ...scalars(`${root}.1`, {
      6: ['octets', 'v8.2.1c'],
      7: ['integer', 1],
      8: ['integer', 1],
      10: ['octets', body.serial],
      21: ['integer', sensorsOf(body).length],
    }),
    ...scalars(`${root}.26`, {
      1: ['integer', (nowMs) => percent(0.05 + 0.25 * body.load(nowMs))],
      6: ['integer', (nowMs) => percent(body.memory(nowMs))],
    }),
    ...table<Sensor>(`${root}.1.22.1`, sensorsOf(body), ({ index }) => index, {
      1: ['integer', ({ index }) => index],
      2: ['integer', ({ kind }) => kind],
      3: [
        'integer',
        ({ part }) =>
          () =>
            !part ? 4 : !part.present ? 6 : part.ok ? 4 : 3,
      ],
      4: ['integer', ({ value }) => value],
      5: ['octets', ({ name }) => name],
    }),
    ...table<Port>(`${root}.6.2.1`, fibre, number, {
      1: ['integer', number],
      2: ['integer', () => 7],
      3: [
        'integer',
        ({ life }) =>
          () =>
            life.isUp ? 6 : 4,
      ],
      4: [
        'integer',
        ({ life }) =>
          () =>
            life.isUp ? 1 : 2,
      ],
      5: ['integer', ({ shut }) => (shut ? 2 : 1)],
      6: [
        'integer',
        ({ life }) =>
          () =>
            life.isUp ? 1 : 2,
      ],
      11: ['counter32', ({ life }) => words((nowMs) => life.bytesOut(nowMs))],
      12: ['counter32', ({ life }) => words((nowMs) => life.bytesIn(nowMs))],
      13: [
        'counter32',
        ({ life }) =>
          (nowMs) =>
            low32(life.packetsOut(nowMs)),
      ],
      14: [
        'counter32',
        ({ life }) =>
          (nowMs) =>
            low32(life.packetsIn(nowMs)),
      ],
      22: [
        'counter32',
        ({ life }) =>
          (nowMs) =>
            life.errors(nowMs),
      ],
      26: [
        'counter32',
        ({ life }) =>
          (nowMs) =>
            life.errors(nowMs) * 3,
      ],
      28: ['counter32', () => 0],
      35: ['integer', () => 5],
      36: ['octets', ({ alias }) => alias],
    }),
    ...table<Port>(
      `${root}.28.1.1`,
      fibre.filter(optic),
      (port) => `16.${wwn.join('.')}.0.0.0.0.0.0.0.0.${number(port)}`,
      {
        1: ['octets', () => (nowMs) => `${innerCelsius(body, 11)(nowMs)}     `],
        2: ['octets', () => '3290.1 '],
        3: ['octets', () => '6.722  '],
        4: ['octets', (port) => () => `${optic(port)!.rxDbm.toFixed(1)}   `],
        5: ['octets', (port) => () => `${optic(port)!.txDbm.toFixed(1)}   `],
      },
    ),
  ];
}

interface Sensor {
  index: number;
  /** 1 temperature, 2 fan, 3 power supply. */
  kind: number;
  name: string;
  value: (nowMs: number) => number;
  part?: { ok: boolean; present: boolean };
}

function sensorsOf(body: Body): Sensor[] {
  const rows: Omit<Sensor, 'index'>[] = [
    { kind: 1, name: 'SLOT #0: TEMP #1', value: innerCelsius(body, 13) },
    { kind: 1, name: 'SLOT #0: TEMP #2', value: innerCelsius(body, 9) },
    ...body.fans.map((part, at) => ({
      kind: 2,
      name: `FAN #${at + 1}`,
      part,
      value: (nowMs: number) => (part.ok ? 5_600 + Math.round(900 * body.load(nowMs)) : 0),
    })),
    ...body.supplies.map((part, at) => ({
      kind: 3,
      name: `Power Supply #${at + 1}`,
      part,
      value: () => (part.ok ? 1 : 0),
    })),
  ];
  return rows.map((row, at) => ({ ...row, index: at + 1 }));
}

/* Precision air conditioners with an IntelliSlot card: LIEBERT-GP-ENVIRONMENTAL-MIB and -CONDITIONS-MIB. */
import type { SimulatedObject } from '../snmp/object-table.ts';
import type { Body } from './body.ts';
import { object, scalars, table } from './column.ts';
import { systemObjects } from './system.ts';

/** What a unit measures of itself. */
export interface CoolingFigures {
  isOn: boolean;
  hasAlarm: boolean;
  returnCelsius: number;
  supplyCelsius: number;
  humidity: number;
  setpointCelsius: number;
  /** Shares, 0 to 1. */
  capacity: number;
  fan: number;
}

const env = '1.3.6.1.4.1.476.1.42.3.4';
const conditions = '1.3.6.1.4.1.476.1.42.3.2';
const yes = 1;
const no = 2;

export function liebertCooling(
  body: Body,
  at: (nowMs: number) => CoolingFigures,
  model: string,
): SimulatedObject[] {
  const { name, location } = body;
  const temperatures = [
    { index: 1, kind: '1.1.1', celsius: (nowMs: number) => at(nowMs).returnCelsius, high: 30, low: 15 },
    { index: 3, kind: '1.1.2', celsius: (nowMs: number) => at(nowMs).returnCelsius, high: 30, low: 15 },
    { index: 2, kind: '1.1.3', celsius: (nowMs: number) => at(nowMs).supplyCelsius, high: 26, low: 8 },
  ];
  return [
    ...systemObjects({
      description: 'Uninitialized',
      objectId: '1.3.6.1.4.1.476.1.42',
      name,
      location,
      startedMs: () => body.startedMs,
    }),
    ...scalars('1.3.6.1.4.1.476.1.42.2.1', {
      1: ['octets', 'Liebert Corporation'],
      2: ['octets', 'IntelliSlot Web Card'],
      3: ['octets', '4.090.0'],
      4: ['octets', body.serial],
    }),
    ...table('1.3.6.1.4.1.476.1.42.2.4.2.1', [1], (row) => row, {
      1: ['integer', (row) => row],
      2: ['oid', () => '1.3.6.1.4.1.476.1.42.4.3.20'],
      3: ['octets', () => 'Liebert Corporation'],
      4: ['octets', () => model],
    }),
    ...scalars(conditions, { 2: ['gauge32', (nowMs) => (at(nowMs).hasAlarm ? 1 : 0)] }),
    object(`${conditions}.3.1.2.1`, 'oid', (nowMs) =>
      at(nowMs).hasAlarm ? '1.3.6.1.4.1.476.1.42.3.2.7.1.33' : undefined,
    ),
    ...table(`${env}.1.3.3.1`, temperatures, ({ index }) => index, {
      1: ['gauge32', ({ index }) => index],
      2: ['oid', ({ kind }) => `${env}.${kind}`],
      3: [
        'integer',
        ({ celsius }) =>
          (nowMs) =>
            Math.round(celsius(nowMs)),
      ],
      4: ['integer', ({ high }) => high],
      5: ['integer', ({ low }) => low],
      6: ['integer', ({ index }) => (index === 1 ? (nowMs) => at(nowMs).setpointCelsius : undefined)],
      50: [
        'integer',
        ({ celsius }) =>
          (nowMs) =>
            Math.round(celsius(nowMs) * 10),
      ],
    }),
    ...table(`${env}.2.2.3.1`, [1], (row) => row, {
      1: ['gauge32', (row) => row],
      2: ['oid', () => `${env}.2.1.1`],
      3: ['integer', () => (nowMs) => Math.round(at(nowMs).humidity)],
      4: ['integer', () => 70],
      5: ['integer', () => 30],
      6: ['integer', () => 50],
    }),
    ...scalars(`${env}.3`, {
      1: ['integer', (nowMs) => (at(nowMs).isOn ? 1 : 2)],
      2: ['integer', (nowMs) => (at(nowMs).isOn && at(nowMs).capacity > 0.02 ? yes : no)],
      3: ['integer', no],
      4: ['integer', no],
      5: ['integer', no],
      7: ['integer', (nowMs) => (at(nowMs).isOn ? yes : no)],
      8: ['integer', (nowMs) => (at(nowMs).hasAlarm ? yes : no)],
      9: ['gauge32', (nowMs) => Math.round(at(nowMs).capacity * 100)],
      10: ['gauge32', 0],
      16: ['gauge32', (nowMs) => Math.round(at(nowMs).fan * 100)],
    }),
  ];
}

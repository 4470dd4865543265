/* UPS cards: UPS-MIB (RFC 1628), XPPC-MIB (935) and the tree of Emerson (13400). */
import type { SimulatedObject } from '../snmp/object-table.ts';
import type { Body } from './body.ts';
import { object, scalars, table } from './column.ts';
import { systemObjects } from './system.ts';

/** What a UPS measures of itself. */
export interface UpsFigures {
  mode: 'normal' | 'battery' | 'bypass' | 'off';
  charge: number;
  runtimeMinutes: number;
  secondsOnBattery: number;
  inputVolts: number;
  outputVolts: number;
  loadShare: number;
  watts: number;
  batteryVolts: number;
  batteryCelsius: number;
}

export interface UpsFacts {
  model: string;
  phases: 1 | 3;
}

/** The card asks the UPS now and then, and tells what it heard last. */
export type UpsAt = (nowMs: number) => UpsFigures;

export function rfc1628Ups(body: Body, at: UpsAt, facts: UpsFacts): SimulatedObject[] {
  return [...card(body, `${facts.model} SNMP card`, '1.3.6.1.2.1.33'), ...rfc1628Objects(at, facts)];
}

/** UPS-MIB. */
export function rfc1628Objects(at: UpsAt, { model, phases }: UpsFacts): SimulatedObject[] {
  const root = '1.3.6.1.2.1.33.1';
  const source = { normal: 3, battery: 5, bypass: 4, off: 2 } as const;
  const lines = Array.from({ length: phases }, (_, line) => line + 1);
  const alarms = alarmsOf(at);
  const lineVolts = (volts: number, line: number) =>
    Math.round(volts === 0 ? 0 : volts + [0, 1, -1][line - 1]!);
  return [
    ...scalars(`${root}.1`, {
      1: ['octets', 'Santak'],
      2: ['octets', model],
      3: ['octets', '1.08'],
      4: ['octets', '2.31'],
      5: ['octets', model],
    }),
    ...scalars(`${root}.2`, {
      1: ['integer', (nowMs) => batteryStatus(at(nowMs), [2, 3, 4])],
      2: ['integer', (nowMs) => Math.floor(at(nowMs).secondsOnBattery)],
      3: ['integer', (nowMs) => Math.floor(at(nowMs).runtimeMinutes)],
      4: ['integer', (nowMs) => Math.round(at(nowMs).charge * 100)],
      5: ['integer', (nowMs) => Math.round(at(nowMs).batteryVolts * 10)],
      6: [
        'integer',
        (nowMs) =>
          at(nowMs).mode === 'battery' ? Math.round((at(nowMs).watts / at(nowMs).batteryVolts) * 10) : 0,
      ],
      7: ['integer', (nowMs) => Math.round(at(nowMs).batteryCelsius)],
    }),
    ...scalars(`${root}.3`, { 1: ['counter32', 4], 2: ['integer', phases] }),
    ...table(`${root}.3.3.1`, lines, (line) => line, {
      2: ['integer', () => (nowMs) => (at(nowMs).inputVolts === 0 ? 0 : 500)],
      3: ['integer', (line) => (nowMs) => lineVolts(at(nowMs).inputVolts, line)],
      4: ['integer', () => (nowMs) => Math.round((at(nowMs).watts / phases / 220) * 10)],
    }),
    ...scalars(`${root}.4`, {
      1: ['integer', (nowMs) => source[at(nowMs).mode]],
      2: ['integer', (nowMs) => (at(nowMs).mode === 'off' ? 0 : 500)],
      3: ['integer', phases],
    }),
    ...table(`${root}.4.4.1`, lines, (line) => line, {
      2: ['integer', (line) => (nowMs) => lineVolts(at(nowMs).outputVolts, line)],
      3: ['integer', () => (nowMs) => Math.round((at(nowMs).watts / phases / 220) * 10)],
      4: ['integer', () => (nowMs) => Math.round(at(nowMs).watts / phases)],
      5: ['integer', (line) => (nowMs) => Math.round(at(nowMs).loadShare * 100) + (line - 1)],
    }),
    ...scalars(`${root}.6`, { 1: ['gauge32', (nowMs) => alarms.filter(({ isOn }) => isOn(nowMs)).length] }),
    ...alarms.map(({ number, isOn }) =>
      object(`${root}.6.2.1.2.${number}`, 'oid', (nowMs) =>
        isOn(nowMs) ? `${root}.6.3.${number}` : undefined,
      ),
    ),
  ];
}

/** Well-known alarms of UPS-MIB: on battery, battery low, overload, on bypass. */
function alarmsOf(at: UpsAt): { number: number; isOn: (nowMs: number) => boolean }[] {
  return [
    { number: 2, isOn: (nowMs) => at(nowMs).mode === 'battery' },
    { number: 3, isOn: (nowMs) => at(nowMs).mode === 'battery' && at(nowMs).charge < 0.2 },
    { number: 8, isOn: (nowMs) => at(nowMs).loadShare > 1 },
    { number: 9, isOn: (nowMs) => at(nowMs).mode === 'bypass' },
  ];
}

/** Normal, low, depleted in the numbers of a MIB. */
function batteryStatus(
  { charge }: UpsFigures,
  [normal, low, depleted]: readonly [number, number, number],
): number {
  return charge > 0.2 ? normal : charge > 0.01 ? low : depleted;
}

export function xppcUps(
  body: Body,
  at: UpsAt,
  facts: UpsFacts,
  room: (nowMs: number) => { celsius: number; humidity: number },
): SimulatedObject[] {
  const root = '1.3.6.1.4.1.935.1.1.1';
  const output = { normal: 2, battery: 3, bypass: 6, off: 5 } as const;
  return [
    ...card(body, 'Net Agent', '1.3.6.1.4.1.935.1.1.1'),
    ...scalars(`${root}.1`, {
      '1.1': ['octets', facts.model],
      '2.1': ['octets', '3.5.C'],
      '2.3': ['octets', body.serial],
    }),
    ...scalars(`${root}.2`, {
      '1.1': ['integer', (nowMs) => batteryStatus(at(nowMs), [2, 3, 3])],
      '1.2': ['integer', (nowMs) => Math.floor(at(nowMs).secondsOnBattery)],
      '2.1': ['integer', (nowMs) => Math.round(at(nowMs).charge * 100)],
      '2.2': ['integer', (nowMs) => Math.round(at(nowMs).batteryVolts * 10)],
      '2.3': ['integer', (nowMs) => Math.round(at(nowMs).batteryCelsius * 10)],
      '2.4': ['integer', (nowMs) => Math.floor(at(nowMs).runtimeMinutes * 60)],
      '2.5': ['integer', 1],
    }),
    ...scalars(`${root}.3`, {
      '2.1': ['integer', (nowMs) => Math.round(at(nowMs).inputVolts * 10)],
      '2.4': ['integer', (nowMs) => (at(nowMs).inputVolts === 0 ? 0 : 500)],
    }),
    ...scalars(`${root}.4`, {
      '1.1': ['integer', (nowMs) => output[at(nowMs).mode]],
      '2.1': ['integer', (nowMs) => Math.round(at(nowMs).outputVolts * 10)],
      '2.2': ['integer', (nowMs) => (at(nowMs).mode === 'off' ? 0 : 500)],
      '2.3': ['integer', (nowMs) => Math.round(at(nowMs).loadShare * 100)],
    }),
    ...scalars(`${root}.9`, {
      '1.1': ['integer', (nowMs) => Math.round(room(nowMs).celsius)],
      '1.2': ['integer', (nowMs) => Math.round(room(nowMs).humidity)],
      '1.3': ['integer', 1],
      '1.4': ['integer', 1],
    }),
  ];
}

export function emersonUps(body: Body, at: UpsAt, facts: UpsFacts): SimulatedObject[] {
  const root = '1.3.6.1.4.1.13400.2.1';
  const output = { normal: 3, battery: 5, bypass: 4, off: 2 } as const;
  return [
    ...card(body, 'UPS Web/SNMP Agent, Emerson Network Power Co., Ltd.', root),
    ...scalars(`${root}.2.1`, {
      '1.1': ['octets', facts.model],
      '1.2': ['octets', body.name],
      '2.1': ['octets', '1.20'],
    }),
    ...scalars(`${root}.3.1`, {
      '2.1.1': ['integer', (nowMs) => batteryStatus(at(nowMs), [2, 3, 3])],
      '2.2.1': ['integer', (nowMs) => Math.round(at(nowMs).charge * 100)],
      '2.2.2': ['integer', (nowMs) => Math.round(at(nowMs).batteryVolts * 10)],
      '3.2.1': ['integer', (nowMs) => Math.round(at(nowMs).inputVolts * 10)],
      '3.2.6': ['integer', (nowMs) => (at(nowMs).inputVolts === 0 ? 0 : 500)],
      '4.1.1': ['integer', (nowMs) => output[at(nowMs).mode]],
      '4.2.1': ['integer', (nowMs) => Math.round(at(nowMs).outputVolts * 10)],
      '4.2.2': ['integer', (nowMs) => (at(nowMs).mode === 'off' ? 0 : 500)],
      '4.2.3': ['integer', (nowMs) => Math.round(at(nowMs).loadShare * 100)],
    }),
  ];
}

function card(body: Body, description: string, objectId: string): SimulatedObject[] {
  const { name, location } = body;
  return systemObjects({ description, objectId, name, location, startedMs: () => body.startedMs });
}

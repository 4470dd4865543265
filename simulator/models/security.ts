/* Firewalls and other security gear, each in the few objects by which its make is known. */
import type { SimulatedObject } from '../snmp/object-table.ts';
import { type Body, innerCelsius, type Part, percent } from './body.ts';
import { scalars, table } from './column.ts';
import { hostObjects } from './host-resources.ts';
import { networkObjects } from './network.ts';

/** Percent of the processor, and so on, as functions of time. */
function figuresOf(body: Body, mostSessions: number) {
  return {
    cpu: (nowMs: number) => percent(0.05 + 0.6 * body.load(nowMs)),
    memory: (nowMs: number) => percent(body.memory(nowMs)),
    sessions: (nowMs: number) => Math.round(mostSessions * 0.6 * body.load(nowMs)),
    rate: (nowMs: number) => Math.round((mostSessions * body.load(nowMs)) / 150),
  };
}

export function topsec(body: Body): SimulatedObject[] {
  const { cpu, memory, sessions, rate } = figuresOf(body, 800_000);
  return [
    ...networkObjects(
      body,
      'Topsec NGFW4000-UF(TG-52216) Software Version V3.3.005',
      '1.3.6.1.4.1.14331.1.4',
    ),
    ...scalars('1.3.6.1.4.1.14331.5.5.1.3', {
      1: ['octets', body.serial],
      2: ['octets', 'NGFW4000-UF(TG-52216)'],
      5: ['octets', '3.3.005.091'],
    }),
    ...scalars('1.3.6.1.4.1.14331.5.5.1.4', {
      1: ['octets', 'MASTER'],
      5: ['integer', cpu],
      6: ['integer', memory],
      9: ['integer', sessions],
      10: ['integer', rate],
    }),
  ];
}

export function hillstone(body: Body): SimulatedObject[] {
  const { cpu, sessions } = figuresOf(body, 1_000_000);
  const state =
    ({ part }: { part: Part }) =>
    () =>
      !part.present ? 1 : part.ok ? 0 : 3;
  return [
    ...networkObjects(body, 'Hillstone Security Appliance SG-6000-E2860', '1.3.6.1.4.1.28557.1.108'),
    ...scalars('1.3.6.1.4.1.28557.2.2.1', {
      1: ['octets', body.serial],
      2: ['octets', 'Version 5.5 SG6000-M-3-5.5R8P3'],
      3: ['gauge32', cpu],
      4: ['gauge32', 8_388_608],
      5: ['gauge32', (nowMs) => Math.round(8_388_608 * body.memory(nowMs))],
      7: ['gauge32', sessions],
      8: ['integer', 0],
    }),
    ...table(
      '1.3.6.1.4.1.28557.2.28.1.2.1',
      ['CPU temperature', 'Board temperature'],
      (name) => name.length,
      {
        2: ['octets', (name) => name],
        3: ['gauge32', (name) => innerCelsius(body, name.startsWith('CPU') ? 24 : 13)],
      },
    ),
    ...table('1.3.6.1.4.1.28557.2.27.1.2.1', numbered(body.supplies), ({ at }) => at, {
      2: ['octets', ({ part }) => part.name],
      3: ['integer', state],
    }),
    ...table('1.3.6.1.4.1.28557.2.26.1.2.1', numbered(body.fans), ({ at }) => at, {
      2: ['octets', ({ part }) => part.name],
      3: ['integer', () => 1],
      4: ['gauge32', () => 0],
      5: ['integer', state],
    }),
  ];
}

export function venustech(body: Body): SimulatedObject[] {
  const { memory, sessions } = figuresOf(body, 200_000);
  const cpu = (nowMs: number) => (5 + 60 * body.load(nowMs)).toFixed(6);
  return [
    ...networkObjects(body, 'VENUS VSOS-V0600R0812B20210316', '1.3.6.1.4.1.15227.1.3.1'),
    ...scalars('1.3.6.1.4.1.15227.1.3.1.1', {
      1: ['octets', (nowMs) => `cpu-usage: ${cpu(nowMs)}%`],
      2: ['octets', (nowMs) => `memory-usage: ${memory(nowMs)}%`],
      3: ['octets', (nowMs) => `session-num: ${sessions(nowMs)}`],
      6: ['octets', 'memory-total: 8161204 kB'],
      7: ['octets', (nowMs) => `memory-free: ${Math.round(8_161_204 * (1 - body.memory(nowMs)))} kB`],
    }),
  ];
}

export function legendsec(body: Body): SimulatedObject[] {
  const { cpu, memory, sessions } = figuresOf(body, 60_000);
  return [
    ...networkObjects(body, 'NSG5000-TGSHWM', '1.3.6.1.4.1.32328.1.1'),
    ...scalars('1.3.6.1.4.1.32328.6.1.10', {
      '1.2': ['integer', cpu],
      '2.2': ['integer', 31],
      '3.2': ['integer', memory],
    }),
    ...scalars('1.3.6.1.4.1.32328.6', {
      '1.8': ['integer', innerCelsius(body, 15)],
      '2.1.2': ['integer', sessions],
    }),
  ];
}

export function leadsec(body: Body): SimulatedObject[] {
  const { cpu } = figuresOf(body, 0);
  return [
    ...networkObjects(body, 'FIREWALL', '1.3.6.1.4.1.9833.1.1.1'),
    ...scalars('1.3.6.1.4.1.9833.1.3', {
      2: ['octets', 'V6000-F4310'],
      3: ['octets', body.serial],
      5: ['octets', 'V3.0'],
    }),
    ...table('1.3.6.1.4.1.9833.1.4.1.1', [1], (row) => row, {
      4: ['integer', () => (nowMs: number) => 100 - cpu(nowMs)],
    }),
    ...scalars('1.3.6.1.4.1.9833.1.4.2', {
      5: ['integer', 4_046_848],
      6: ['integer', (nowMs) => Math.round(4_046_848 * (1 - body.memory(nowMs)))],
    }),
  ];
}

export function dptech(body: Body): SimulatedObject[] {
  const { cpu, memory, sessions } = figuresOf(body, 500_000);
  const state =
    ({ part }: { part: Part }) =>
    () =>
      part.ok ? 0 : 1;
  const root = '1.3.6.1.4.1.31648.3';
  return [
    ...networkObjects(
      body,
      'ADX3000-GA Product Version S211C013, Conplat Platform Software',
      '1.3.6.1.4.1.31648.1.6020',
    ),
    ...scalars(root, {
      3: ['octets', 'S211C013D002'],
      10: ['integer', 8_192],
      14: ['octets', body.serial],
      '15.3': ['integer', cpu],
      '15.4': ['integer', innerCelsius(body, 20)],
      '15.5': ['integer', memory],
      '15.8': ['integer', innerCelsius(body, 12)],
      '15.9': ['integer', sessions],
    }),
    ...table(`${root}.15.11.1`, numbered(body.supplies), ({ at }) => at, { 3: ['integer', state] }),
    ...table(`${root}.15.12.1`, numbered(body.fans), ({ at }) => at, { 3: ['integer', state] }),
  ];
}

export function nsfocus(body: Body, model: string): SimulatedObject[] {
  const { cpu, memory } = figuresOf(body, 0);
  return [
    ...networkObjects(body, model, '1.3.6.1.4.1.19849'),
    ...scalars('1.3.6.1.4.1.19849.6', {
      '1.1': ['octets', model],
      '1.2': ['octets', body.serial],
      '1.4': ['octets', 'V6.0R07F04'],
      '2.2': ['integer', cpu],
      '2.3': ['integer', memory],
      '2.5': ['integer', 44],
    }),
  ];
}

export function sangfor(body: Body, model: string): SimulatedObject[] {
  const { cpu, sessions } = figuresOf(body, 50_000);
  const quoted = (text: string) => `"${text}"`;
  return [
    ...networkObjects(body, `Linux ${model} 2.6.30 #1 SMP x86_64`, '1.3.6.1.4.1.35047'),
    ...scalars('1.3.6.1.4.1.35047', {
      '1.3': ['integer', cpu],
      '1.12': ['integer', 1],
      '1.13.3': ['octets', (nowMs) => quoted(`${Math.round(8_012_000 * (1 - body.memory(nowMs)))}kB`)],
      '1.13.4': ['octets', quoted('8012000kB')],
      '2.2.1': ['integer', sessions],
    }),
    ...table('1.3.6.1.4.1.35047.1.5.1', ['/', '/virus', '/wnslog'], (path) => path.length, {
      2: ['octets', quoted],
      3: ['octets', () => quoted('20G')],
      4: ['octets', () => quoted('5G')],
      6: ['octets', (path) => quoted(`${20 + path.length}%`)],
    }),
  ];
}

/** A gateway of a make that fills none but the common MIBs. */
export function plainGateway(body: Body, description: string, objectId: string): SimulatedObject[] {
  return [
    ...networkObjects(body, description, objectId),
    ...hostObjects(body, { cores: 4, memoryKib: 8_388_608 }),
  ];
}

function numbered(parts: readonly Part[]): { part: Part; at: number }[] {
  return parts.map((part, at) => ({ part, at: at + 1 }));
}

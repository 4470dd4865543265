/* Boards of servers: iLO (CPQHLTH-MIB, CPQIDA-MIB), IMM and XCC (which share a layout), iBMC. */
import type { SimulatedObject } from '../snmp/object-table.ts';
import { type Body, innerCelsius, type Part, percent } from './body.ts';
import { type Columns, scalars, table } from './column.ts';
import { systemObjects } from './system.ts';

/** A board has a body, and what only servers have. */
export interface ServerBody extends Body {
  model: string;
  disks: Part[];
  dimms: Part[];
  watts(nowMs: number): number;
}

export function ilo(body: ServerBody, generation: 4 | 5 | 6): SimulatedObject[] {
  const firmware = { 4: '2.80 Mar 15 2021', 5: '2.72 Sep 04 2022', 6: '1.54 Nov 15 2023' }[generation];
  const { disks, dimms, fans, supplies } = body;
  const condition =
    ({ part }: Numbered) =>
    () =>
      part.ok ? ok : failed;
  const worst = (parts: readonly Part[]) => () => (parts.every((part) => part.ok) ? ok : 3);
  return [
    ...common(
      body,
      `Integrated Lights-Out ${generation} ${firmware}`,
      `1.3.6.1.4.1.232.9.4.${generation + 6}`,
    ),
    ...scalars('1.3.6.1.4.1.232.2.2.2', { 1: ['octets', body.serial] }),
    ...scalars('1.3.6.1.4.1.232.2.2.4', { 2: ['octets', body.model] }),
    ...scalars('1.3.6.1.4.1.232.6.1', { 3: ['integer', worst([...disks, ...dimms, ...fans, ...supplies])] }),
    ...scalars('1.3.6.1.4.1.232.6.2', {
      '6.1': ['integer', worst(fans)],
      '9.1': ['integer', worst(supplies)],
    }),
    ...table('1.3.6.1.4.1.232.6.2.6.8.1', hpSensors(body), ({ at }) => `0.${at}`, {
      1: ['integer', () => 0],
      2: ['integer', ({ at }) => at],
      3: ['integer', ({ locale }) => locale],
      4: ['integer', ({ celsius }) => celsius],
      5: ['integer', ({ limit }) => limit],
      6: ['integer', () => ok],
      7: ['integer', () => 9],
    }),
    ...table<Numbered>('1.3.6.1.4.1.232.6.2.6.7.1', numbered(fans), ({ at }) => `0.${at}`, {
      1: ['integer', () => 0],
      2: ['integer', ({ at }) => at],
      3: ['integer', () => 3],
      4: ['integer', () => 3],
      6: [
        'integer',
        ({ part }) =>
          () =>
            part.ok ? 2 : 3,
      ],
      9: ['integer', condition],
      12: [
        'integer',
        ({ part }) =>
          (nowMs) =>
            part.ok ? 3_000 + Math.round(6_000 * body.load(nowMs)) : 0,
      ],
    }),
    ...table<Numbered>('1.3.6.1.4.1.232.6.2.9.3.1', numbered(supplies), ({ at }) => `0.${at}`, {
      1: ['integer', () => 0],
      2: ['integer', ({ at }) => at],
      3: ['integer', () => 3],
      4: ['integer', condition],
      5: [
        'integer',
        ({ part }) =>
          () =>
            part.ok ? 1 : 5,
      ],
      6: ['integer', () => 229],
      7: [
        'integer',
        ({ part }) =>
          (nowMs) =>
            part.ok ? wattsOf(body, nowMs) : 0,
      ],
      8: ['integer', () => 800],
    }),
    ...table<Numbered>('1.3.6.1.4.1.232.6.2.14.13.1', numbered(dimms), ({ at }) => at, {
      1: ['integer', ({ at }) => at],
      6: ['integer', () => 33_554_432],
      13: ['octets', ({ part }) => part.name],
      19: ['integer', () => 4],
      20: ['integer', condition],
    }),
    ...table<Numbered>('1.3.6.1.4.1.232.3.2.5.1.1', numbered(disks), ({ at }) => `0.${at}`, {
      1: ['integer', () => 0],
      2: ['integer', ({ at }) => at],
      3: ['octets', () => 'SIM-SAS-600'],
      5: ['integer', ({ at }) => at],
      6: [
        'integer',
        ({ part }) =>
          () =>
            part.ok ? 2 : 3,
      ],
      37: ['integer', condition],
    }),
    ...table('1.3.6.1.4.1.232.3.2.3.1.1', [1], (at) => `0.${at}`, {
      1: ['integer', () => 0],
      2: ['integer', (at) => at],
      4: ['integer', () => () => (disks.every((part) => part.ok) ? 2 : 7)],
      9: ['integer', () => 1_144_609],
      11: ['integer', () => worst(disks)],
    }),
  ];
}

const ok = 2;
const failed = 4;

/** Where HP measures: 11 ambient, 6 a processor, 3 the system. */
function hpSensors(body: Body) {
  return [
    { at: 1, locale: 11, celsius: innerCelsius(body, 0), limit: 42 },
    { at: 2, locale: 6, celsius: innerCelsius(body, 22), limit: 70 },
    { at: 3, locale: 6, celsius: innerCelsius(body, 20), limit: 70 },
    { at: 4, locale: 3, celsius: innerCelsius(body, 12), limit: 90 },
    // A place for a card that nobody bought.
    { at: 5, locale: 3, celsius: -99, limit: -99 },
  ];
}

/** Integrated Management Module of IBM, and XClarity Controller of Lenovo, which tells numbers as text. */
export function imm(body: ServerBody): SimulatedObject[] {
  const { description, objectId } = {
    description: `Linux ${body.name} 2.6.32 imm2`,
    objectId: '1.3.6.1.4.1.8072.3.2.10',
  };
  return [...common(body, description, objectId), ...xClarityTree(body, '1.3.6.1.4.1.2.3.51.3.1', false)];
}

export function xcc(body: ServerBody): SimulatedObject[] {
  const description = `Linux ${body.name} 4.14.235-xcc #1 SMP PREEMPT armv7l`;
  return [
    ...common(body, description, '1.3.6.1.4.1.19046.11.1'),
    ...xClarityTree(body, '1.3.6.1.4.1.19046.11.1.1', true),
  ];
}

function xClarityTree(body: ServerBody, root: string, asText: boolean): SimulatedObject[] {
  const number = (value: number) => (asText ? String(value) : value);
  const type = asText ? 'octets' : 'integer';
  const parts = [...body.fans, ...body.supplies, ...body.disks, ...body.dimms];
  const temperatures = [
    { name: 'Ambient Temp', celsius: innerCelsius(body, 0), warning: 43, critical: 47 },
    { name: 'CPU 1 Temp', celsius: innerCelsius(body, 21), warning: 85, critical: 95 },
    { name: 'CPU 2 Temp', celsius: innerCelsius(body, 19), warning: 85, critical: 95 },
    { name: 'PCH Temp', celsius: innerCelsius(body, 17), warning: 90, critical: 98 },
  ];
  return [
    ...scalars(`${root}.4`, { 1: ['integer', () => (parts.every((part) => part.ok) ? 255 : 2)] }),
    ...scalars(`${root}.5.2.1`, { '3': ['octets', body.serial], '5': ['octets', body.model] }),
    ...table(`${root}.1.2.1`, temperatures, (row) => temperatures.indexOf(row) + 1, {
      1: ['integer', (row) => temperatures.indexOf(row) + 1],
      2: ['octets', ({ name }) => name],
      3: [
        type,
        ({ celsius }) =>
          (nowMs) =>
            number(celsius(nowMs)),
      ],
      5: [type, ({ critical }) => number(critical + 4)],
      6: [type, ({ critical }) => number(critical)],
      7: [type, ({ warning }) => number(warning)],
      11: ['octets', () => 'Normal'],
    }),
    ...table<Numbered>(`${root}.3.2.1`, numbered(body.fans), ({ at }) => at, {
      1: ['integer', ({ at }) => at],
      2: ['octets', ({ at }) => `Fan ${at} Tach`],
      3: [
        'octets',
        ({ part }) =>
          (nowMs) =>
            part.ok ? ` ${percent(0.2 + 0.4 * body.load(nowMs))}% of maximum` : 'offline',
      ],
      10: [
        'octets',
        ({ part }) =>
          () =>
            part.ok ? 'Normal' : 'Critical',
      ],
    }),
    ...table(`${root}.2.2.1`, ['Planar 3.3V', 'Planar 5V', 'Planar 12V'], (name) => name.length, {
      1: ['integer', (name) => name.length],
      2: ['octets', (name) => name],
      3: [
        type,
        (name) =>
          asText
            ? `${Number.parseFloat(name.slice(7)).toFixed(4)}`
            : Number.parseFloat(name.slice(7)) * 1_000,
      ],
    }),
    ...table<Numbered>(`${root}.11.2.1`, numbered(body.supplies), ({ at }) => at, {
      1: ['integer', ({ at }) => at],
      2: ['octets', ({ part }) => part.name],
      6: [
        'octets',
        ({ part }) =>
          () =>
            part.ok ? 'Normal' : 'Critical',
      ],
    }),
  ];
}

export function ibmc(body: ServerBody): SimulatedObject[] {
  const root = '1.3.6.1.4.1.2011.2.235.1.1';
  const state =
    ({ part }: Numbered) =>
    () =>
      part.ok ? 1 : 4;
  const parts = [...body.fans, ...body.supplies, ...body.disks, ...body.dimms];
  const none = 65_535;
  const temperatures = [
    { name: 'Inlet Temp', celsius: innerCelsius(body, 0), warning: 460, critical: 480 },
    { name: 'CPU1 Core Rem', celsius: innerCelsius(body, 22), warning: 950, critical: none },
    { name: 'CPU2 Core Rem', celsius: innerCelsius(body, 20), warning: 950, critical: none },
  ];
  const partTable = (number: number, rows: readonly Part[], more: Columns<Numbered>) =>
    table<Numbered>(`${root}.${number}.50.1`, numbered(rows), ({ at }) => at, more);
  return [
    ...common(body, 'Hardware management system', '1.3.6.1.4.1.2011.2.235'),
    ...scalars(`${root}.1`, {
      1: ['integer', () => (parts.every((part) => part.ok) ? 1 : 3)],
      6: ['octets', body.model],
      7: ['octets', body.serial],
      9: ['octets', body.name],
      23: ['integer', (nowMs) => Math.round(body.watts(nowMs))],
    }),
    ...partTable(8, body.fans, {
      1: ['integer', ({ at }) => at],
      2: [
        'integer',
        ({ part }) =>
          (nowMs) =>
            part.ok ? 2_400 + Math.round(3_000 * body.load(nowMs)) : 0,
      ],
      3: [
        'integer',
        ({ part }) =>
          () =>
            part.present ? 2 : 1,
      ],
      4: ['integer', state],
      7: ['octets', ({ part }) => part.name],
      8: [
        'integer',
        ({ part }) =>
          (nowMs) =>
            part.ok ? percent(0.2 + 0.4 * body.load(nowMs)) : 0,
      ],
    }),
    ...partTable(6, body.supplies, {
      1: ['integer', ({ at }) => at],
      6: ['integer', () => 750],
      7: ['integer', state],
      8: [
        'integer',
        ({ part }) =>
          (nowMs) =>
            part.ok ? wattsOf(body, nowMs) : 0,
      ],
      9: [
        'integer',
        ({ part }) =>
          () =>
            part.present ? 2 : 1,
      ],
      13: ['octets', ({ part }) => part.name],
    }),
    ...partTable(18, body.disks, {
      1: ['integer', ({ at }) => at],
      2: [
        'integer',
        ({ part }) =>
          () =>
            part.present ? 2 : 1,
      ],
      3: ['integer', state],
      6: ['octets', ({ part }) => part.name],
    }),
    ...partTable(16, body.dimms, {
      1: ['integer', ({ at }) => at],
      6: ['integer', state],
      7: ['integer', () => 1],
      10: ['octets', ({ part }) => part.name],
    }),
    ...table(`${root}.26.50.1`, temperatures, (row) => temperatures.indexOf(row) + 1, {
      1: ['integer', (row) => temperatures.indexOf(row) + 1],
      2: ['octets', ({ name }) => name],
      3: [
        'integer',
        ({ celsius }) =>
          (nowMs) =>
            celsius(nowMs) * 10,
      ],
      4: ['integer', () => none],
      5: ['integer', ({ critical }) => critical],
      6: ['integer', ({ warning }) => warning],
    }),
  ];
}

/** Of one of the supplies that share the load. */
function wattsOf(body: ServerBody, nowMs: number): number {
  const sharing = body.supplies.filter(({ ok }) => ok).length || 1;
  return Math.round(body.watts(nowMs) / sharing);
}

function common(body: Body, description: string, objectId: string): SimulatedObject[] {
  const { name, location } = body;
  return systemObjects({ description, objectId, name, location, startedMs: () => body.startedMs });
}

interface Numbered {
  part: Part;
  at: number;
}

function numbered(parts: readonly Part[]): Numbered[] {
  return parts.map((part, at) => ({ part, at: at + 1 }));
}

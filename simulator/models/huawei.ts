/* Switches and firewalls with VRP: HUAWEI-ENTITY-EXTENT-MIB beside ENTITY-MIB. */
import type { SimulatedObject } from '../snmp/object-table.ts';
import { type Body, hundredths, innerCelsius, type Optic, type Part, percent } from './body.ts';
import { scalars, table } from './column.ts';
import { CLASS, type Entity, entityObjects } from './entity.ts';
import { networkObjects } from './network.ts';

export interface HuaweiFacts {
  model: string;
  objectId: string;
  release: string;
  /** Names of boards with a processor; one of a box, several of a chassis. */
  boards: readonly string[];
  milliwatts: number;
}

export function huaweiDevice(body: Body, facts: HuaweiFacts): SimulatedObject[] {
  const { model, release, objectId } = facts;
  const description = `${model}\r\nHuawei Versatile Routing Platform Software\r\nVRP (R) software, Version 5.170 (${release})\r\nCopyright (C) 2000-2022 Huawei Technologies Co., Ltd.`;
  return [
    ...networkObjects(body, description, objectId),
    ...huaweiParts(body, facts),
    ...scalars('1.3.6.1.4.1.2011.6.157.1', { 6: ['gauge32', facts.milliwatts] }),
    ...scalars('1.3.6.1.4.1.2011.5.25.188.1', { 1: ['octets', body.serial] }),
  ];
}

/** A firewall: the same parts, and its sessions. */
export function huaweiFirewall(body: Body, facts: HuaweiFacts & { mostSessions: number }): SimulatedObject[] {
  const sessions = (nowMs: number) => Math.round(facts.mostSessions * 0.6 * body.load(nowMs));
  return [
    ...huaweiDevice(body, facts),
    ...table('1.3.6.1.4.1.2011.6.122.15.1.2.1', [0], () => '0.0.0', {
      3: ['gauge32', () => (nowMs: number) => Math.round(sessions(nowMs) / 90)],
      4: ['gauge32', () => sessions],
    }),
  ];
}

/** Index of the first board; ports of optics have rows of their own behind. */
const boardIndex = (at: number) => 67_108_867 + at * 65_536;
const portIndex = (port: number) => 67_371_022 + port * 64;
const noValue = 2_147_483_647;

function huaweiParts(body: Body, { model, release, boards }: HuaweiFacts): SimulatedObject[] {
  const boardRows = boards.map((name, at) => ({ index: boardIndex(at), name, above: 12 + at }));
  const optics = body.optics.map((optic) => ({ optic, index: portIndex(optic.port) }));
  const entities: Entity[] = [
    { index: 16_777_216, description: model, class: CLASS.chassis, name: model, serial: body.serial, model },
    ...boardRows.map(({ index, name }, at) => ({
      index,
      description: `Assembling Components, ${name}`,
      class: CLASS.module,
      name,
      serial: at === 0 ? body.serial : `${body.serial}-${at}`,
      model: name.split(' ')[0]!,
      version: `${release}`,
    })),
    ...optics.map(({ optic, index }) => {
      const name = body.ports.find((port) => port.index === optic.port)?.name ?? '';
      return { index, description: name, class: CLASS.port, name };
    }),
  ];
  // Every port has a row in the table of states too, without anything in it.
  const rows = [
    ...boardRows.map((board) => ({ ...board, isBoard: true })),
    ...optics.map(({ index }) => ({ index, above: 0, isBoard: false })),
  ];
  const ofBoard =
    <T>(value: T) =>
    ({ isBoard }: { isBoard: boolean }) =>
      (isBoard ? value : 0) as T;
  return [
    ...entityObjects(entities, 'Huawei'),
    ...table<(typeof rows)[number]>('1.3.6.1.4.1.2011.5.25.31.1.1.1.1', rows, ({ index }) => index, {
      1: ['integer', () => 12],
      2: ['integer', () => 3],
      5: ['integer', ({ isBoard }) => (isBoard ? (nowMs) => percent(0.06 + 0.5 * body.load(nowMs)) : 0)],
      6: ['integer', ofBoard(80)],
      7: ['integer', ({ isBoard }) => (isBoard ? (nowMs) => percent(body.memory(nowMs)) : 0)],
      8: ['integer', ofBoard(95)],
      9: ['gauge32', ofBoard(2_147_483_648)],
      10: ['gauge32', () => 1_000_000],
      11: ['integer', ({ isBoard, above }) => (isBoard ? innerCelsius(body, above) : noValue)],
      12: ['integer', ({ isBoard }) => (isBoard ? 68 : noValue)],
      16: ['integer', () => 0],
      19: ['gauge32', ofBoard(2_048)],
    }),
    ...table<{ optic: Optic; index: number }>(
      '1.3.6.1.4.1.2011.5.25.31.1.1.3.1',
      optics,
      ({ index }) => index,
      {
        1: ['integer', () => 3],
        2: ['octets', () => '10300'],
        5: ['integer', () => innerCelsius(body, 9)],
        6: ['integer', () => 3_300],
        7: ['integer', () => 32],
        8: [
          'integer',
          ({ optic }) =>
            () =>
              hundredths(optic.rxDbm),
        ],
        9: [
          'integer',
          ({ optic }) =>
            () =>
              hundredths(optic.txDbm),
        ],
        13: ['integer', () => -1_840],
        14: ['integer', () => 200],
        15: ['integer', () => -950],
        16: ['integer', () => 100],
        20: ['integer', () => -1_440],
        21: ['integer', () => 50],
        22: ['integer', () => -820],
        23: ['integer', () => 50],
      },
    ),
    ...table<{ part: Part; at: number }>(
      '1.3.6.1.4.1.2011.5.25.31.1.1.10.1',
      numbered(body.fans),
      ({ at }) => `0.${at}`,
      {
        1: ['integer', () => 0],
        2: ['integer', ({ at }) => at],
        5: [
          'integer',
          ({ part }) =>
            (nowMs) =>
              part.ok && part.present ? percent(0.3 + 0.4 * body.load(nowMs)) : 0,
        ],
        6: [
          'integer',
          ({ part }) =>
            () =>
              part.present ? 1 : 2,
        ],
        7: [
          'integer',
          ({ part }) =>
            () =>
              part.ok && part.present ? 1 : 2,
        ],
      },
    ),
    ...table<{ part: Part; at: number }>(
      '1.3.6.1.4.1.2011.5.25.31.1.1.18.1',
      numbered(body.supplies),
      ({ at }) => `0.${at}`,
      {
        4: ['integer', () => 2],
        5: [
          'integer',
          ({ part }) =>
            () =>
              part.present ? 1 : 2,
        ],
        6: [
          'integer',
          ({ part }) =>
            () =>
              part.ok && part.present ? 1 : 2,
        ],
        7: [
          'integer',
          ({ part }) =>
            () =>
              part.ok && part.present ? 2_300 : 0,
        ],
        8: [
          'integer',
          ({ part }) =>
            () =>
              part.ok && part.present ? 53_500 : 0,
        ],
      },
    ),
  ];
}

function numbered(parts: readonly Part[]): { part: Part; at: number }[] {
  return parts.map((part, at) => ({ part, at: at + 1 }));
}

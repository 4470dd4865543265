/* H3C switches with Comware 7: HH3C-ENTITY-EXT-MIB, HH3C-LSW-DEV-ADM-MIB, HH3C-TRANSCEIVER-INFO-MIB. */
import type { SimulatedObject } from '../snmp/object-table.ts';
import { type Body, hundredths, innerCelsius, type Optic, type Part, percent } from './body.ts';
import { table } from './column.ts';
import { CLASS, type Entity, entityObjects } from './entity.ts';
import { networkObjects } from './network.ts';

export interface ComwareFacts {
  model: string;
  objectId: string;
  release: string;
}

/** What the MIB says where there is nothing. */
const noTemperature = 65_535;

export function comwareSwitch(body: Body, { model, objectId, release }: ComwareFacts): SimulatedObject[] {
  const description = `H3C Comware Platform Software, Software Version 7.1.070, Release ${release}\r\nH3C ${model}\r\nCopyright (c) 2004-2022 New H3C Technologies Co., Ltd. All rights reserved.`;
  const entities: Entity[] = [
    { index: 1, description: model, class: CLASS.chassis, name: model, serial: body.serial, model },
    {
      index: 8,
      description: model,
      class: CLASS.module,
      name: 'Board',
      serial: body.serial,
      model,
      version: release,
    },
    ...numbered(body.fans).map(({ part, at }) => ({
      index: 20 + at,
      description: part.name,
      class: CLASS.fan,
      name: part.name,
    })),
    ...numbered(body.supplies).map(({ part, at }) => ({
      index: 30 + at,
      description: part.name,
      class: CLASS.supply,
      name: part.name,
    })),
    { index: 50, description: 'Temperature Sensor', class: CLASS.sensor, name: 'Hotspot 1' },
  ];
  const is =
    (index: number) =>
    ({ index: own }: Entity) =>
      own === index;
  const [isBoard, isSensor] = [is(8), is(50)];
  const partOf = ({ index }: Entity): Part | undefined => body.fans[index - 21] ?? body.supplies[index - 31];
  return [
    ...networkObjects(body, description, objectId),
    ...entityObjects(entities, 'H3C'),
    ...table<Entity>('1.3.6.1.4.1.25506.2.6.1.1.1.1', entities, ({ index }) => index, {
      2: ['integer', () => 4],
      3: ['integer', (entity) => (isBoard(entity) ? 3 : 1)],
      6: ['integer', (entity) => (isBoard(entity) ? (nowMs) => percent(0.08 + 0.5 * body.load(nowMs)) : 0)],
      7: ['integer', (entity) => (isBoard(entity) ? 80 : 0)],
      8: ['integer', (entity) => (isBoard(entity) ? (nowMs) => percent(body.memory(nowMs)) : 0)],
      9: ['integer', (entity) => (isBoard(entity) ? 90 : 0)],
      10: ['gauge32', (entity) => (isBoard(entity) ? 1_073_741_824 : 0)],
      12: ['integer', (entity) => (isSensor(entity) ? innerCelsius(body, 16) : noTemperature)],
      13: ['integer', (entity) => (isSensor(entity) ? 68 : noTemperature)],
      17: ['integer', (entity) => (isSensor(entity) ? 78 : noTemperature)],
      19: ['integer', (entity) => errorStatus(entity, partOf(entity))],
      22: ['integer', () => noTemperature],
      33: ['integer', (entity) => (isBoard(entity) ? (nowMs) => percent(0.07 + 0.5 * body.load(nowMs)) : 0)],
    }),
    ...deviceManager('1.3.6.1.4.1.25506.8.35.9.1.1.1', body.fans),
    ...deviceManager('1.3.6.1.4.1.25506.8.35.9.1.2.1', body.supplies),
    ...table<Optic>('1.3.6.1.4.1.25506.2.70.1.1.1', body.optics, ({ port }) => port, {
      2: ['octets', () => '10G_BASE_LR_SFP'],
      9: ['integer', ({ txDbm }) => hundredths(txDbm)],
      10: ['integer', () => 50],
      11: ['integer', () => -820],
      12: ['integer', (optic) => () => hundredths(optic.rxDbm)],
      13: ['integer', () => 50],
      14: ['integer', () => -1_440],
      15: ['integer', () => innerCelsius(body, 10)],
      16: ['integer', () => 331],
      17: ['integer', () => 3_140],
    }),
  ];
}

function numbered(parts: readonly Part[]): { part: Part; at: number }[] {
  return parts.map((part, at) => ({ part, at: at + 1 }));
}

/** 2 is normal; a fan that failed says 41, a power supply 51, an empty place 4. */
function errorStatus({ class: kind }: Entity, part: Part | undefined) {
  if (kind !== CLASS.fan && kind !== CLASS.supply) return 2;
  const failed = kind === CLASS.fan ? 41 : 51;
  return () => (!part?.present ? 4 : part.ok ? 2 : failed);
}

function deviceManager(oid: string, parts: readonly Part[]): SimulatedObject[] {
  return table<{ part: Part; at: number }>(oid, numbered(parts), ({ at }) => at, {
    1: ['integer', ({ at }) => at],
    2: [
      'integer',
      ({ part }) =>
        () =>
          !part.present ? 3 : part.ok ? 1 : 2,
    ],
  });
}

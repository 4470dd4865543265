import type { SimulatedObject } from '../snmp/object-table.ts';
import { table } from './column.ts';

/** Classes of ENTITY-MIB. */
export const CLASS = { chassis: 3, supply: 6, fan: 7, sensor: 8, module: 9, port: 10 } as const;

/** A part in the tree of parts. */
export interface Entity {
  index: number;
  description: string;
  class: number;
  name: string;
  serial?: string;
  model?: string;
  version?: string;
}

/** ENTITY-MIB: entPhysicalTable. */
export function entityObjects(entities: readonly Entity[], vendor: string): SimulatedObject[] {
  return table<Entity>('1.3.6.1.2.1.47.1.1.1.1', entities, ({ index }) => index, {
    2: ['octets', ({ description }) => description],
    3: ['oid', () => '0.0'],
    4: ['integer', ({ class: kind }) => (kind === CLASS.chassis ? 0 : 1)],
    5: ['integer', ({ class: kind }) => kind],
    6: ['integer', ({ index }) => index],
    7: ['octets', ({ name }) => name],
    8: ['octets', () => ''],
    9: ['octets', () => ''],
    10: ['octets', ({ version }) => version ?? ''],
    11: ['octets', ({ serial }) => serial ?? ''],
    12: ['octets', () => vendor],
    13: ['octets', ({ model }) => model ?? ''],
    16: ['integer', () => 1],
  });
}

/* What hosts and appliances with net-snmp tell of themselves: HOST-RESOURCES-MIB and UCD-SNMP-MIB. */
import type { SimulatedObject } from '../snmp/object-table.ts';
import { type Body, percent } from './body.ts';
import { object, scalars, table } from './column.ts';

export interface HostFacts {
  cores: number;
  memoryKib: number;
  disks?: readonly { path: string; gib: number; usedShare: number }[];
}

const storageTypes = '1.3.6.1.2.1.25.2.1';

/** Both MIBs, as net-snmp fills them. */
export function hostObjects(body: Body, facts: HostFacts): SimulatedObject[] {
  const { memoryKib, cores } = facts;
  const free = (nowMs: number) => Math.round(memoryKib * (1 - body.memory(nowMs)));
  const load = (factor: number) => (nowMs: number) => (cores * body.load(nowMs) * factor).toFixed(2);
  return [
    ...hostResources(body, facts),
    ...scalars('1.3.6.1.4.1.2021.4', {
      3: ['integer', 2_097_148],
      4: ['integer', 2_097_148],
      5: ['integer', memoryKib],
      6: ['integer', (nowMs) => Math.round(free(nowMs) * 0.4)],
      14: ['integer', (nowMs) => Math.round(free(nowMs) * 0.1)],
      15: ['integer', (nowMs) => Math.round(free(nowMs) * 0.5)],
    }),
    ...[1, 0.96, 0.93].map((factor, at) =>
      object(`1.3.6.1.4.1.2021.10.1.3.${at + 1}`, 'octets', load(factor)),
    ),
    ...scalars('1.3.6.1.4.1.2021.11', {
      9: ['integer', (nowMs) => percent(0.7 * body.load(nowMs))],
      10: ['integer', (nowMs) => percent(0.2 * body.load(nowMs))],
      11: ['integer', (nowMs) => 100 - percent(0.9 * body.load(nowMs))],
    }),
  ];
}

/** HOST-RESOURCES-MIB alone, as Windows and ESXi have it. */
export function hostResources(body: Body, { cores, memoryKib, disks = [] }: HostFacts): SimulatedObject[] {
  const memory = { index: 1, path: 'Physical memory', unit: 1_024, size: memoryKib, type: 2 };
  const rows = [
    memory,
    ...disks.map(({ path, gib }, at) => ({
      index: 31 + at,
      path,
      unit: 4_096,
      size: gib * 262_144,
      type: 4,
    })),
  ];
  const used = (index: number) => (nowMs: number) => {
    const share = index === 1 ? body.memory(nowMs) : disks[index - 31]!.usedShare;
    return Math.round(rows.find((row) => row.index === index)!.size * share);
  };
  return [
    ...scalars('1.3.6.1.2.1.25.1', {
      1: ['ticks', (nowMs) => Math.floor((nowMs - body.startedMs) / 10) % 4_294_967_296],
      6: ['gauge32', (nowMs) => 150 + Math.round(40 * body.load(nowMs))],
    }),
    ...scalars('1.3.6.1.2.1.25.2', { 2: ['integer', memoryKib] }),
    ...table<(typeof rows)[number]>('1.3.6.1.2.1.25.2.3.1', rows, ({ index }) => index, {
      1: ['integer', ({ index }) => index],
      2: ['oid', ({ type }) => `${storageTypes}.${type}`],
      3: ['octets', ({ path }) => path],
      4: ['integer', ({ unit }) => unit],
      5: ['integer', ({ size }) => size],
      6: ['integer', ({ index }) => used(index)],
    }),
    ...table(
      '1.3.6.1.2.1.25.3.3.1',
      Array.from({ length: cores }, (_, at) => 196_608 + at),
      (index) => index,
      {
        1: ['oid', () => '0.0'],
        2: [
          'integer',
          (index) => (nowMs) => percent(body.load(nowMs) * (0.85 + 0.3 * Math.sin(index + nowMs / 20_000))),
        ],
      },
    ),
  ];
}

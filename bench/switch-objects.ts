import { ObjectTable, type SimulatedObject } from '#simulator/snmp/object-table.ts';
import type { SnmpType, SnmpValue } from '#simulator/snmp/value.ts';

const IF = '1.3.6.1.2.1.2.2.1';
const IFX = '1.3.6.1.2.1.31.1.1.1';

/** The columns that the profile of an access switch reads: 432 values of 48 ports. */
export const NINE_COLUMNS: readonly string[] = [
  `${IFX}.1`,
  `${IFX}.6`,
  `${IFX}.10`,
  `${IFX}.15`,
  `${IFX}.18`,
  `${IF}.7`,
  `${IF}.8`,
  `${IF}.14`,
  `${IF}.20`,
];

/** Both interface tables, whole. */
export const WHOLE_TABLES: readonly string[] = [IF, IFX];

type Make = (port: number) => [SnmpType, SnmpValue];
const text = (value: string): [SnmpType, SnmpValue] => ['octets', Buffer.from(value)];

const IF_COLUMNS: readonly [number, Make][] = [
  [1, (port) => ['integer', port]],
  [2, (port) => text(`GigabitEthernet1/0/${port}`)],
  [3, () => ['integer', 6]],
  [4, () => ['integer', 1_500]],
  [5, () => ['gauge32', 1_000_000_000]],
  [6, (port) => ['octets', Buffer.from([0, 17, 34, 51, 68, port])]],
  [7, () => ['integer', 1]],
  [8, (port) => ['integer', port % 3 === 0 ? 2 : 1]],
  [9, () => ['ticks', 4_711]],
  ...[10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20].map((column): [number, Make] => [
    column,
    (port) => ['counter32', (port * 7_919 * column) >>> 0],
  ]),
  [21, () => ['gauge32', 0]],
  [22, () => ['oid', '0.0']],
];
const IFX_COLUMNS: readonly [number, Make][] = [
  [1, (port) => text(`GigabitEthernet1/0/${port}`)],
  ...[2, 3, 4, 5].map((column): [number, Make] => [column, (port) => ['counter32', port * column]]),
  ...[6, 7, 8, 9, 10, 11, 12, 13].map((column): [number, Make] => [
    column,
    (port) => ['counter64', BigInt(port) * 1_234_567_890_123n + BigInt(column)],
  ]),
  [14, () => ['integer', 1]],
  [15, () => ['gauge32', 1_000]],
  [16, () => ['integer', 2]],
  [17, () => ['integer', 1]],
  [18, (port) => text(`desk ${port}`)],
  [19, () => ['ticks', 0]],
];

/** A switch with 48 ports that says no more about itself than it must. */
export function switchTable(ports = 48): ObjectTable {
  const objects: SimulatedObject[] = [
    { oid: '1.3.6.1.2.1.1.1.0', type: 'octets', value: Buffer.from('A switch of the benchmark') },
    { oid: '1.3.6.1.2.1.1.2.0', type: 'oid', value: '1.3.6.1.4.1.99999.1' },
    { oid: '1.3.6.1.2.1.1.3.0', type: 'ticks', at: (nowMs) => Math.floor(nowMs / 10) % 2 ** 32 },
    { oid: '1.3.6.1.2.1.1.5.0', type: 'octets', value: Buffer.from('switch') },
  ];
  for (const [table, columns] of [
    [IF, IF_COLUMNS],
    [IFX, IFX_COLUMNS],
  ] as const) {
    for (const [column, make] of columns) {
      for (let port = 1; port <= ports; port++) {
        const [type, value] = make(port);
        objects.push({ oid: `${table}.${column}.${port}`, type, value });
      }
    }
  }
  return new ObjectTable(objects);
}

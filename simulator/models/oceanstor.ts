/* OceanStor arrays: ISM-STORAGE-SVC-MIB. */
import type { SimulatedObject } from '../snmp/object-table.ts';
import { type Body, innerCelsius, type Part, percent } from './body.ts';
import { scalars, table } from './column.ts';
import { systemObjects } from './system.ts';

/** A pool of an array. */
export interface Pool {
  name: string;
  totalMib: number;
  usedMib: number;
}

export interface ArrayParts {
  pools: readonly Pool[];
  disks: readonly Part[];
  volumes: readonly { name: string; pool: string; mib: number }[];
}

const root = '1.3.6.1.4.1.34774.4.1';
const normal = 1;
const online = 27;

export function oceanstor(body: Body, { pools, disks, volumes }: ArrayParts): SimulatedObject[] {
  const { name, location, serial } = body;
  const sum = (pick: (pool: Pool) => number) => pools.reduce((total, pool) => total + pick(pool), 0);
  const controllers = [0, 1];
  const health = (part: Part) => () => (part.ok ? normal : 2);
  const allOk = () => [...disks, ...body.fans, ...body.supplies].every(({ ok }) => ok);
  return [
    ...systemObjects({
      description: 'Huawei Storage System',
      objectId: '1.3.6.1.4.1.2011.2.91',
      name,
      location,
      startedMs: () => body.startedMs,
    }),
    ...scalars(`${root}.1`, {
      1: ['octets', serial],
      2: ['integer', 68],
      3: ['integer', () => (allOk() ? normal : 2)],
      4: ['counter64', () => sum(({ usedMib }) => Math.round(usedMib))],
      5: ['counter64', sum(({ totalMib }) => totalMib)],
      6: ['octets', 'V300R006C50'],
    }),
    ...table(`${root}.23.5.2.1`, controllers, (at) => textIndex(`0${'AB'[at]}`), {
      1: ['octets', (at) => `0${'AB'[at]}`],
      2: ['gauge32', () => normal],
      3: ['gauge32', () => online],
      5: ['octets', (at) => `CTE0.${'AB'[at]}`],
      8: ['gauge32', (at) => (nowMs) => percent(0.03 + (0.4 - at * 0.08) * body.load(nowMs))],
      9: ['gauge32', () => (nowMs) => percent(body.memory(nowMs))],
    }),
    ...table(`${root}.23.5.1.1`, numbered(disks), ({ at }) => textIndex(String(at)), {
      1: ['octets', ({ at }) => String(at)],
      2: ['gauge32', ({ part }) => health(part)],
      3: [
        'gauge32',
        ({ part }) =>
          () =>
            part.ok ? online : 28,
      ],
      4: ['octets', ({ part }) => part.name],
      11: ['integer', ({ at }) => innerCelsius(body, 6 + (at % 5))],
      12: ['octets', () => 'SIM-SAS-1200'],
      15: ['octets', ({ at }) => `${serial}-D${at}`],
    }),
    ...table(`${root}.23.5.3.1`, numbered(body.supplies), ({ at }) => textIndex(`0.${at}`), {
      1: ['octets', ({ at }) => `0.${at}`],
      2: ['octets', ({ part }) => part.name],
      3: ['gauge32', ({ part }) => health(part)],
      4: ['gauge32', () => online],
    }),
    ...table(`${root}.23.5.4.1`, numbered(body.fans), ({ at }) => textIndex(`0.${at}`), {
      1: ['octets', ({ at }) => `0.${at}`],
      2: ['octets', ({ part }) => part.name],
      3: ['gauge32', ({ part }) => health(part)],
      4: ['gauge32', () => 2],
    }),
    ...table(`${root}.23.5.5.1`, controllers, (at) => textIndex(`0.${at}`), {
      1: ['octets', (at) => `0.${at}`],
      2: ['octets', (at) => `CTE0.BBU ${at}`],
      3: ['gauge32', () => normal],
      4: ['gauge32', () => online],
    }),
    ...table(`${root}.23.5.6.1`, ['CTE0', 'DAE010'], (id) => textIndex(id), {
      1: ['octets', (id) => id],
      2: ['octets', (id) => id],
      4: ['gauge32', () => normal],
      5: ['gauge32', () => online],
      8: ['integer', () => innerCelsius(body, 3)],
    }),
    ...table<Pool>(`${root}.23.4.2.1`, pools, (pool) => textIndex(String(pools.indexOf(pool))), {
      1: ['octets', (pool) => String(pools.indexOf(pool))],
      2: ['octets', (pool) => pool.name],
      5: ['gauge32', () => normal],
      6: ['gauge32', () => online],
      7: ['counter64', ({ totalMib }) => totalMib],
      8: ['counter64', (pool) => () => Math.round(pool.usedMib)],
      9: ['counter64', (pool) => () => Math.round(pool.totalMib - pool.usedMib)],
    }),
    ...table(`${root}.23.4.8.1`, volumes, (volume) => textIndex(String(volumes.indexOf(volume))), {
      1: ['octets', (volume) => String(volumes.indexOf(volume))],
      2: ['octets', (volume) => volume.name],
      4: ['octets', ({ pool }) => pool],
      5: ['counter64', ({ mib }) => mib],
      6: ['counter64', ({ mib }) => Math.round(mib * 0.62)],
      9: ['gauge32', () => normal],
      10: ['gauge32', () => online],
    }),
  ];
}

/** Rows are found by an id that is text: its length, then its characters. */
function textIndex(id: string): string {
  return [id.length, ...Buffer.from(id)].join('.');
}

function numbered(parts: readonly Part[]): { part: Part; at: number }[] {
  return parts.map((part, at) => ({ part, at }));
}

/* Ruijie switches with RGOS 11. */
import type { SimulatedObject } from '../snmp/object-table.ts';
import { type Body, innerCelsius, type Part, percent } from './body.ts';
import { object, scalars, table } from './column.ts';
import { networkObjects } from './network.ts';

const root = '1.3.6.1.4.1.4881.1.1.10.2';

export function ruijieSwitch(
  body: Body,
  { model, objectId }: { model: string; objectId: string },
): SimulatedObject[] {
  const cpu = (share: number) => (nowMs: number) => percent(0.06 + share * body.load(nowMs));
  const memory = (nowMs: number) => percent(body.memory(nowMs));
  return [
    ...networkObjects(body, `Ruijie 10G Routing Switch(${model}) By Ruijie Networks`, objectId),
    ...scalars(`${root}.1.1`, {
      2: ['octets', 'S5750_RGOS 11.4(1)B12'],
      24: ['octets', body.serial],
      26: ['octets', model],
    }),
    ...scalars(`${root}.36.1.1`, {
      1: ['gauge32', cpu(0.55)],
      2: ['gauge32', cpu(0.5)],
      3: ['gauge32', cpu(0.45)],
      4: ['gauge32', 90],
      5: ['gauge32', 95],
    }),
    ...table('1.3.6.1.4.1.4881.1.1.10.2.35.1.1.1', ['System Memory'], () => 1, {
      2: ['octets', (name) => name],
      3: ['gauge32', () => memory],
      6: ['gauge32', () => 1_048_576],
      7: ['gauge32', () => (nowMs: number) => Math.round(1_048_576 * body.memory(nowMs))],
      8: ['gauge32', () => (nowMs: number) => Math.round(1_048_576 * (1 - body.memory(nowMs)))],
      9: ['gauge32', () => 90],
    }),
    object(`${root}.1.1.44.1.4.1.1`, 'octets', 'mainboard'),
    object(`${root}.1.1.44.1.5.1.1`, 'integer', innerCelsius(body, 14)),
    object(`${root}.1.1.44.1.6.1.1`, 'integer', 75),
    object(`${root}.1.1.44.1.7.1.1`, 'integer', 85),
    ...parts(`${root}.1.1.43.1`, body.fans, '1.1.', 4),
    ...parts(`${root}.1.1.41.1`, body.supplies, '1.', 3),
  ];
}

/** 1: nothing there, 4: normal, 5: it broke. */
function parts(oid: string, all: readonly Part[], prefix: string, column: number): SimulatedObject[] {
  return all.map((part, at) =>
    object(`${oid}.${column}.${prefix}${at + 1}`, 'integer', () => (!part.present ? 1 : part.ok ? 4 : 5)),
  );
}

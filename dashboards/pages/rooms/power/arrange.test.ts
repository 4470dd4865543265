import { describe, expect, it } from 'vitest';
import type { RoomTarget } from '../../../api/rooms.ts';
import { powerFlow, rackKey } from '../model/power.ts';
import { arrangePower, MAINS, type Place } from './arrange.ts';

const target = (id: string, kind: string, power: string[], rack = ''): RoomTarget => ({
  ...{ id, kind, name: id, vendor: '', model: '', room: 'r', rack, rackUnit: 0, rackUnits: 0 },
  parents: { network: [], power, cooling: [], host: [] },
});

describe('the picture of the flow of power', () => {
  const diagram = arrangePower(
    powerFlow(
      [
        target('UPS-A', 'ups', []),
        target('UPS-B', 'ups', []),
        target('pdu-1', 'pdu', ['UPS-A']),
        target('pdu-2', 'pdu', ['UPS-B']),
        ...['A01', 'A02', 'A03'].map((rack) => target(`in ${rack}`, 'server', ['pdu-1', 'pdu-2'], rack)),
      ],
      [],
    ),
  );
  const at = (key: string) => diagram.places.get(key) as Place;

  it('has one source to the left of the racks and the other to the right', () => {
    const order = ['UPS-A', 'pdu-1', rackKey('A01'), 'pdu-2', 'UPS-B'].map((key) => at(key).x);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(new Set(order).size).toBe(5);
  });

  it('has no two boxes in one place, and none outside', () => {
    const all = [...diagram.places.values()];
    for (const [index, one] of all.entries()) {
      expect(one.x >= 0 && one.x + one.width <= diagram.width && one.y + one.height <= diagram.height).toBe(
        true,
      );
      for (const other of all.slice(index + 1)) {
        const apart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y;
        expect(apart).toBe(true);
      }
    }
  });

  it('has a line for each way, also from the mains to what nothing feeds', () => {
    const ways = diagram.lines.map(({ edge: { from, to } }) => `${from} ${to}`);
    expect(ways).toHaveLength(10);
    expect(ways).toContain(`${MAINS} UPS-B`);
  });
});

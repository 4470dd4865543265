import { describe, expect, test } from 'vitest';
import { RoomPlan } from '#protocol/room.ts';
import { boxOf, isSolid, overlap } from '#protocol/room-box.ts';
import { completePlan } from './complete-plan.ts';
import { drawPlan } from './draw-plan.ts';
import { type Placed, roomFacts } from './room-facts.ts';

const target = (name: string, kind: string, rack = '', rackUnit = 0): Placed => ({
  id: name,
  name,
  kind,
  rack,
  rackUnit,
});

const numbered = (row: string, count: number) =>
  Array.from({ length: count }, (_, at) =>
    target(`${row}-${at}`, 'server', `${row}${String(at + 1).padStart(2, '0')}`),
  );

/** Pairs of things on the same floor. */
function collisions({ items }: RoomPlan): string[] {
  const solid = items.filter(isSolid);
  return solid.flatMap((one, at) =>
    solid
      .slice(at + 1)
      .flatMap((other) => (overlap(boxOf(one), boxOf(other)) ? [`${one.id} ${other.id}`] : [])),
  );
}

const rack = (plan: RoomPlan, name: string) => {
  const found = plan.items.find((item) => item.kind === 'rack' && item.name === name);
  if (!found) throw new Error(`no rack ${name}`);
  return found;
};

describe('a room that nobody has drawn', () => {
  const facts = roomFacts([
    ...numbered('B', 10),
    ...numbered('A', 10),
    target('crac-1', 'air_conditioner', 'wall'),
    target('crac-2', 'air_conditioner', 'wall'),
    target('ups-a', 'ups', 'power room'),
    target('sensor-cold-1', 'sensor', 'cold aisle'),
    target('sensor-hot-1', 'sensor', 'hot aisle'),
    target('sensor-rack', 'sensor', 'A03'),
    target('nightly', 'job', 'X01'),
  ]);
  const plan = drawPlan(facts);

  test('has rows by letter and places by number, and nothing stands on something else', () => {
    expect(facts.racks.slice(0, 3)).toEqual(['A01', 'A02', 'A03']);
    expect(facts.racks).toHaveLength(20);
    expect(collisions(plan)).toEqual([]);
    expect(RoomPlan.safeParse(plan).success).toBe(true);
    expect(rack(plan, 'A02').yCm).toBe(rack(plan, 'A01').yCm);
    expect(rack(plan, 'A10').xCm).toBeGreaterThan(rack(plan, 'A02').xCm);
    expect(rack(plan, 'B01').yCm).toBeGreaterThan(rack(plan, 'A01').yCm);
  });

  test('has fronts that face each other over the cold aisle', () => {
    expect(rack(plan, 'A01').turn).toBe(0);
    expect(rack(plan, 'B01').turn).toBe(180);
    const cold = plan.items.filter(({ kind }) => kind === 'cold_aisle');
    expect(cold).toHaveLength(1);
    expect(cold[0]?.yCm).toBe(rack(plan, 'A01').yCm + 120);
  });

  test('has air conditioners on both sides, and sensors where their names say', () => {
    const place = (id: string) => plan.items.find((item) => item.target === id);
    expect(place('crac-1')).toMatchObject({ xCm: 0, turn: 270 });
    expect(place('crac-2')).toMatchObject({ turn: 90 });
    const inside = (id: string, kind: string) =>
      plan.items.some((item) => {
        const sensor = place(id);
        return item.kind === kind && sensor && overlap(boxOf(item), boxOf(sensor));
      });
    expect(inside('sensor-cold-1', 'cold_aisle')).toBe(true);
    expect(inside('sensor-hot-1', 'hot_aisle')).toBe(true);
    expect(inside('sensor-rack', 'cold_aisle')).toBe(true);
  });

  test('keeps a place free where the numbers have a gap, and closes up where they are no places', () => {
    const gap = drawPlan(roomFacts([target('a', 'server', 'A01'), target('b', 'server', 'A04')]));
    expect(rack(gap, 'A04').xCm - rack(gap, 'A01').xCm).toBe(180);
    const far = drawPlan(roomFacts([target('a', 'server', 'A1'), target('b', 'server', 'A9000')]));
    expect(rack(far, 'A9000').xCm - rack(far, 'A1').xCm).toBe(60);
  });

  test('has no rack where only an air conditioner says so', () => {
    expect(roomFacts([target('crac', 'air_conditioner', 'wall')]).racks).toEqual([]);
    expect(roomFacts([target('small-ups', 'ups', 'A01', 3)])).toMatchObject({ racks: ['A01'], things: [] });
  });

  test('may be empty, and may have a thousand racks', () => {
    expect(RoomPlan.safeParse(drawPlan(roomFacts([]))).success).toBe(true);
    const rows = Array.from({ length: 40 }, (_, at) => numbered(`R${at}-`, 30)).flat();
    expect(RoomPlan.safeParse(drawPlan(roomFacts(rows))).success).toBe(true);
  });
});

describe('a plan that was saved', () => {
  const before = drawPlan(roomFacts(numbered('A', 4)));
  const moved: RoomPlan = {
    ...before,
    items: before.items.map((item) => (item.name === 'A01' ? { ...item, yCm: 400, xCm: 10 } : item)),
  };

  test('stays as it is, and what came later stands beside its row and is named', () => {
    const { plan, added, gone } = completePlan(
      moved,
      roomFacts([...numbered('A', 5), target('ups-a', 'ups')]),
    );

    expect(rack(plan, 'A01')).toMatchObject({ xCm: 10, yCm: 400 });
    expect(rack(plan, 'A05')).toMatchObject({ xCm: rack(plan, 'A04').xCm + 60, yCm: rack(plan, 'A04').yCm });
    expect(added).toEqual(['rack A05', 'target ups-a']);
    expect(gone).toEqual([]);
    expect(collisions(plan)).toEqual([]);
  });

  test('loses what has left the room, and keeps racks that are empty', () => {
    const withUps = completePlan(moved, roomFacts([target('ups-a', 'ups')])).plan;
    const { plan, gone } = completePlan(withUps, roomFacts([]));

    expect(gone).toEqual(['ups-a']);
    expect(plan.items.filter(({ kind }) => kind === 'rack')).toHaveLength(4);
  });

  test('grows when its floor is full', () => {
    const full: RoomPlan = { widthCm: 200, depthCm: 200, items: [] };
    const { plan } = completePlan(full, roomFacts(numbered('A', 12)));

    expect(plan.depthCm).toBeGreaterThan(200);
    expect(RoomPlan.safeParse(plan).success).toBe(true);
  });
});

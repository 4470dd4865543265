/*
 * A room that nobody has drawn yet, out of what stands in it:
 *
 *   ▒▒ hot ▒▒▒▒▒▒▒▒
 *   A01 A02     A04      rows by their letter, places by their number: a gap in the numbers is a gap in the row;
 *   ── cold ───────      fronts face each other over a cold aisle
 *   B01 B02 B03 B04
 *   ▒▒ hot ▒▒▒▒▒▒▒▒      air conditioners on the sides, UPS and panels along the lower wall
 */

import { ITEMS_PER_PLAN, MOST_ROOM_CM, type RoomItem, type RoomPlan } from '#protocol/room.ts';
import { boxOf } from '#protocol/room-box.ts';
import { makeAisle, makeRack, makeThing, USUAL_CM } from './make-items.ts';
import { inNaturalOrder, type RoomFacts, rowOf } from './room-facts.ts';

const [RACK_CM, RACK_DEPTH_CM] = USUAL_CM.rack;
const AISLE_CM = USUAL_CM.cold_aisle[1];
const WALL_GAP_CM = 40;
const SIDE_CM = 220;
/** Floor for what stands along the lower wall. */
const LOWER_CM = 160;
/** A row with more gaps than that is closed up: its numbers are no places. */
const MOST_PLACES = 60;
const LEAST_ROOM_CM = 600;

/** The plan of a room that nobody has drawn. */
export function drawPlan({ racks, things }: RoomFacts): RoomPlan {
  const rows = rowsOf(racks);
  const places = Math.max(1, ...rows.map(({ places }) => places.length));
  const lengthCm = places * RACK_CM;
  const items: RoomItem[] = [];
  let yCm = WALL_GAP_CM;
  for (const [at, { places: names }] of rows.entries()) {
    const facesDown = at % 2 === 0;
    if (facesDown) {
      items.push(makeAisle('hot_aisle', at / 2 + 1, { xCm: SIDE_CM, yCm, widthCm: lengthCm }));
      yCm += AISLE_CM;
    }
    for (const [place, name] of names.entries()) {
      if (name === undefined) continue;
      items.push(makeRack(name, { xCm: SIDE_CM + place * RACK_CM, yCm, turn: facesDown ? 0 : 180 }));
    }
    yCm += RACK_DEPTH_CM;
    if (facesDown) {
      items.push(makeAisle('cold_aisle', at / 2 + 1, { xCm: SIDE_CM, yCm, widthCm: lengthCm }));
      yCm += AISLE_CM;
    }
  }
  if (rows.length > 0 && rows.length % 2 === 0) {
    items.push(makeAisle('hot_aisle', rows.length / 2 + 1, { xCm: SIDE_CM, yCm, widthCm: lengthCm }));
    yCm += AISLE_CM;
  }
  const rowsEndCm = yCm;
  const alongWall = things.filter(({ kind }) => kind === 'ups' || kind === 'pdu');
  if (alongWall.length > 0) yCm += LOWER_CM;
  const wallCm = alongWall.reduce((sum, { kind }) => sum + USUAL_CM[kind][0] + WALL_GAP_CM, WALL_GAP_CM);
  const widthCm = Math.min(MOST_ROOM_CM, Math.max(LEAST_ROOM_CM, lengthCm + 2 * SIDE_CM, wallCm));
  const depthCm = Math.min(MOST_ROOM_CM, Math.max(LEAST_ROOM_CM, yCm + WALL_GAP_CM));

  let xCm = Math.max(WALL_GAP_CM, Math.floor((widthCm - wallCm) / 20) * 10 + WALL_GAP_CM);
  for (const { kind, target } of alongWall) {
    const [width, depth] = USUAL_CM[kind];
    items.push(makeThing(kind, target, { xCm, yCm: depthCm - depth, turn: 180 }));
    xCm += width + WALL_GAP_CM;
  }
  const cooling = things.filter(({ kind }) => kind === 'cooling');
  const [coolingCm, coolingDepthCm] = USUAL_CM.cooling;
  for (const [at, { kind, target }] of cooling.entries()) {
    const isLeft = at % 2 === 0;
    const onSide = Math.ceil((cooling.length - (isLeft ? 0 : 1)) / 2);
    const share = (Math.floor(at / 2) + 1) / (onSide + 1);
    items.push(
      makeThing(kind, target, {
        xCm: isLeft ? 0 : widthCm - coolingDepthCm,
        yCm: Math.max(0, tens(share * (rowsEndCm || depthCm) - coolingCm / 2)),
        turn: isLeft ? 270 : 90,
      }),
    );
  }
  hang(items, things, widthCm);
  return { widthCm, depthCm, items: items.slice(0, ITEMS_PER_PLAN) };
}

/** Sensors: before the rack that they name, in an aisle of their kind, or along the upper wall. */
function hang(items: RoomItem[], things: RoomFacts['things'], widthCm: number): void {
  const [size] = USUAL_CM.sensor;
  const racks = new Map(items.filter(({ kind }) => kind === 'rack').map((rack) => [rack.name, rack]));
  const groups = new Map<string, RoomFacts['things']>();
  for (const thing of things.filter(({ kind }) => kind === 'sensor')) {
    const rack = racks.get(thing.target.rack);
    if (rack) {
      const { xCm, yCm, widthCm: across, depthCm: deep } = boxOf(rack);
      const y = rack.turn === 180 ? yCm - size - 10 : yCm + deep + 10;
      items.push(
        makeThing('sensor', thing.target, {
          xCm: tens(xCm + across / 2 - size / 2),
          yCm: Math.max(0, y),
          turn: 0,
        }),
      );
      continue;
    }
    const said = `${thing.target.rack} ${thing.target.name}`;
    const group = /cold|冷/i.test(said) ? 'cold_aisle' : /hot|热/i.test(said) ? 'hot_aisle' : 'wall';
    groups.set(group, [...(groups.get(group) ?? []), thing]);
  }
  for (const [group, all] of groups) {
    const aisles = items.filter(({ kind }) => kind === group);
    for (const [at, { target }] of all.entries()) {
      const aisle = aisles[at % Math.max(1, aisles.length)];
      const inAisle = aisle ? Math.ceil((all.length - (at % aisles.length)) / aisles.length) : all.length;
      const share = ((aisle ? Math.floor(at / aisles.length) : at) + 1) / (inAisle + 1);
      const box = aisle ? boxOf(aisle) : { xCm: 0, yCm: 0, widthCm, depthCm: size };
      const xCm = tens(box.xCm + share * box.widthCm - size / 2);
      const yCm = tens(box.yCm + box.depthCm / 2 - size / 2);
      items.push(makeThing('sensor', target, { xCm, yCm, turn: 0 }));
    }
  }
}

/** Names by row and place; `undefined` is a place that no rack has. */
function rowsOf(racks: readonly string[]): { row: string; places: (string | undefined)[] }[] {
  const rows = new Map<string, { name: string; number: number | null }[]>();
  for (const name of racks) {
    const { row, number } = rowOf(name);
    rows.set(row, [...(rows.get(row) ?? []), { name, number }]);
  }
  const numbers = [...rows.values()].flat().flatMap(({ number }) => number ?? []);
  const first = Math.min(...numbers);
  const last = Math.max(...numbers);
  return [...rows]
    .sort(([one], [other]) => inNaturalOrder(one, other))
    .map(([row, all]) => {
      const isNumbered =
        last - first < MOST_PLACES &&
        all.every(({ number }) => number !== null) &&
        new Set(all.map(({ number }) => number)).size === all.length;
      if (!isNumbered) return { row, places: all.map(({ name }) => name) };
      const places: (string | undefined)[] = [];
      for (const { name, number } of all) places[(number as number) - first] = name;
      return { row, places };
    });
}

function tens(cm: number): number {
  return Math.max(0, Math.round(cm / 10) * 10);
}

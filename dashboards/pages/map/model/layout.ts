/*
 * From who is joined with whom to a picture, always the same one:
 *
 *   hosts of one switch ─► a block below it (fold.ts)
 *   what nobody placed  ─► rows by role (layers.ts), few crossings (order.ts), straight joins (arrange.ts)
 *   what people placed  ─► stays there; what is new stands near what it is joined to, and moves nobody
 */
import { arrange, type Cell } from './arrange.ts';
import { type Box, boundsOf, Floor, LEAF, NODE, type Point } from './boxes.ts';
import { type Bunch, blockOf, gatherBunches } from './fold.ts';
import { componentsOf, type Graph, type Join, leadsOut, makeGraph, type Thing } from './graph.ts';

export interface LayoutInput {
  things: readonly Thing[];
  joins: readonly Join[];
  /** Where people put things. */
  placed: ReadonlyMap<string, Point>;
  /** Owners whose hosts are shown one by one. */
  opened: ReadonlySet<string>;
}

/** A block of hosts with its place. */
export interface PlacedBunch extends Bunch, Box {}

export interface Layout {
  /** Middles of everything that is drawn; hosts that are folded have none. */
  boxes: ReadonlyMap<string, Box>;
  bunches: readonly PlacedBunch[];
  bounds: Box;
}

const BLOCK_GAP = 8;
const PART_GAP = 90;
/** Parts stand side by side up to this width. */
const WIDEST = 2_200;
const NEW_BELOW = 110;

/** Places everything. */
export function layOut({ things, joins, placed, opened }: LayoutInput): Layout {
  const graph = makeGraph(things, joins);
  const { inner, bunches } = gatherBunches(graph, placed, opened);
  const bunchOf = new Map(bunches.map((bunch) => [bunch.owner, bunch]));
  const cellOf = (id: string): Cell => {
    const bunch = bunchOf.get(id);
    if (!bunch) return NODE;
    const { width, height } = blockOf(bunch);
    return { width: Math.max(NODE.width, width), height: NODE.height + BLOCK_GAP + height };
  };
  const tops = new Map<string, Point>();
  const parts = componentsOf(inner);
  const isPlaced = (part: Graph) => part.things.some(({ id }) => placed.has(id));
  const floor = new Floor();
  const fixed = parts.filter(isPlaced);
  for (const part of fixed) keepPlaces(part, placed, tops, floor, cellOf);
  for (const part of fixed) placeNew(part, tops, floor, cellOf);
  const taken = boundsOf([...tops].map(([id, top]) => cellBox(top, cellOf(id))));
  packParts(
    parts.filter((part) => !isPlaced(part)),
    taken ? taken.y + taken.height / 2 + PART_GAP : 0,
    taken ? taken.x : 0,
    tops,
    cellOf,
  );
  return finish(tops, bunches);
}

/** Where the upper middle of a cell stands, and what it covers. */
function cellBox({ x, y }: Point, { width, height }: Cell): Box {
  return { x, y: y + height / 2, width, height };
}

function keepPlaces(
  part: Graph,
  placed: ReadonlyMap<string, Point>,
  tops: Map<string, Point>,
  floor: Floor,
  cellOf: (id: string) => Cell,
): void {
  for (const { id } of part.things) {
    const place = placed.get(id);
    if (!place) continue;
    const top = { x: place.x, y: place.y - NODE.height / 2 };
    tops.set(id, top);
    floor.cover(cellBox(top, cellOf(id)));
  }
}

/** What is not placed yet, from what is placed outwards: below what it hangs on, or above it when it leads out. */
function placeNew(part: Graph, tops: Map<string, Point>, floor: Floor, cellOf: (id: string) => Cell): void {
  const reached = new Set(part.things.map(({ id }) => id).filter((id) => tops.has(id)));
  for (const id of reached) {
    for (const other of part.beside.get(id) ?? []) reached.add(other);
    if (tops.has(id)) continue;
    const beside = (part.beside.get(id) ?? []).flatMap((other) => tops.get(other) ?? []);
    const thing = part.byId.get(id);
    const isAbove = thing !== undefined && leadsOut(thing);
    const x = beside.reduce((sum, point) => sum + point.x, 0) / Math.max(1, beside.length);
    const ys = beside.map(({ y }) => y);
    const y = isAbove ? Math.min(...ys) - NEW_BELOW : Math.max(...ys) + NEW_BELOW;
    const box = cellBox({ x, y }, cellOf(id));
    const found = floor.findNear(box);
    tops.set(id, { x: Math.round(found.x), y: Math.round(found.y - box.height / 2) });
    floor.cover({ ...box, ...found });
  }
}

/** Parts that do not hang together: side by side, in lines, the largest first. */
function packParts(
  parts: readonly Graph[],
  fromY: number,
  middleX: number,
  tops: Map<string, Point>,
  cellOf: (id: string) => Cell,
): void {
  const arranged = parts.map((part) => {
    const places = arrange(part, cellOf);
    const box = boundsOf([...places].map(([id, top]) => cellBox(top, cellOf(id)))) as Box;
    return { places, box };
  });
  const lines: (typeof arranged)[] = [];
  let width = Number.POSITIVE_INFINITY;
  for (const part of arranged) {
    if (width + part.box.width > WIDEST) {
      lines.push([]);
      width = 0;
    }
    lines[lines.length - 1]?.push(part);
    width += part.box.width + PART_GAP;
  }
  let y = fromY;
  for (const line of lines) {
    const total = line.reduce((sum, { box }) => sum + box.width, 0) + PART_GAP * (line.length - 1);
    let x = middleX - total / 2;
    for (const { places, box } of line) {
      const [shiftX, shiftY] = [x - (box.x - box.width / 2), y - (box.y - box.height / 2)];
      for (const [id, place] of places)
        tops.set(id, { x: Math.round(place.x + shiftX), y: Math.round(place.y + shiftY) });
      x += box.width + PART_GAP;
    }
    y += Math.max(...line.map(({ box }) => box.height)) + PART_GAP;
  }
}

function finish(tops: ReadonlyMap<string, Point>, bunches: readonly Bunch[]): Layout {
  const boxes = new Map<string, Box>();
  const floor = new Floor();
  for (const [id, { x, y }] of tops) {
    const box = { x, y: y + NODE.height / 2, ...NODE };
    boxes.set(id, box);
    floor.cover(box);
  }
  const placed = bunches.flatMap((bunch) => {
    const top = tops.get(bunch.owner);
    if (!top) return [];
    const { width, height, spots } = blockOf(bunch);
    const below = { x: top.x, y: top.y + NODE.height + BLOCK_GAP + height / 2, width, height };
    // Only where people put something there it is not free.
    const block = floor.isFree(below, 0) ? below : { ...below, ...floor.findNear(below) };
    floor.cover(block);
    for (const [at, member] of bunch.members.entries()) {
      const spot = spots[at];
      if (!spot) continue;
      const y = block.y - height / 2 + spot.y;
      boxes.set(member, { x: Math.round(block.x + spot.x), y: Math.round(y), ...LEAF });
    }
    return [{ ...bunch, ...block }];
  });
  const bounds = boundsOf([...boxes.values(), ...placed]) ?? { x: 0, y: 0, width: 0, height: 0 };
  return { boxes, bunches: placed, bounds };
}

import { ITEMS_PER_PLAN, MOST_ROOM_CM, type RoomItem, type RoomPlan } from '#protocol/room.ts';
import { boxOf, isSolid, overlap } from '#protocol/room-box.ts';
import { makeRack, makeThing, USUAL_CM } from './make-items.ts';
import { type RoomFacts, rowOf } from './room-facts.ts';

/** A plan with everything that is there now. */
export interface CompletedPlan {
  plan: RoomPlan;
  /** Ids of what nobody has placed: it was put where the floor is free. */
  added: string[];
  /** Names of things whose target has left the room. */
  gone: string[];
  /** Things for which the plan has no room any more. */
  left: number;
}

const STEP_CM = 30;
/** A large room is searched in no more places than that on each side. */
const MOST_STEPS = 80;
/** Floor that is added below when there is none left. */
const ADDED_CM = 240;

/** What people have drawn stays; what they do not know yet is put where the floor is free. */
export function completePlan(saved: RoomPlan, { racks, things }: RoomFacts): CompletedPlan {
  const there = new Set(things.map(({ target }) => target.id));
  const kept = saved.items.filter(({ target }) => target === null || there.has(target));
  const gone = saved.items.filter((item) => !kept.includes(item)).map(({ name }) => name);
  const plan = { ...saved, items: kept };
  const drawnRacks = new Set(kept.filter(({ kind }) => kind === 'rack').map(({ name }) => name));
  const drawnTargets = new Set(kept.map(({ target }) => target));
  const nowhere = { xCm: 0, yCm: 0, turn: 0 } as const;
  const missing = [
    ...racks.filter((name) => !drawnRacks.has(name)).map((name) => makeRack(name, nowhere)),
    ...things
      .filter(({ target }) => !drawnTargets.has(target.id))
      .map(({ kind, target }) => makeThing(kind, target, nowhere)),
  ];
  const added: string[] = [];
  const ids = new Set(kept.map(({ id }) => id));
  for (const item of missing.slice(0, Math.max(0, ITEMS_PER_PLAN - kept.length))) {
    // Somebody may have renamed the rack that had this id.
    const own = ids.has(item.id) ? { ...item, id: `${item.id} 2` } : item;
    const placed = findPlace(own, plan);
    plan.items.push(placed);
    added.push(placed.id);
  }
  return { plan, added, gone, left: missing.length - added.length };
}

/** Beside its neighbours by name, or anywhere; the room grows when it is full. */
function findPlace(item: RoomItem, plan: RoomPlan): RoomItem {
  const solid = plan.items.filter(isSolid);
  const fits = (one: RoomItem): boolean => {
    const box = boxOf(one);
    if (box.xCm < 0 || box.yCm < 0) return false;
    if (box.xCm + box.widthCm > plan.widthCm || box.yCm + box.depthCm > plan.depthCm) return false;
    return solid.every((other) => !overlap(box, boxOf(other)));
  };
  const beside = item.kind === 'rack' ? besideItsRow(item, plan).find(fits) : undefined;
  if (beside) return beside;
  const stepX = Math.max(STEP_CM, Math.ceil(plan.widthCm / MOST_STEPS));
  const stepY = Math.max(STEP_CM, Math.ceil(plan.depthCm / MOST_STEPS));
  for (let yCm = 0; yCm < plan.depthCm; yCm += stepY) {
    for (let xCm = 0; xCm < plan.widthCm; xCm += stepX) {
      const placed = { ...item, xCm, yCm };
      if (fits(placed) && !blocksAisle(placed, plan)) return placed;
    }
  }
  const yCm = plan.depthCm;
  plan.depthCm = Math.min(MOST_ROOM_CM, plan.depthCm + ADDED_CM);
  return { ...item, xCm: 0, yCm: Math.min(yCm, plan.depthCm - USUAL_CM[item.kind][1]) };
}

function blocksAisle(item: RoomItem, { items }: RoomPlan): boolean {
  return (
    isSolid(item) &&
    items.some(({ kind, ...other }) => kind.endsWith('aisle') && overlap(boxOf(item), boxOf(other)))
  );
}

/** The places on both sides of each rack of its row, those of the nearest number first. */
function besideItsRow(item: RoomItem, { items }: RoomPlan): RoomItem[] {
  const { row, number } = rowOf(item.name);
  return items
    .flatMap((rack) => {
      if (rack.kind !== 'rack') return [];
      const other = rowOf(rack.name);
      if (other.row !== row || other.number === null || number === null) return [];
      return [{ rack, distance: Math.abs(other.number - number) }];
    })
    .sort((one, other) => one.distance - other.distance)
    .flatMap(({ rack }) => {
      const { xCm, yCm, widthCm, depthCm } = boxOf(rack);
      const like = { ...item, turn: rack.turn, widthCm: rack.widthCm, depthCm: rack.depthCm };
      return rack.turn % 180 === 0
        ? [
            { ...like, xCm: xCm + widthCm, yCm },
            { ...like, xCm: xCm - widthCm, yCm },
          ]
        : [
            { ...like, xCm, yCm: yCm + depthCm },
            { ...like, xCm, yCm: yCm - depthCm },
          ];
    });
}

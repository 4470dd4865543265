import type { Panel, Place } from '#protocol/board.ts';

/** Columns of the grid; the protocol has the same number beside what checks it. */
export const COLUMNS = 12;
const LOWEST_ROW = 400;
const MOST_ROWS = 40;

type Placed = Pick<Panel, 'id' | 'at'>;

/** Puts a panel somewhere; those in its way go down, and nothing hangs above an empty place. */
export function movePanel<Item extends Placed>(panels: readonly Item[], id: string, wanted: Place): Item[] {
  const at = inside(wanted);
  return settle(
    panels.map((panel) => (panel.id === id ? { ...panel, at } : panel)),
    id,
  );
}

/** Moves or resizes by some columns and rows, as the keys do. */
export function nudge(at: Place, by: { x?: number; y?: number; w?: number; h?: number }): Place {
  const { x = 0, y = 0, w = 0, h = 0 } = by;
  return inside({ x: at.x + x, y: at.y + y, w: at.w + w, h: at.h + h });
}

/** Where a new panel fits: the first free place from the top, from left to right. */
export function freePlace(panels: readonly Placed[], w: number, h: number): Place {
  for (let y = 0; y <= LOWEST_ROW; y++) {
    for (let x = 0; x + w <= COLUMNS; x++) {
      const at = { x, y, w, h };
      if (!panels.some((panel) => overlap(panel.at, at))) return at;
    }
  }
  return { x: 0, y: LOWEST_ROW, w, h };
}

/** The same panels without holes above them; the one that was moved keeps its place as far as it can. */
export function settle<Item extends Placed>(panels: readonly Item[], moved?: string): Item[] {
  const order = [...panels].sort(
    (one, other) =>
      one.at.y - other.at.y || Number(other.id === moved) - Number(one.id === moved) || one.at.x - other.at.x,
  );
  const placed: Placed[] = [];
  const found = new Map<string, Place>();
  // What was moved stands first, so that others give way and not it.
  const first = order.filter(({ id }) => id === moved);
  for (const panel of [...first, ...order.filter(({ id }) => id !== moved)]) {
    const at = { ...panel.at };
    while (placed.some((other) => overlap(other.at, at))) at.y++;
    placed.push({ id: panel.id, at });
  }
  // Everything falls upwards, the upper ones first.
  placed.sort((one, other) => one.at.y - other.at.y || one.at.x - other.at.x);
  const fallen: Placed[] = [];
  for (const panel of placed) {
    const at = { ...panel.at };
    while (at.y > 0 && !fallen.some((other) => overlap(other.at, { ...at, y: at.y - 1 }))) at.y--;
    fallen.push({ id: panel.id, at });
    found.set(panel.id, at);
  }
  return panels.map((panel) => ({ ...panel, at: found.get(panel.id) ?? panel.at }));
}

export function overlap(one: Place, other: Place): boolean {
  return (
    one.x < other.x + other.w &&
    other.x < one.x + one.w &&
    one.y < other.y + other.h &&
    other.y < one.y + one.h
  );
}

function inside({ x, y, w, h }: Place): Place {
  const width = clamp(w, 1, COLUMNS);
  return {
    x: clamp(x, 0, COLUMNS - width),
    y: clamp(y, 0, LOWEST_ROW),
    w: width,
    h: clamp(h, 1, MOST_ROWS),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

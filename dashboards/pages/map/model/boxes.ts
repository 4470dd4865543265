/** A place on the map: the middle of what stands there. */
export interface Point {
  x: number;
  y: number;
}

/** What something covers: its middle and its size. */
export interface Box extends Point {
  width: number;
  height: number;
}

export const NODE = { width: 172, height: 44 } as const;
/** A host that hangs on one switch alone. */
export const LEAF = { width: 148, height: 36 } as const;
/** The mark that stands for hosts that are folded. */
export const FOLD = { width: 104, height: 24 } as const;

/** True when they cover the same place; `gap` is kept free between them. */
export function collide(one: Box, other: Box, gap = 0): boolean {
  return (
    Math.abs(one.x - other.x) < (one.width + other.width) / 2 + gap &&
    Math.abs(one.y - other.y) < (one.height + other.height) / 2 + gap
  );
}

/** What all of these cover; undefined for nothing. */
export function boundsOf(boxes: Iterable<Box>): Box | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of boxes) {
    left = Math.min(left, x - width / 2);
    right = Math.max(right, x + width / 2);
    top = Math.min(top, y - height / 2);
    bottom = Math.max(bottom, y + height / 2);
  }
  if (left > right) return undefined;
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
}

const CELL = 160;
const GAP = 12;

/** What is covered already, for finding a free place quickly. */
export class Floor {
  readonly #cells = new Map<string, Box[]>();

  cover(box: Box): void {
    for (const key of cellsOf(box)) {
      const cell = this.#cells.get(key);
      if (cell) cell.push(box);
      else this.#cells.set(key, [box]);
    }
  }

  isFree(box: Box, gap = GAP): boolean {
    for (const key of cellsOf(box)) {
      if (this.#cells.get(key)?.some((other) => collide(box, other, gap - 0.5))) return false;
    }
    return true;
  }

  /** The free place nearest to the one wanted, in rings around it. */
  findNear(wanted: Box): Point {
    const [stepX, stepY] = [wanted.width / 2 + GAP, Math.max(24, wanted.height / 2 + GAP)];
    for (let ring = 0; ring < 60; ring++) {
      let best: (Point & { distance: number }) | undefined;
      for (let across = -ring; across <= ring; across++) {
        for (let down = -ring; down <= ring; down++) {
          if (Math.max(Math.abs(across), Math.abs(down)) !== ring) continue;
          const [x, y] = [wanted.x + across * stepX, wanted.y + down * stepY];
          // Below rather than above, since that is where things hang.
          const distance = Math.hypot(x - wanted.x, y - wanted.y) + (down < 0 ? 1 : 0);
          if (best && best.distance <= distance) continue;
          if (this.isFree({ ...wanted, x, y })) best = { x, y, distance };
        }
      }
      if (best) return { x: Math.round(best.x), y: Math.round(best.y) };
    }
    const all = boundsOf([...this.#cells.values()].flat());
    return { x: wanted.x, y: all ? all.y + all.height / 2 + wanted.height : wanted.y };
  }
}

function* cellsOf({ x, y, width, height }: Box): Generator<string> {
  const reach = GAP;
  for (let column = cell(x - width / 2 - reach); column <= cell(x + width / 2 + reach); column++) {
    for (let row = cell(y - height / 2 - reach); row <= cell(y + height / 2 + reach); row++)
      yield `${column} ${row}`;
  }
}

function cell(place: number): number {
  return Math.floor(place / CELL);
}

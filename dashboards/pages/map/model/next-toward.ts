import type { Box, Point } from './boxes.ts';

/** The thing that one comes to when going that way: near, and rather straight ahead than aside. */
export function nextToward(boxes: ReadonlyMap<string, Box>, from: string, way: Point): string | undefined {
  const start = boxes.get(from);
  if (!start) return undefined;
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [id, { x, y }] of boxes) {
    const [dx, dy] = [x - start.x, y - start.y];
    const ahead = dx * way.x + dy * way.y;
    const aside = Math.abs(dx * way.y) + Math.abs(dy * way.x);
    if (ahead <= 1 || aside > ahead * 4) continue;
    const cost = ahead + aside * 2;
    if (cost >= least) continue;
    best = id;
    least = cost;
  }
  return best;
}

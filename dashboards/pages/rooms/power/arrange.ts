/*
 * The picture of the flow: what hangs on A comes from the left, what hangs on B from the right, so that a rack that is
 * fed from both sides is seen to be.
 *
 *                     ┌ mains ┐
 *   UPS A ─► PDU A1 ─►│  A01  │◄─ PDU B1 ◄─ UPS B
 *                     │  A02  │
 */
import type { PowerEdge, PowerFlow } from '../model/power.ts';
import { rackKey } from '../model/power.ts';

/** A box of the diagram, in units of one rem. */
export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The diagram with its boxes, by the key of what they show, and its lines. */
export interface Diagram {
  width: number;
  height: number;
  places: ReadonlyMap<string, Place>;
  lines: readonly { edge: PowerEdge; path: string }[];
}

export const MAINS = 'mains';
const WIDTH = 71;
const SOURCE = { x: 0, width: 12, height: 5.25 };
const PANEL = { x: 14.5, width: 8.5, height: 2.25 };
const GROUP = { x: 26, width: 19, height: 1.75 };
const MAINS_HEIGHT = 2.25;
/** Between the mains and the first rack. */
const HEAD = 4;
const GAP = 0.45;

/** Odd feeds come from the right. */
export function isRight(feeds: readonly string[]): boolean {
  const [feed = 'A'] = feeds;
  return feeds.length < 2 && (feed.charCodeAt(0) - 'A'.charCodeAt(0)) % 2 === 1;
}

/** Puts sources and panels to the sides of the racks. */
export function arrangePower(flow: PowerFlow): Diagram {
  const places = new Map<string, Place>();
  const sides = [false, true].map((right) => ({
    right,
    sources: flow.sources.filter(({ feeds }) => isRight(feeds) === right),
    panels: flow.panels.filter(({ feeds }) => isRight(feeds) === right),
  }));
  const tallest = Math.max(
    flow.groups.length * (GROUP.height + GAP),
    ...sides.map(({ sources }) => sources.length * (SOURCE.height + GAP * 2)),
    ...sides.map(({ panels }) => panels.length * (PANEL.height + GAP * 2)),
    8,
  );
  const spread = (
    keys: readonly string[],
    box: { x: number; width: number; height: number },
    right: boolean,
  ) => {
    const room = tallest / keys.length;
    const x = right ? WIDTH - box.x - box.width : box.x;
    for (const [at, key] of keys.entries()) {
      places.set(key, { ...box, x, y: HEAD + room * (at + 0.5) - box.height / 2 });
    }
  };
  for (const { right, sources, panels } of sides) {
    spread(
      sources.map(({ target }) => target.id),
      SOURCE,
      right,
    );
    spread(
      panels.map(({ target }) => target.id),
      PANEL,
      right,
    );
  }
  const groups = flow.groups.map(({ rack }) => rackKey(rack));
  spread(groups, GROUP, false);
  places.set(MAINS, { ...GROUP, y: 0, height: MAINS_HEIGHT });

  const hasParent = new Set(flow.edges.map(({ to }) => to));
  const fromMains = [...flow.sources, ...flow.panels]
    .filter(({ target }) => !hasParent.has(target.id))
    .map(({ target, feeds }) => ({ from: MAINS, to: target.id, feeds }));
  const lines = [...fromMains, ...flow.edges].flatMap((edge) => {
    const from = places.get(edge.from);
    const to = places.get(edge.to);
    if (!from || !to) return [];
    return [{ edge, path: edge.from === MAINS ? fall(from, to) : curve(from, to) }];
  });
  return { width: WIDTH, height: HEAD + tallest, places, lines };
}

/** From the side of the mains outwards, and down into the source. */
function fall(from: Place, to: Place): string {
  const isLeft = to.x < from.x;
  const x1 = isLeft ? from.x : from.x + from.width;
  const y1 = from.y + from.height / 2;
  const x2 = to.x + to.width / 2;
  const corner = isLeft ? 1 : -1;
  return `M${round(x1)} ${round(y1)}H${round(x2 + corner)}Q${round(x2)} ${round(y1)} ${round(x2)} ${round(y1 + 1)}V${round(to.y)}`;
}

/** Between the sides that face each other. */
function curve(from: Place, to: Place): string {
  const goesRight = to.x >= from.x;
  const x1 = goesRight ? from.x + from.width : from.x;
  const x2 = goesRight ? to.x : to.x + to.width;
  const [y1, y2] = [from.y + from.height / 2, to.y + to.height / 2];
  // Two of one column: around the side.
  const bend = from.x === to.x ? (goesRight ? 2 : -2) : (x2 - x1) / 2;
  return `M${round(x1)} ${round(y1)}C${round(x1 + bend)} ${round(y1)} ${round(x2 - bend)} ${round(y2)} ${round(x2)} ${round(y2)}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

import type { Box, Point } from './boxes.ts';

/** How a cable runs over the map. */
export interface Wire {
  path: string;
  middle: Point;
  /** The place after that share of the way. */
  at(share: number): Point;
  /** Which way `from` to `to` goes, mostly: the arrow that stands for it. */
  arrow: '▼' | '▲' | '▶' | '◀';
}

interface Joined {
  id: string;
  from: { node: string };
  to: { node: string };
}

type Side = 'top' | 'bottom' | 'left' | 'right';

interface Leaving {
  link: string;
  /** By what those that leave one side are put into order. */
  toward: number;
}

/** Farthest that two cables of one side stand apart. */
const APART = 14;
const MARGIN = 14;

/** Lines for all cables; those that leave one side of a thing do so side by side, in the order of where they go. */
export function wire(links: readonly Joined[], boxes: ReadonlyMap<string, Box>): Map<string, Wire> {
  const leaving = new Map<string, Leaving[]>();
  const drawn: { link: Joined; from: Box; to: Box; sides: [Side, Side] }[] = [];
  for (const link of links) {
    const [from, to] = [boxes.get(link.from.node), boxes.get(link.to.node)];
    if (!from || !to) continue;
    const sides = sidesOf(from, to);
    drawn.push({ link, from, to, sides });
    leave(leaving, link.from.node, sides[0], link.id, to);
    leave(leaving, link.to.node, sides[1], link.id, from);
  }
  const slots = new Map<string, number>();
  for (const [key, all] of leaving) {
    all.sort((a, b) => a.toward - b.toward || (a.link < b.link ? -1 : 1));
    for (const [at, { link }] of all.entries()) slots.set(`${key} ${link}`, at - (all.length - 1) / 2);
  }
  const count = (node: string, side: Side) => leaving.get(`${node} ${side}`)?.length ?? 1;
  return new Map(
    drawn.map(({ link, from, to, sides: [out, into] }) => {
      const slot = (node: string, side: Side) => slots.get(`${node} ${side} ${link.id}`) ?? 0;
      const start = leaveAt(from, out, slot(link.from.node, out), count(link.from.node, out));
      const end = leaveAt(to, into, slot(link.to.node, into), count(link.to.node, into));
      return [link.id, curve(start, end, out, into)];
    }),
  );
}

function sidesOf(from: Box, to: Box): [Side, Side] {
  const across = Math.abs(to.x - from.x) - (from.width + to.width) / 2;
  const down = Math.abs(to.y - from.y) - (from.height + to.height) / 2;
  if (down >= 0 || across < 0) return to.y >= from.y ? ['bottom', 'top'] : ['top', 'bottom'];
  // Far apart in one row: under what stands between them.
  if (across > from.width) return ['bottom', 'bottom'];
  return to.x >= from.x ? ['right', 'left'] : ['left', 'right'];
}

function leave(all: Map<string, Leaving[]>, node: string, side: Side, link: string, other: Box): void {
  const key = `${node} ${side}`;
  const toward = side === 'top' || side === 'bottom' ? other.x : other.y;
  const known = all.get(key);
  if (known) known.push({ link, toward });
  else all.set(key, [{ link, toward }]);
}

function leaveAt({ x, y, width, height }: Box, side: Side, slot: number, count: number): Point {
  const isFlat = side === 'top' || side === 'bottom';
  const room = (isFlat ? width : height) - 2 * MARGIN;
  const shift = slot * Math.min(APART, room / Math.max(1, count - 1));
  if (side === 'top') return { x: x + shift, y: y - height / 2 };
  if (side === 'bottom') return { x: x + shift, y: y + height / 2 };
  return { x: side === 'left' ? x - width / 2 : x + width / 2, y: y + shift };
}

function curve(start: Point, end: Point, out: Side, into: Side): Wire {
  const span = Math.hypot(end.x - start.x, end.y - start.y);
  const pull = out === into ? Math.min(70, 24 + span / 12) : Math.min(90, Math.max(12, span * 0.38));
  const [one, other] = [pulled(start, out, pull), pulled(end, into, pull)];
  const along = (share: number): Point => {
    const rest = 1 - share;
    const parts = [rest ** 3, 3 * rest ** 2 * share, 3 * rest * share ** 2, share ** 3] as const;
    const mix = (of: (point: Point) => number) =>
      parts[0] * of(start) + parts[1] * of(one) + parts[2] * of(other) + parts[3] * of(end);
    return { x: mix(({ x }) => x), y: mix(({ y }) => y) };
  };
  const at = ({ x, y }: Point) => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
  const isDown = Math.abs(end.y - start.y) >= Math.abs(end.x - start.x) / 4;
  const arrow = isDown ? (end.y >= start.y ? '▼' : '▲') : end.x >= start.x ? '▶' : '◀';
  return { path: `M${at(start)}C${at(one)} ${at(other)} ${at(end)}`, middle: along(0.5), at: along, arrow };
}

function pulled({ x, y }: Point, side: Side, by: number): Point {
  if (side === 'top') return { x, y: y - by };
  if (side === 'bottom') return { x, y: y + by };
  return { x: side === 'left' ? x - by : x + by, y };
}

/** The arrow of the way back. */
export const BACK = { '▼': '▲', '▲': '▼', '▶': '◀', '◀': '▶' } as const;

/*
 * How the current flows, by what targets say of what feeds them:
 *
 *   mains ─► UPS A ─► PDU A1 ─► rack A01
 *         └► UPS B ─► PDU B1 ─┘
 */
import type { RoomTarget } from '../../../api/rooms.ts';
import { naturally } from './order.ts';

/** How well something is fed. `shared`: two ways that come from one source. */
export type Feeding = 'redundant' | 'shared' | 'single' | 'unknown';

/** Something that hands current on. */
export interface PowerNode {
  target: RoomTarget;
  /** `A`, `B` …: the source that it hangs on; several where it hangs on several. */
  feeds: readonly string[];
  /** Elsewhere than in this room. */
  isOutside: boolean;
}

/** Everything in one rack that needs current, or what stands alone. */
export interface PowerGroup {
  /** Of the rack; empty for what stands in none. */
  rack: string;
  devices: { target: RoomTarget; feeding: Feeding; feeds: readonly string[] }[];
  feeds: readonly string[];
}

/** From what to what; `to` may be `rack A01`. */
export interface PowerEdge {
  from: string;
  to: string;
  feeds: readonly string[];
}

export interface PowerFlow {
  /** Sources that nothing else feeds, and those behind them; `mains` stands before those without a parent. */
  sources: PowerNode[];
  panels: PowerNode[];
  groups: PowerGroup[];
  edges: PowerEdge[];
}

const HANDS_ON = new Set(['ups', 'pdu', 'power_panel']);
/** These have no plug of their own; a sensor lives on what reads it. */
const PLUGLESS = new Set(['job', 'page', 'service', 'database', 'sensor']);

/** The key of a rack among the ends of edges. */
export function rackKey(rack: string): string {
  return `rack ${rack}`;
}

/** The chains of power of a room. */
export function powerFlow(inside: readonly RoomTarget[], outside: readonly RoomTarget[]): PowerFlow {
  const byId = new Map([...outside, ...inside].map((target) => [target.id, target]));
  const isInside = new Set(inside.map(({ id }) => id));
  const parentsOf = (target: RoomTarget) => [
    ...new Set(target.parents.power.filter((id) => id !== target.id && byId.has(id))),
  ];
  // A server that somebody calls the parent of another is no panel.
  const consumers = inside.filter(
    (target) => !HANDS_ON.has(target.kind) && !PLUGLESS.has(target.kind) && target.parents.host.length === 0,
  );
  const used = new Set<string>();
  for (const { kind, id } of inside) if (HANDS_ON.has(kind)) used.add(id);
  const climb = (target: RoomTarget): void => {
    for (const id of parentsOf(target)) {
      if (used.has(id) && !isInside.has(id)) continue;
      used.add(id);
      climbOnce(byId.get(id) as RoomTarget);
    }
  };
  const climbed = new Set<string>();
  function climbOnce(target: RoomTarget): void {
    if (climbed.has(target.id)) return;
    climbed.add(target.id);
    climb(target);
  }
  for (const consumer of consumers) climbOnce(consumer);
  const nodes = [...used].map((id) => byId.get(id) as RoomTarget).sort((a, b) => naturally(a.name, b.name));

  const rootsOf = memoise((id: string, on: ReadonlySet<string>): string[] => {
    const parents = parentsOf(byId.get(id) as RoomTarget).filter((parent) => !on.has(parent));
    if (parents.length === 0) return [id];
    return [...new Set(parents.flatMap((parent) => rootsOf(parent, new Set([...on, id]))))];
  });
  const roots = [...new Set(nodes.flatMap(({ id }) => rootsOf(id, new Set())))].map(
    (id) => byId.get(id) as RoomTarget,
  );
  const letters = lettersOf(roots);
  const feedsOf = (ids: readonly string[]): string[] =>
    [...new Set(ids.flatMap((id) => rootsOf(id, new Set()).map((root) => letters.get(root) ?? '')))].sort();

  const edges = new Map<string, PowerEdge>();
  const connect = (from: string, to: string): void => {
    edges.set(`${from} ${to}`, { from, to, feeds: feedsOf([from]) });
  };
  for (const node of nodes) for (const parent of parentsOf(node)) connect(parent, node.id);
  const groups = new Map<string, PowerGroup['devices']>();
  for (const target of consumers) {
    const parents = parentsOf(target);
    for (const parent of parents) connect(parent, rackKey(target.rack));
    const feeds = feedsOf(parents);
    const feeding = feedingOf(parents.length, feeds.length);
    groups.set(target.rack, [...(groups.get(target.rack) ?? []), { target, feeding, feeds }]);
  }
  const node = (target: RoomTarget): PowerNode => ({
    target,
    feeds: feedsOf([target.id]),
    isOutside: !isInside.has(target.id),
  });
  return {
    sources: nodes.filter(({ kind }) => kind === 'ups').map(node),
    panels: nodes.filter(({ kind }) => kind !== 'ups').map(node),
    groups: [...groups]
      .map(([rack, devices]) => ({
        rack,
        devices,
        feeds: [...new Set(devices.flatMap(({ feeds }) => feeds))].sort(),
      }))
      .sort((a, b) => Number(a.rack === '') - Number(b.rack === '') || naturally(a.rack, b.rack)),
    edges: [...edges.values()],
  };
}

function feedingOf(parents: number, feeds: number): Feeding {
  if (parents === 0) return 'unknown';
  if (parents === 1) return 'single';
  return feeds > 1 ? 'redundant' : 'shared';
}

/** `UPS-B` is B whatever the order; others take the letters that are left. */
function lettersOf(roots: readonly RoomTarget[]): Map<string, string> {
  const letters = new Map<string, string>();
  const taken = new Set<string>();
  const sorted = [...roots].sort((a, b) => naturally(a.name, b.name));
  for (const { id, name } of sorted) {
    const [, said] = /(?:^|[^A-Za-z])([A-D])(?:路|\d*$|[^A-Za-z])/i.exec(name) ?? [];
    const letter = said?.toUpperCase();
    if (!letter || taken.has(letter)) continue;
    taken.add(letter);
    letters.set(id, letter);
  }
  let code = 'A'.charCodeAt(0);
  for (const { id } of sorted) {
    if (letters.has(id)) continue;
    while (taken.has(String.fromCharCode(code))) code++;
    const letter = code <= 'Z'.charCodeAt(0) ? String.fromCharCode(code) : '+';
    taken.add(letter);
    letters.set(id, letter);
  }
  return letters;
}

function memoise(work: (id: string, on: ReadonlySet<string>) => string[]) {
  const known = new Map<string, string[]>();
  return (id: string, on: ReadonlySet<string>): string[] => {
    const found = known.get(id);
    if (found) return found;
    const made = work(id, on);
    // In a circle the answer depends on where one came from.
    if (on.size === 0) known.set(id, made);
    return made;
  };
}

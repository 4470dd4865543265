/** A thing as the layout sees it. */
export interface Thing {
  id: string;
  name: string;
  kind: string;
}

/** Two things that are joined, by however many cables. */
export interface Join {
  from: string;
  to: string;
}

/** Things with what is beside each, both in an order that follows from their names alone. */
export interface Graph {
  things: readonly Thing[];
  byId: ReadonlyMap<string, Thing>;
  beside: ReadonlyMap<string, readonly string[]>;
}

/** What carries the traffic of others. */
const NETWORK_KINDS: readonly string[] = [
  'switch',
  'router',
  'firewall',
  'security',
  'load_balancer',
  'fibre_switch',
];
/** What stands above the core: the ways out. */
const EDGE_KINDS: readonly string[] = ['router', 'firewall', 'security'];

/** True for what carries the traffic of others. */
export function carriesOthers({ kind }: Thing): boolean {
  return NETWORK_KINDS.includes(kind);
}

/** True for what leads out of the network. */
export function leadsOut({ kind }: Thing): boolean {
  return EDGE_KINDS.includes(kind);
}

/** The same graph whatever the order in which it is told; joins of things that are not there are left out. */
export function makeGraph(things: readonly Thing[], joins: readonly Join[]): Graph {
  const sorted = [...things].sort((a, b) => compareNames(a.name, b.name) || compareNames(a.id, b.id));
  const byId = new Map(sorted.map((thing) => [thing.id, thing]));
  const rank = new Map(sorted.map(({ id }, at) => [id, at]));
  const sets = new Map(sorted.map(({ id }) => [id, new Set<string>()]));
  for (const { from, to } of joins) {
    if (from === to) continue;
    const [one, other] = [sets.get(from), sets.get(to)];
    if (!one || !other) continue;
    one.add(to);
    other.add(from);
  }
  const beside = new Map(
    [...sets].map(([id, set]) => [id, [...set].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0))]),
  );
  return { things: sorted, byId, beside };
}

/** Only these things, in the order of the graph. */
export function partOf({ things, beside }: Graph, ids: ReadonlySet<string>): Graph {
  const kept = things.filter(({ id }) => ids.has(id));
  return {
    things: kept,
    byId: new Map(kept.map((thing) => [thing.id, thing])),
    beside: new Map(kept.map(({ id }) => [id, (beside.get(id) ?? []).filter((other) => ids.has(other))])),
  };
}

/** Things that hang together, the largest part first. */
export function componentsOf(graph: Graph): Graph[] {
  const seen = new Set<string>();
  const found: Graph[] = [];
  for (const { id } of graph.things) {
    if (seen.has(id)) continue;
    const part = new Set([id]);
    for (const each of part) for (const other of graph.beside.get(each) ?? []) part.add(other);
    for (const each of part) seen.add(each);
    found.push(partOf(graph, part));
  }
  return found.sort((a, b) => b.things.length - a.things.length);
}

/** Steps from the nearest of `from` to everything that can be reached. */
export function distancesFrom({ beside }: Graph, from: readonly string[]): Map<string, number> {
  const distances = new Map(from.map((id) => [id, 0]));
  // A map is walked in the order of insertion, and what is added while walking comes last.
  for (const [id, distance] of distances) {
    for (const other of beside.get(id) ?? []) if (!distances.has(other)) distances.set(other, distance + 1);
  }
  return distances;
}

const collator = new Intl.Collator('en', { numeric: true });

/** `sw-2` before `sw-10`; the same in every language. */
export function compareNames(one: string, other: string): number {
  return collator.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);
}

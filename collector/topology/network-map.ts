/*
 * The map of a network out of three sources, the strongest first: what devices say of their neighbours, cables that
 * people added, and what people said a target stands on. A weaker one is left out where a stronger one tells the same.
 */
import type { Target } from '#collector/inventory/targets.ts';
import { cableKey, pairKey } from '#protocol/cable.ts';
import { buildTopology, type Device, type TopologyEdge, type TopologyNode } from './build-topology.ts';
import type { KeptCorrections } from './corrections.ts';
import type { KnownPort, PortFinder } from './find-ports.ts';

/** A thing on the map, with where it belongs. */
export interface MapNode extends TopologyNode {
  /** Of what nobody watches: that of the first device that tells of it. */
  organisation: string;
  zone: string;
}

/** An end with the series of its port, as far as there are any. */
export interface MapEnd extends KnownEnd {
  node: string;
  port: string;
}

interface KnownEnd {
  interface: string | null;
  /** Mbit/s. */
  speed: number | null;
}

/** A cable with who tells of it. */
export interface MapEdge extends Omit<TopologyEdge, 'from' | 'to'> {
  from: MapEnd;
  to: MapEnd;
  source: 'lldp' | 'people' | 'parents';
}

/** What is on the map before anything is left out. */
export interface NetworkMap {
  nodes: MapNode[];
  edges: MapEdge[];
  /** How many there are, also of those left out. */
  nodesTotal: number;
}

type PlainEdge = TopologyEdge & Pick<MapEdge, 'source'>;

/** Everything that is connected, of targets that the caller sees. */
export function drawNetwork(
  targets: readonly Target[],
  devices: readonly Device[],
  kept: readonly KeptCorrections[],
  atMost: number,
): NetworkMap & { edges: MapEdge[] } {
  const byId = new Map(targets.map((target) => [target.id, target]));
  const told = buildTopology(devices);
  const nodes = new Map(told.nodes.map((node) => [node.id, node]));
  const edges: PlainEdge[] = told.edges.map((edge) => ({ ...edge, source: 'lldp' }));
  const cables = new Set(edges.map(cableKey));
  const knows = (id: string): boolean => {
    const target = byId.get(id);
    if (target && !nodes.has(id)) nodes.set(id, asNode(target));
    return nodes.has(id);
  };
  for (const { corrections, changedAtMs } of kept) {
    for (const { from, to } of corrections.added) {
      if (cables.has(cableKey({ from, to })) || !knows(from.node) || !knows(to.node)) continue;
      cables.add(cableKey({ from, to }));
      edges.push({ from, to, source: 'people', seenBy: 'one', toldAtMs: changedAtMs });
    }
  }
  const pairs = new Set(edges.map(pairKey));
  for (const { id, parents } of targets) {
    for (const parent of parents.network) {
      const edge = { from: { node: parent, port: '' }, to: { node: id, port: '' } };
      if (parent === id || pairs.has(pairKey(edge)) || !byId.has(parent)) continue;
      if (!knows(parent) || !knows(id)) continue;
      pairs.add(pairKey(edge));
      edges.push({ ...edge, source: 'parents', seenBy: 'one', toldAtMs: null });
    }
  }
  const placed = place([...nodes.values()], edges, byId);
  const shown = mostConnected(placed, edges, atMost);
  const ids = new Set(shown.map(({ id }) => id));
  return {
    nodes: shown,
    edges: edges
      .filter(({ from, to }) => ids.has(from.node) && ids.has(to.node))
      .map((edge) => ({ ...edge, from: withoutPort(edge.from), to: withoutPort(edge.to) })),
    nodesTotal: placed.length,
  };
}

/** The same edges with the series of their ports. */
export function withPorts(edges: readonly MapEdge[], find: PortFinder): MapEdge[] {
  const end = ({ node, port }: MapEnd): MapEnd => {
    const { interface: name, speed }: KnownPort | KnownEnd = find(node, port) ?? NO_PORT;
    return { node, port, interface: name, speed };
  };
  return edges.map((edge) => ({ ...edge, from: end(edge.from), to: end(edge.to) }));
}

const NO_PORT: KnownEnd = { interface: null, speed: null };

function withoutPort({ node, port }: { node: string; port: string }): MapEnd {
  return { node, port, ...NO_PORT };
}

function asNode({ id, name, kind, address }: Target): TopologyNode {
  return { id, target: id, name, kind, address, description: '' };
}

/** What nobody watches belongs where the first device stands that tells of it. */
function place(
  nodes: readonly TopologyNode[],
  edges: readonly PlainEdge[],
  byId: ReadonlyMap<string, Target>,
): MapNode[] {
  const beside = new Map<string, Target>();
  for (const { from, to } of edges) {
    for (const [one, other] of [
      [from.node, to.node],
      [to.node, from.node],
    ] as const) {
      const neighbour = byId.get(other);
      if (neighbour && !beside.has(one)) beside.set(one, neighbour);
    }
  }
  return nodes.map((node) => {
    const { organisation = '', zone = '' } = byId.get(node.id) ?? beside.get(node.id) ?? {};
    return { ...node, organisation, zone };
  });
}

/** What carries the others stays; in the order in which they came. */
function mostConnected(nodes: readonly MapNode[], edges: readonly PlainEdge[], atMost: number): MapNode[] {
  if (nodes.length <= atMost) return [...nodes];
  const degrees = new Map<string, number>();
  for (const { from, to } of edges) {
    for (const { node } of [from, to]) degrees.set(node, (degrees.get(node) ?? 0) + 1);
  }
  const kept = new Set(
    [...nodes].sort((a, b) => (degrees.get(b.id) ?? 0) - (degrees.get(a.id) ?? 0)).slice(0, atMost),
  );
  return nodes.filter((node) => kept.has(node));
}

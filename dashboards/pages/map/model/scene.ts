import { type Cable, cableKey } from '#protocol/cable.ts';
import type { TopologyAnswer, TopologyEdge, TopologyNode } from '../../../api/topology.ts';
import type { Draft } from './draft.ts';

/** A cable with a name of its own. */
export interface MapLink extends TopologyEdge {
  id: string;
}

/** What is drawn and listed. */
export interface Scene {
  nodes: readonly TopologyNode[];
  links: readonly MapLink[];
  byId: ReadonlyMap<string, TopologyNode>;
  linksOf: ReadonlyMap<string, readonly MapLink[]>;
}

/** Which part of the network is shown; empty is everything. */
export interface MapFilter {
  organisation: string;
  zone: string;
  kind: string;
}

export const NO_FILTER: MapFilter = { organisation: '', zone: '', kind: '' };
/** What nobody watches has no kind; for the filter it is one. */
export const STRANGER = 'stranger';
/** As the filter names the zone without a name. */
export const COMMON_ZONE = 'default';

/** The kind by which a thing is filtered. */
export function filterKind({ target, kind }: TopologyNode): string {
  return target === null ? STRANGER : kind;
}

/** What the devices tell, with what people know better, as far as the filter lets it through. */
export function makeScene(
  answer: TopologyAnswer,
  draft: Draft,
  filter: MapFilter,
  known: (id: string) => TopologyNode | undefined,
): Scene {
  const hidden = new Set(draft.hidden);
  const removed = new Set(draft.removed.map(cableKey));
  const all = new Map(answer.nodes.map((node) => [node.id, node]));
  for (const { from, to } of draft.added) {
    for (const { node } of [from, to]) {
      const found = all.has(node) ? undefined : known(node);
      if (found) all.set(node, found);
    }
  }
  const byId = new Map([...all].filter(([id, node]) => !hidden.has(id) && passes(node, filter)));
  const links: MapLink[] = [];
  const seen = new Map<string, number>();
  const add = (edge: TopologyEdge): void => {
    if (!byId.has(edge.from.node) || !byId.has(edge.to.node)) return;
    const key = cableKey(edge);
    if (removed.has(key)) return;
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    if (count > 0 && edge.source === 'people') return;
    links.push({ ...edge, id: count > 0 ? `${key} ${count}` : key });
  };
  const saved = new Map(
    answer.edges.filter(({ source }) => source === 'people').map((edge) => [cableKey(edge), edge]),
  );
  const joined = new Set(draft.added.map(({ from, to }) => [from.node, to.node].sort().join(' ')));
  for (const edge of answer.edges) {
    if (edge.source === 'people') continue;
    // A cable says more than that one stands on the other.
    if (edge.source === 'parents' && joined.has([edge.from.node, edge.to.node].sort().join(' '))) continue;
    add(edge);
  }
  for (const cable of draft.added) add(saved.get(cableKey(cable)) ?? newEdge(cable));
  const linksOf = new Map<string, MapLink[]>();
  for (const link of links) {
    for (const { node } of [link.from, link.to]) linksOf.set(node, [...(linksOf.get(node) ?? []), link]);
  }
  // What lost its last cable stays: somebody may want to add one.
  return { nodes: [...byId.values()], links, byId, linksOf };
}

function passes(node: TopologyNode, { organisation, zone, kind }: MapFilter): boolean {
  return (
    (organisation === '' || node.organisation === organisation) &&
    (zone === '' || (node.zone || COMMON_ZONE) === zone) &&
    (kind === '' || filterKind(node) === kind)
  );
}

function newEdge({ from, to }: Cable): TopologyEdge {
  const end = ({ node, port }: Cable['from']) => ({ node, port, interface: null, speed: null });
  return { from: end(from), to: end(to), source: 'people', seenBy: 'one', toldAtMs: null };
}

import { FOLD, LEAF } from './boxes.ts';
import { carriesOthers, type Graph, leadsOut, partOf } from './graph.ts';

/** Hosts that hang on one thing alone, drawn as a block below it. */
export interface Bunch {
  owner: string;
  members: readonly string[];
  /** They are drawn as one mark until somebody wants to see them. */
  isFolded: boolean;
}

/** So many hosts of one switch are shown without being asked for. */
const SHOWN_UNFOLDED = 3;
const BUNCH_GAP = 8;

/** Takes the hosts that hang on one thing alone out of the graph; what people have placed stays in it. */
export function gatherBunches(
  graph: Graph,
  placed: ReadonlyMap<string, unknown>,
  opened: ReadonlySet<string>,
): { inner: Graph; bunches: Bunch[] } {
  const members = new Map<string, string[]>();
  const leaves = new Set<string>();
  for (const thing of graph.things) {
    const [owner, ...others] = graph.beside.get(thing.id) ?? [];
    if (owner === undefined || others.length > 0 || carriesOthers(thing) || placed.has(thing.id)) continue;
    const above = graph.byId.get(owner);
    if (!above || !carriesOthers(above)) continue;
    leaves.add(thing.id);
    members.set(owner, [...(members.get(owner) ?? []), thing.id]);
  }
  // A way out has few things beyond it, and these belong above it.
  for (const [owner, all] of members) {
    const above = graph.byId.get(owner);
    if (!above || !leadsOut(above) || all.length > SHOWN_UNFOLDED) continue;
    members.delete(owner);
    for (const id of all) leaves.delete(id);
  }
  const inner = partOf(graph, new Set(graph.things.map(({ id }) => id).filter((id) => !leaves.has(id))));
  const bunches = [...members].map(([owner, all]) => ({
    owner,
    members: all,
    isFolded: all.length > SHOWN_UNFOLDED && !opened.has(owner),
  }));
  return { inner, bunches };
}

/** How much room a block of hosts takes, and where each of them stands from its upper middle on. */
export function blockOf({ members, isFolded }: Bunch): {
  width: number;
  height: number;
  spots: { x: number; y: number }[];
} {
  if (isFolded) return { ...FOLD, spots: [] };
  const columns =
    members.length <= SHOWN_UNFOLDED ? 1 : Math.min(6, Math.ceil(Math.sqrt(members.length / 2)));
  const rows = Math.ceil(members.length / columns);
  const width = columns * (LEAF.width + BUNCH_GAP) - BUNCH_GAP;
  const spots = members.map((_, at) => ({
    x: (at % columns) * (LEAF.width + BUNCH_GAP) + LEAF.width / 2 - width / 2,
    y: Math.floor(at / columns) * (LEAF.height + BUNCH_GAP) + LEAF.height / 2,
  }));
  return { width, height: rows * (LEAF.height + BUNCH_GAP) - BUNCH_GAP, spots };
}

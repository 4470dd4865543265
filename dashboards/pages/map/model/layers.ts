/*
 * Rows of the map, by what each thing does:
 *
 *   −1  ways out: firewalls and routers beside the core
 *    0  core: nearest to everything that carries traffic, and its twins
 *    1  distribution, 2 access …: by the distance from the core
 *    n  hosts with more than one cable: below what they hang on
 */
import { carriesOthers, distancesFrom, type Graph, leadsOut, partOf } from './graph.ts';

/** A second one nearly as near as the best is its twin. */
const TWIN_SLACK = 1.08;

/** The row of each thing of a graph that hangs together. */
export function layersOf(graph: Graph): Map<string, number> {
  const core = coreOf(graph);
  const layers = new Map(core.map((id) => [id, 0]));
  for (const [id, layer] of layers) {
    for (const other of graph.beside.get(id) ?? []) {
      if (layers.has(other)) continue;
      const thing = graph.byId.get(other);
      const isOut = thing !== undefined && leadsOut(thing) && layer <= 0;
      // What is reached only through a way out, and carries nothing of others, stands beyond it.
      const isBeyond = layer < 0 && thing !== undefined && !carriesOthers(thing);
      layers.set(other, isOut || isBeyond ? layer - 1 : layer + 1);
    }
  }
  return layers;
}

/** What stands in the middle: one thing, or it and its twins. */
function coreOf(graph: Graph): string[] {
  const switches = graph.things.filter((thing) => carriesOthers(thing) && !leadsOut(thing));
  const carriers = switches.length > 0 ? switches : graph.things.filter(carriesOthers);
  const candidates = carriers.length > 0 ? carriers : graph.things;
  const carrying = partOf(graph, new Set(graph.things.filter(carriesOthers).map(({ id }) => id)));
  const among = carriers.length > 0 ? carrying : graph;
  const scored = candidates.map(({ id, name }) => {
    const distances = distancesFrom(among, [id]);
    let sum = 0;
    for (const distance of distances.values()) sum += distance;
    // What cannot be reached over carriers is farther than anything else.
    sum += (among.things.length - distances.size) * among.things.length;
    return { id, sum, degree: (graph.beside.get(id) ?? []).length, isNamed: /core|核心/i.test(name) };
  });
  const [best, ...others] = [...scored].sort(
    (a, b) => a.sum - b.sum || Number(b.isNamed) - Number(a.isNamed) || b.degree - a.degree,
  );
  if (!best) return [];
  const twins = others.filter(
    (other) => other.sum <= best.sum * TWIN_SLACK && areTwins(among, best.id, other.id),
  );
  return [best.id, ...twins.map(({ id }) => id)];
}

/** They share most of what is beside them. */
function areTwins({ beside }: Graph, one: string, other: string): boolean {
  const mine = new Set((beside.get(one) ?? []).filter((id) => id !== other));
  const theirs = (beside.get(other) ?? []).filter((id) => id !== one);
  const shared = theirs.filter((id) => mine.has(id)).length;
  return shared >= 2 && shared * 2 >= Math.max(mine.size, theirs.length);
}

import type { Meaning } from '#protocol/rule.ts';
import type { Graph } from './graph.ts';
import { type Sliced, sliced } from './slices.ts';
import type { WayMap } from './way-map.ts';

/** A supply feeds a switch behind which a host stands: longer chains than this are cut. */
const MOST_ROUNDS = 8;

/**
 * What is lost with a target, as the estate says and whether it was noticed yet or not: those that are watched and that
 * one sees, feeds, hosts or asks through it alone. Pure.
 */
export function* hangingOn(
  graph: Graph,
  waysFrom: (vantage: string | null) => WayMap,
  target: string,
  meaning: Meaning | undefined,
): Sliced<string[]> {
  if (meaning !== 'unreachable' && meaning !== 'power') return [];
  /** Without power; and not to be seen, which a supply behind a dead switch is while it goes on feeding. */
  const off = new Set([target]);
  const unseen = new Set(meaning === 'unreachable' ? [target] : []);
  const unasked = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = off.size + unseen.size;
    yield* sliced(graph.estate.targets, ({ id }) => {
      if (id === target) return;
      if (isAll(graph.feedsOf(id), off)) {
        off.add(id);
        unseen.add(id);
      }
      if (unseen.has(id)) return;
      const vantage = graph.vantageOf(id);
      const isBehind = waysFrom(vantage)
        .gatesOf(id)
        .some((gate) => gate !== vantage && unseen.has(gate));
      // What nobody asks any more may be well, and what lies behind it too.
      if (vantage !== null && unseen.has(vantage) && !graph.hasAgent(id)) unasked.add(id);
      if (isBehind || isAll(graph.hostsOf(id), unseen)) unseen.add(id);
    });
    if (off.size + unseen.size === before) break;
  }
  const { asked, collector } = graph.estate;
  return [...new Set([...unseen, ...unasked])].filter(
    (id) =>
      id !== target &&
      id !== collector &&
      graph.target(id) !== undefined &&
      (graph.hasAgent(id) || asked.has(id)),
  );
}

/** Those on which anything can hang: most targets are not among them, and need not be looked at. */
export function carriersIn(graph: Graph): ReadonlySet<string> {
  const found = new Set<string>();
  for (const node of graph.nodes) for (const way of graph.waysTo(node)) found.add(way);
  for (const { id } of graph.estate.targets)
    for (const carrier of [...graph.feedsOf(id), ...graph.hostsOf(id), graph.vantageOf(id)])
      if (carrier !== null) found.add(carrier);
  return found;
}

function isAll(ids: readonly string[], within: ReadonlySet<string>): boolean {
  return ids.length > 0 && ids.every((id) => within.has(id));
}

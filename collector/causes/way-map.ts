import type { Graph } from './graph.ts';

/** What a walk over the network found out about what cannot be seen. */
export interface Walk {
  /** The cause of each node behind one: the first that cannot be seen on the way to it. Causes are not in it. */
  behind: Map<string, string>;
}

/**
 * The network as it is seen from one place. Where the place is not on the map, or a part of the network does not hang
 * together with it, one comes in at what nothing leads to, or else at what has the most network devices around it.
 */
export interface WayMap {
  /** Walks over all that can be seen. */
  walk(isDark: (id: string) => boolean): Walk;
  /** What every way to a node leads through, the nearest to it first; without the node itself. */
  gatesOf(id: string): readonly string[];
  /** For each node the greatest value among itself and everything that is reached through it alone. */
  greatestBehind(value: (id: string) => number): (id: string) => number;
}

const ROOT = 0;

/** Reads the graph from a place; null where the place is not known. */
export function makeWayMap(graph: Graph, vantage: string | null): WayMap {
  const ids = ['', ...graph.nodes];
  const numbers = new Map(ids.map((id, number) => [id, number]));
  const next = edgesOf(graph, numbers, vantage);
  next[ROOT] = entriesOf(graph, numbers, next, vantage);
  const order = postorder(next).reverse();
  const gate = gatesByNode(next, order);

  return {
    walk(isDark) {
      const dark = ids.map((id, number) => number !== ROOT && isDark(id));
      const { frontier, seen } = walkSeen(next, dark);
      return { behind: named(ids, spread(next, frontier, seen, dark)) };
    },
    gatesOf(id) {
      const found: string[] = [];
      const number = numbers.get(id);
      if (number === undefined) return found;
      for (let at = gate[number] ?? ROOT; at !== ROOT; at = gate[at] ?? ROOT) found.push(ids[at] as string);
      return found;
    },
    greatestBehind(value) {
      const greatest = ids.map((id, number) => (number === ROOT ? Number.NEGATIVE_INFINITY : value(id)));
      for (const number of order.toReversed()) {
        const at = gate[number] ?? ROOT;
        if ((greatest[number] as number) > (greatest[at] as number))
          greatest[at] = greatest[number] as number;
      }
      return (id) => greatest[numbers.get(id) ?? ROOT] as number;
    },
  };
}

type Edges = number[][];

/** From each node to those that it leads to. */
function edgesOf(graph: Graph, numbers: ReadonlyMap<string, number>, vantage: string | null): Edges {
  const next: Edges = Array.from({ length: numbers.size }, () => []);
  const link = (from: string, to: string) => {
    const [a, b] = [numbers.get(from), numbers.get(to)];
    if (a === undefined || b === undefined || a === ROOT || b === ROOT) return;
    (next[a] as number[]).push(b);
  };
  for (const id of graph.nodes) for (const way of graph.waysTo(id)) link(way, id);
  // From the place itself one goes the other way, up to what it hangs on.
  const up = vantage === null ? [] : [vantage];
  const met = new Set(up);
  for (const id of up) {
    for (const way of graph.waysTo(id)) {
      link(id, way);
      if (met.has(way)) continue;
      met.add(way);
      up.push(way);
    }
  }
  return next;
}

/** Where one comes in: the place itself, and as few others as it takes to reach everything. */
function entriesOf(
  graph: Graph,
  numbers: ReadonlyMap<string, number>,
  next: Edges,
  vantage: string | null,
): number[] {
  const reached = new Uint8Array(numbers.size);
  const entries: number[] = [];
  const enter = (id: string) => {
    const number = numbers.get(id);
    if (number === undefined || number === ROOT || reached[number]) return;
    entries.push(number);
    reached[number] = 1;
    const queue = [number];
    for (const at of queue) {
      for (const to of next[at] as number[]) {
        if (reached[to]) continue;
        reached[to] = 1;
        queue.push(to);
      }
    }
  };
  if (vantage !== null) enter(vantage);
  for (const id of graph.nodes) if (graph.waysTo(id).length === 0) enter(id);
  const left = graph.nodes.filter((id) => !reached[numbers.get(id) as number]);
  left.sort(
    (a, b) =>
      Number(graph.hasGivenWays(a)) - Number(graph.hasGivenWays(b)) ||
      Number(!graph.target(a)) - Number(!graph.target(b)) ||
      graph.degree(b) - graph.degree(a) ||
      (a < b ? -1 : 1),
  );
  for (const id of left) enter(id);
  return entries;
}

function postorder(next: Edges): number[] {
  const order: number[] = [];
  const done = new Uint8Array(next.length);
  const stack: [number, number][] = [[ROOT, 0]];
  done[ROOT] = 1;
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const to = (next[top[0]] as number[])[top[1]++];
    if (to === undefined) order.push((stack.pop() as [number, number])[0]);
    else if (!done[to]) {
      done[to] = 1;
      stack.push([to, 0]);
    }
  }
  return order;
}

/** The nearest node that every way to each one leads through (immediate dominators, after Cooper, Harvey, Kennedy). */
function gatesByNode(next: Edges, order: readonly number[]): number[] {
  const rank = new Array<number>(next.length).fill(-1);
  for (const [index, number] of order.entries()) rank[number] = index;
  const before: Edges = Array.from({ length: next.length }, () => []);
  for (const from of order) for (const to of next[from] as number[]) (before[to] as number[]).push(from);
  const gate = new Array<number>(next.length).fill(-1);
  gate[ROOT] = ROOT;
  const meet = (one: number, other: number) => {
    let [a, b] = [one, other];
    while (a !== b) {
      if ((rank[a] as number) > (rank[b] as number)) a = gate[a] as number;
      else b = gate[b] as number;
    }
    return a;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const number of order) {
      if (number === ROOT) continue;
      let found = -1;
      for (const from of before[number] as number[]) {
        if (gate[from] === -1) continue;
        found = found === -1 ? from : meet(from, found);
      }
      if (gate[number] === found) continue;
      gate[number] = found;
      changed = true;
    }
  }
  return gate;
}

/** Everything that can be seen, and the first that cannot. */
function walkSeen(next: Edges, dark: readonly boolean[]): { frontier: number[]; seen: Uint8Array } {
  const seen = new Uint8Array(next.length);
  const frontier: number[] = [];
  const queue = [ROOT];
  seen[ROOT] = 1;
  for (const at of queue) {
    for (const to of next[at] as number[]) {
      if (seen[to]) continue;
      seen[to] = 1;
      if (dark[to]) frontier.push(to);
      else queue.push(to);
    }
  }
  return { frontier, seen };
}

/** From the causes to everything dark behind them, each to the nearest of them. */
function spread(
  next: Edges,
  frontier: readonly number[],
  seen: Uint8Array,
  dark: readonly boolean[],
): Map<number, number> {
  const behind = new Map<number, number>();
  const cause = new Int32Array(next.length).fill(-1);
  const queue = [...frontier];
  for (const at of frontier) cause[at] = at;
  for (const at of queue) {
    for (const to of next[at] as number[]) {
      if (seen[to] || cause[to] !== -1) continue;
      cause[to] = cause[at] as number;
      if (dark[to]) behind.set(to, cause[to] as number);
      queue.push(to);
    }
  }
  return behind;
}

function named(ids: readonly string[], behind: ReadonlyMap<number, number>): Map<string, string> {
  return new Map([...behind].map(([node, cause]) => [ids[node] as string, ids[cause] as string]));
}

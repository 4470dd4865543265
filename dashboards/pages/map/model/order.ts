import type { Graph } from './graph.ts';

const SWEEPS = 12;
/** Rows beyond this length are not improved by swapping neighbours: sorting by middles is enough there. */
const MOST_SWAPPED = 400;

/** Puts each row into an order in which few joins cross. `rows` from above to below, each in a fixed first order. */
export function orderRows(rows: readonly (readonly string[])[], graph: Graph): string[][] {
  let current = rows.map((row) => [...row]);
  let best = current;
  let fewest = crossings(best, graph);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const isDown = sweep % 2 === 0;
    current = current.map((row) => [...row]);
    const order = current.map((_, at) => (isDown ? at : current.length - 1 - at));
    for (const at of order) sortByMiddle(current, at, at + (isDown ? -1 : 1), graph);
    const count = crossings(current, graph);
    if (count >= fewest) continue;
    best = current;
    fewest = count;
  }
  best = best.map((row) => [...row]);
  for (let round = 0; round < 3; round++) if (!swapNeighbours(best, graph)) break;
  for (const [at, row] of best.entries()) joinTwins(best, at, row, graph);
  return best;
}

/** How many pairs of joins between rows that follow each other cross. */
export function crossings(rows: readonly (readonly string[])[], graph: Graph): number {
  let count = 0;
  for (let at = 1; at < rows.length; at++)
    count += crossingsBetween(rows[at - 1] ?? [], rows[at] ?? [], graph);
  return count;
}

/** Joins sorted by their upper end; those before with a lower end further right cross: counted in a Fenwick tree. */
function crossingsBetween(upper: readonly string[], lower: readonly string[], graph: Graph): number {
  const below = new Map(lower.map((id, at) => [id, at]));
  const tree = new Int32Array(lower.length + 1);
  let seen = 0;
  let count = 0;
  for (const id of upper) {
    const ends: number[] = [];
    for (const other of graph.beside.get(id) ?? []) {
      const end = below.get(other);
      if (end !== undefined) ends.push(end);
    }
    for (const end of ends) {
      let atOrBefore = 0;
      for (let node = end + 1; node > 0; node -= node & -node) atOrBefore += tree[node] ?? 0;
      count += seen - atOrBefore;
    }
    for (const end of ends) {
      for (let node = end + 1; node <= lower.length; node += node & -node) tree[node] = (tree[node] ?? 0) + 1;
    }
    seen += ends.length;
  }
  return count;
}

/** By the middle of what each is joined to in the row beside; what is joined to nothing there stays where it is. */
function sortByMiddle(rows: string[][], at: number, fixedAt: number, graph: Graph): void {
  const fixed = rows[fixedAt];
  const row = rows[at];
  if (!fixed || !row) return;
  const places = new Map(fixed.map((id, place) => [id, place]));
  const scale = fixed.length / Math.max(1, row.length);
  const middles = new Map(
    row.map((id, place) => {
      let sum = 0;
      let count = 0;
      for (const other of graph.beside.get(id) ?? []) {
        const found = places.get(other);
        if (found === undefined) continue;
        sum += found;
        count++;
      }
      return [id, count > 0 ? sum / count : place * scale];
    }),
  );
  row.sort((a, b) => (middles.get(a) ?? 0) - (middles.get(b) ?? 0));
}

/** Swaps two that stand beside each other where that saves crossings; true when anything was swapped. */
function swapNeighbours(rows: string[][], graph: Graph): boolean {
  let hasSwapped = false;
  for (const [at, row] of rows.entries()) {
    if (row.length > MOST_SWAPPED) continue;
    const around = [rows[at - 1], rows[at + 1]].filter((beside) => beside !== undefined);
    const places = around.map((beside) => new Map(beside.map((id, place) => [id, place])));
    for (let place = 0; place + 1 < row.length; place++) {
      const [one, other] = [row[place] as string, row[place + 1] as string];
      let gain = 0;
      for (const known of places) {
        const left = endsIn(known, graph.beside.get(one));
        const right = endsIn(known, graph.beside.get(other));
        for (const a of left) for (const b of right) gain += Math.sign(a - b);
      }
      if (gain <= 0) continue;
      row[place] = other;
      row[place + 1] = one;
      hasSwapped = true;
    }
  }
  return hasSwapped;
}

function endsIn(places: ReadonlyMap<string, number>, ids: readonly string[] = []): number[] {
  return ids.flatMap((id) => places.get(id) ?? []);
}

/** Brings two of one row that are joined beside each other, as far as nothing crosses because of it. */
function joinTwins(rows: string[][], at: number, row: readonly string[], graph: Graph): void {
  const before = crossings(rows, graph);
  for (const id of row) {
    for (const other of graph.beside.get(id) ?? []) {
      const now = rows[at] as string[];
      const [here, there] = [now.indexOf(id), now.indexOf(other)];
      if (there < 0 || Math.abs(here - there) === 1 || row.length > MOST_SWAPPED) continue;
      const without = now.filter((each) => each !== other);
      without.splice(without.indexOf(id) + 1, 0, other);
      rows[at] = without;
      if (crossings(rows, graph) > before) rows[at] = now;
    }
  }
}

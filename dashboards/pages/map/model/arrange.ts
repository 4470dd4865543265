import { NODE, type Point } from './boxes.ts';
import { compareNames, type Graph } from './graph.ts';
import { layersOf } from './layers.ts';
import { orderRows } from './order.ts';
import { spread } from './spread.ts';

/** What a thing takes with everything below it. */
export interface Cell {
  width: number;
  height: number;
}

const COLUMN_GAP = 28;
const ROW_GAP = 64;
/** Between the lines of one row that was broken. */
const LINE_GAP = 24;
/** A row that is wider is broken into lines whose gaps let the joins of the next line through; the best width is used. */
const WIDTHS = [1_150, 1_600, 2_100, 2_800] as const;
/** For a window of that shape. */
const FRAME = { width: 1_280, height: 480 } as const;
const MOST_LINES = 5;
const SWEEPS = 8;

/** Places for everything of a graph that hangs together: the upper middle of each cell, from (0, 0) on. */
export function arrange(graph: Graph, cellOf: (id: string) => Cell): Map<string, Point> {
  const layers = layersOf(graph);
  const numbers = [...new Set(layers.values())].sort((a, b) => a - b);
  const first = numbers.map((layer) =>
    graph.things.filter(({ id }) => layers.get(id) === layer).map(({ id }) => id),
  );
  const ordered = orderRows(startOrder(first, numbers, graph), graph);
  let best: { places: Map<string, Point>; scale: number } | undefined;
  for (const widest of WIDTHS) {
    const { places, width, height } = standUp(ordered, graph, cellOf, widest);
    const scale = Math.min(FRAME.width / width, FRAME.height / height, 1);
    if (!best || scale > best.scale * 1.02) best = { places, scale };
  }
  return best?.places ?? new Map();
}

/** The rows, each broken where it is wider than that. */
function standUp(
  ordered: readonly string[][],
  graph: Graph,
  cellOf: (id: string) => Cell,
  widest: number,
): { places: Map<string, Point>; width: number; height: number } {
  const rows = ordered.map((ids) => breakRow(ids, cellOf, widest));
  const across = spreadRows(rows, graph);
  const places = new Map<string, Point>();
  let [left, right, y] = [0, 0, 0];
  for (const { ids, lines } of rows) {
    for (let line = 0; line < lines; line++) {
      const here = ids.filter((_, at) => at % lines === line);
      for (const id of here) {
        const x = Math.round(across.get(id) ?? 0);
        places.set(id, { x, y: Math.round(y) });
        const half = cellOf(id).width / 2;
        left = Math.min(left, x - half);
        right = Math.max(right, x + half);
      }
      y += Math.max(0, ...here.map((id) => cellOf(id).height)) + (line + 1 < lines ? LINE_GAP : ROW_GAP);
    }
  }
  return { places, width: right - left + 1, height: y - ROW_GAP + 1 };
}

/** Outwards from the core, everything below what it hangs on: a good beginning saves sweeps. */
function startOrder(rows: readonly string[][], layers: readonly number[], graph: Graph): string[][] {
  const started = rows.map((row) => [...row]);
  const core = Math.max(0, layers.indexOf(0));
  const outwards = [
    ...layers.map((_, at) => at).filter((at) => at > core),
    ...layers
      .map((_, at) => at)
      .filter((at) => at < core)
      .reverse(),
  ];
  for (const at of outwards) {
    const inside = started[at + (at > core ? -1 : 1)] ?? [];
    const places = new Map(inside.map((id, place) => [id, place]));
    const first = (id: string) =>
      Math.min(inside.length, ...(graph.beside.get(id) ?? []).flatMap((other) => places.get(other) ?? []));
    const name = (id: string) => graph.byId.get(id)?.name ?? '';
    started[at]?.sort((a, b) => first(a) - first(b) || compareNames(name(a), name(b)));
  }
  return started;
}

interface Row {
  ids: string[];
  lines: number;
  gaps: number[];
}

/** Where one line is too wide its things take turns over several, like bricks. */
function breakRow(ids: string[], cellOf: (id: string) => Cell, widest: number): Row {
  const widths = ids.map((id) => Math.max(NODE.width, cellOf(id).width) + COLUMN_GAP);
  const total = widths.reduce((sum, width) => sum + width, 0);
  const lines = Math.min(MOST_LINES, Math.max(1, Math.ceil(total / widest)));
  const gaps = ids.slice(1).map((_, at) => {
    if (lines === 1) return ((widths[at] ?? 0) + (widths[at + 1] ?? 0)) / 2;
    // Whoever stands between two of one line, they must not touch: the widest around counts.
    return Math.max(...widths.slice(Math.max(0, at - lines + 1), at + lines + 1)) / lines;
  });
  return { ids, lines, gaps };
}

/** Each as near as possible to the middle of what it is joined to above and below. */
function spreadRows(rows: readonly Row[], graph: Graph): Map<string, number> {
  const across = new Map<string, number>();
  for (const { ids, gaps } of rows) {
    const places = spread(
      ids.map(() => 0),
      gaps,
    );
    for (const [at, id] of ids.entries()) across.set(id, places[at] ?? 0);
  }
  const rowOf = new Map(rows.flatMap(({ ids }, at) => ids.map((id) => [id, at] as const)));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const order = rows.map((_, at) => (sweep % 2 === 0 ? at : rows.length - 1 - at));
    for (const at of order) {
      const { ids, gaps } = rows[at] as Row;
      const wanted = ids.map((id) => {
        let [sum, count] = [0, 0];
        for (const other of graph.beside.get(id) ?? []) {
          if (rowOf.get(other) === at) continue;
          sum += across.get(other) ?? 0;
          count++;
        }
        return count > 0 ? sum / count : (across.get(id) ?? 0);
      });
      const places = spread(wanted, gaps);
      for (const [place, id] of ids.entries()) across.set(id, places[place] ?? 0);
    }
  }
  return across;
}

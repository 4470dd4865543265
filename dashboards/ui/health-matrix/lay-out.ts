import type { Machine } from '../../state/machine.ts';
import { MACHINE_STATES, type MachineState, STATE_RANK } from '../../state/machine-state.ts';

/** Where the squares stand, in pixels. */
export interface Grid {
  columns: number;
  rows: number;
  /** Width and height of a place. */
  cell: number;
}

/** The largest squares with which all fit into the height, or else the smallest that can still be told apart. */
export function gridFor(
  count: number,
  width: number,
  limits: { least: number; most: number; height: number },
): Grid {
  for (let cell = limits.most; ; cell--) {
    const columns = Math.max(1, Math.floor(width / cell));
    const rows = Math.max(1, Math.ceil(count / columns));
    if (rows * cell <= limits.height || cell <= limits.least) return { columns, rows, cell };
  }
}

/** Worst first; among equals as they were. */
export function worstFirst(machines: readonly Machine[]): Machine[] {
  return [...machines].sort((one, other) => STATE_RANK[one.state] - STATE_RANK[other.state]);
}

/** The place at a point; undefined beside the squares. */
export function placeAt({ columns, cell }: Grid, count: number, x: number, y: number): number | undefined {
  const column = Math.floor(x / cell);
  const place = Math.floor(y / cell) * columns + column;
  return x >= 0 && y >= 0 && column < columns && place < count ? place : undefined;
}

/** Where a key leads; undefined for keys that lead nowhere. */
export function moved({ columns }: Grid, count: number, from: number, key: string): number | undefined {
  const steps: Record<string, number> = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from - columns,
    ArrowDown: from + columns,
    Home: 0,
    End: count - 1,
  };
  const to = steps[key];
  if (to === undefined) return undefined;
  return to >= 0 && to < count ? to : from;
}

/** One drawing for each state, of all its squares: two thousand of them are five elements. */
export function drawings(
  states: readonly MachineState[],
  { columns, cell }: Grid,
): Map<MachineState, string> {
  const parts = new Map<MachineState, string[]>();
  for (const [place, state] of states.entries()) {
    const x = (place % columns) * cell;
    const y = Math.floor(place / columns) * cell;
    const known = parts.get(state);
    const part = SHAPES[state](x, y, cell);
    if (known) known.push(part);
    else parts.set(state, [part]);
  }
  // In the order of the states, so that nothing is drawn anew that stays.
  return new Map(
    MACHINE_STATES.flatMap((state) => {
      const found = parts.get(state);
      return found ? [[state, found.join('')] as const] : [];
    }),
  );
}

type Shape = (x: number, y: number, cell: number) => string;

/** What is well is a quiet square; what is not has a shape of its own, as its mark has. */
const SHAPES: Record<MachineState, Shape> = {
  critical: (x, y, cell) => {
    const size = cell - 2;
    const cut = round(size * 0.28);
    const side = round(size - 2 * cut);
    return `M${x + 1 + cut} ${y + 1}h${side}l${cut} ${cut}v${side}l-${cut} ${cut}h-${side}l-${cut} -${cut}v-${side}z`;
  },
  warning: (x, y, cell) => {
    const size = cell - 2;
    return `M${round(x + cell / 2)} ${y + 1}L${x + 1 + size} ${y + 1 + size}h-${size}z`;
  },
  stale: (x, y, cell) => circle(x + cell / 2, y + cell / 2, cell / 2 - 2),
  none: (x, y, cell) => `M${round(x + cell * 0.25)} ${round(y + cell / 2)}h${round(cell * 0.5)}`,
  ok: (x, y, cell) => {
    const inset = cell > 16 ? 2 : 1.5;
    const size = round(cell - 2 * inset);
    return `M${x + inset} ${y + inset}h${size}v${size}h-${size}z`;
  },
};

function circle(x: number, y: number, radius: number): string {
  const wide = round(2 * radius);
  const r = round(radius);
  return `M${round(x - radius)} ${round(y)}a${r} ${r} 0 1 0 ${wide} 0a${r} ${r} 0 1 0 -${wide} 0`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

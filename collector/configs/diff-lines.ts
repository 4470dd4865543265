/** One line of a difference: in both, only before, only after. */
export interface DiffLine {
  op: 'same' | 'removed' | 'added';
  text: string;
}

/** Neighbouring changes with some lines around them; numbers of their first lines, counted from 1. */
export interface Hunk {
  fromLine: number;
  toLine: number;
  lines: DiffLine[];
}

/** Where two texts differ. */
export interface Difference {
  added: number;
  removed: number;
  hunks: Hunk[];
}

/** Lines shown around a change. */
const CONTEXT = 3;
/** Beyond this many changed lines a smallest difference is no longer looked for: memory grows with its square. */
const MAX_EDITS = 1_000;

/** The difference of two texts line by line, as small as it can be (Myers 1986) unless it is very large. */
export function diffLines(before: string, after: string): Difference {
  const lines = editScript(before.split('\n'), after.split('\n'));
  return {
    added: lines.filter(({ op }) => op === 'added').length,
    removed: lines.filter(({ op }) => op === 'removed').length,
    hunks: hunksOf(lines),
  };
}

/** Every line of both texts, in order. */
function editScript(before: readonly string[], after: readonly string[]): DiffLine[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const shorter = Math.min(before.length, after.length) - start;
  while (end < shorter && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return [
    ...before.slice(0, start).map(line('same')),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(line('same')),
  ];
}

/** Texts without a common beginning: the shortest way through the grid of their lines. */
function middle(before: readonly string[], after: readonly string[]): DiffLine[] {
  const most = Math.min(before.length + after.length, MAX_EDITS);
  const zero = most + 1;
  /** By diagonal: how far a way of so many edits comes in `before`; -1 where none comes. */
  const furthest = new Int32Array(2 * most + 3).fill(-1);
  furthest[zero + 1] = 0;
  const rounds: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits++) {
    rounds.push(furthest.slice(zero - edits - 1, zero + edits + 2));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let { x } = stepTo(furthest, zero, diagonal, edits);
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      furthest[zero + diagonal] = x;
      if (x >= before.length && x - diagonal >= after.length) return wayBack(before, after, rounds);
    }
  }
  return [...before.map(line('removed')), ...after.map(line('added'))];
}

/** Whether a diagonal is reached by a line of `after` from above or by one of `before` from the left, and where. */
function stepTo(furthest: Int32Array, zero: number, diagonal: number, edits: number) {
  const fromAbove = furthest[zero + diagonal + 1] as number;
  const fromLeft = (furthest[zero + diagonal - 1] as number) + 1;
  const isDown = diagonal === -edits || (diagonal !== edits && fromLeft <= fromAbove);
  return { isDown, x: isDown ? fromAbove : fromLeft };
}

/** The lines along the way that was found, from its end to its beginning, turned round. */
function wayBack(
  before: readonly string[],
  after: readonly string[],
  rounds: readonly Int32Array[],
): DiffLine[] {
  const lines: DiffLine[] = [];
  let x = before.length;
  let y = after.length;
  for (let edits = rounds.length - 1; edits >= 0; edits--) {
    const step = stepTo(rounds[edits] as Int32Array, edits + 1, x - y, edits);
    for (; x > step.x; x--, y--) lines.push({ op: 'same', text: before[x - 1] as string });
    if (edits === 0) break;
    if (step.isDown) lines.push({ op: 'added', text: after[--y] as string });
    else lines.push({ op: 'removed', text: before[--x] as string });
  }
  return lines.reverse();
}

function hunksOf(lines: readonly DiffLine[]): Hunk[] {
  const hunks: Hunk[] = [];
  let hunk: Hunk | undefined;
  let lastChange = Number.NEGATIVE_INFINITY;
  let fromLine = 1;
  let toLine = 1;
  for (const [index, each] of lines.entries()) {
    const isNear = lines.slice(index, index + CONTEXT + 1).some(({ op }) => op !== 'same');
    if (each.op !== 'same') lastChange = index;
    if (isNear || index - lastChange <= CONTEXT) {
      hunk ??= { fromLine, toLine, lines: [] };
      hunk.lines.push(each);
    } else if (hunk) {
      hunks.push(hunk);
      hunk = undefined;
    }
    if (each.op !== 'added') fromLine++;
    if (each.op !== 'removed') toLine++;
  }
  return hunk ? [...hunks, hunk] : hunks;
}

function line(op: DiffLine['op']): (text: string) => DiffLine {
  return (text) => ({ op, text });
}

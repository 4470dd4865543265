import type { Unit } from './version.ts';

/** How two states of a page differ. */
export interface Difference {
  /** Of all characters of both, those that stand in one only; 0 to 100, two decimals. */
  percent: number;
  /** Lines that begin with `+`, `-` or a space. */
  lines: string[];
}

/**
 * What stands in one and not in the other. Parts that only moved are no difference. The lines follow the order of the
 * page, with the line before each change for orientation.
 */
export function compare(before: readonly Unit[], now: readonly Unit[]): Difference {
  const gone = without(before, now);
  const come = without(now, before);
  const changed = weightOf(gone) + weightOf(come);
  const all = weightOf(before) + weightOf(now);
  return {
    // What differs at all is never told as 0.
    percent: changed === 0 ? 0 : Math.max(0.01, Math.round((10_000 * changed) / all) / 100),
    lines: diffLines(before, now, new Set(gone), new Set(come)),
  };
}

/** Those of `units` that are not, or not as often, among the others. */
function without(units: readonly Unit[], others: readonly Unit[]): Unit[] {
  const counts = new Map<string, number>();
  for (const { key } of others) counts.set(key, (counts.get(key) ?? 0) + 1);
  return units.filter(({ key }) => {
    const count = counts.get(key) ?? 0;
    if (count > 0) counts.set(key, count - 1);
    return count === 0;
  });
}

function diffLines(
  before: readonly Unit[],
  now: readonly Unit[],
  gone: ReadonlySet<Unit>,
  come: ReadonlySet<Unit>,
): string[] {
  const lines: string[] = [];
  let context: string | undefined;
  let one = 0;
  let other = 0;
  while (one < before.length || other < now.length) {
    const old = before[one];
    const fresh = now[other];
    if (old && gone.has(old)) {
      tell('-', old.text ?? '(a block of which only the hash was kept)');
      one++;
    } else if (fresh && come.has(fresh)) {
      tell('+', fresh.text ?? '');
      other++;
    } else {
      context = fresh?.text ?? old?.text ?? context;
      one++;
      other++;
    }
  }
  return lines;

  function tell(mark: '+' | '-', text: string): void {
    const last = context?.split('\n').at(-1);
    if (last !== undefined) lines.push(` ${last}`);
    context = undefined;
    for (const line of text.split('\n')) lines.push(`${mark}${line}`);
  }
}

function weightOf(units: readonly Unit[]): number {
  let weight = 0;
  for (const unit of units) weight += unit.weight;
  return weight;
}

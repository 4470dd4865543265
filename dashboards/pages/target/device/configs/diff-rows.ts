import type { ConfigDifference } from '../../../../api/polling.ts';
import { type Part, partsOf } from './word-parts.ts';

/** One side of a row: a line with its number and, where it became another one, what of it did. */
export interface Side {
  number: number;
  parts: readonly Part[];
}

/** A row of two versions side by side; a line that is on one side alone has nothing on the other. */
export interface DiffRow {
  kind: 'same' | 'changed' | 'removed' | 'added';
  before?: Side;
  after?: Side;
}

/** Rows of one place where versions differ, and how many equal lines lie before it. */
export interface DiffBlock {
  skipped: number;
  rows: DiffRow[];
}

/** A difference as rows: removed lines stand beside the added ones that took their place, as far as there are any. */
export function diffBlocks({ hunks }: Pick<ConfigDifference, 'hunks'>): DiffBlock[] {
  let told = 1;
  return hunks.map(({ fromLine, toLine, lines }) => {
    const skipped = Math.max(0, fromLine - told);
    const rows: DiffRow[] = [];
    let before = fromLine;
    let after = toLine;
    let at = 0;
    while (at < lines.length) {
      if (lines[at].op === 'same') {
        const parts = [{ text: lines[at++].text, isOther: false }];
        rows.push({ kind: 'same', before: { number: before++, parts }, after: { number: after++, parts } });
        continue;
      }
      const removed: string[] = [];
      const added: string[] = [];
      for (; at < lines.length && lines[at].op !== 'same'; at++)
        (lines[at].op === 'removed' ? removed : added).push(lines[at].text);
      for (let row = 0; row < Math.max(removed.length, added.length); row++) {
        const [old, now] = [removed[row], added[row]];
        const [oldParts, nowParts] = partsOf(old ?? '', now ?? '');
        rows.push({
          kind: old === undefined ? 'added' : now === undefined ? 'removed' : 'changed',
          ...(old === undefined ? {} : { before: { number: before++, parts: oldParts } }),
          ...(now === undefined ? {} : { after: { number: after++, parts: nowParts } }),
        });
      }
    }
    told = before;
    return { skipped, rows };
  });
}

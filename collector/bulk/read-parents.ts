import { SIDES } from './columns.ts';
import type { Finder } from './find-target.ts';
import { splitList } from './lists.ts';
import type { ParentRef } from './plan.ts';
import type { ReadRow } from './read-row.ts';
import { tellInto } from './tell-faults.ts';

const PARENTS = 20;

/** Parents may be targets that are there, and such as another row makes. */
export function readParents(
  { deed, sides, faults }: ReadRow,
  find: Finder,
  made: ReadonlyMap<string, number>,
): void {
  const fault = tellInto(faults);
  for (const side of SIDES) {
    const cell = sides[side];
    if (cell === undefined) continue;
    const refs: ParentRef[] = [];
    const texts = splitList(cell).filter((text) => text !== '');
    if (texts.length > PARENTS) fault(side, 'too_many', cell, [String(PARENTS)]);
    for (const text of texts) {
      // Also one that the person may not see, and that therefore stands here by its id.
      if (deed.before?.parents[side].includes(text)) {
        refs.push({ id: text });
        continue;
      }
      const found = find.parent(text, deed.organisation);
      const row = made.get(`${deed.organisation} ${text}`);
      if (found === 'ambiguous') fault(side, 'ambiguous', text, ['id']);
      else if (found ? found.id === deed.before?.id : row === deed.row) fault(side, 'own_parent', text);
      else if (found) refs.push({ id: found.id });
      else if (row !== undefined) refs.push({ row });
      else fault(side, 'unknown_parent', text);
    }
    deed.parents[side] = refs;
  }
}

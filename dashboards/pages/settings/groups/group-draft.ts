import type { GroupSelection, TargetGroup } from '#protocol/group.ts';
import type { Formats } from '../../../words/format.ts';
import type { Words } from '../../../words/words.ts';
import { kindText } from '../../../words/words.ts';

/** What can be chosen several of. */
export const SELECTED_BY = ['kinds', 'rooms', 'racks', 'zones', 'owners', 'vendors'] as const;
export type SelectedBy = (typeof SELECTED_BY)[number];

export const NOTHING_SELECTED: GroupSelection = {
  targets: [],
  kinds: [],
  zones: [],
  rooms: [],
  racks: [],
  owners: [],
  vendors: [],
  nameLike: '',
};

const ID = /^group-[a-z0-9][a-z0-9-]{0,57}$/;

export type GroupFault = 'required' | 'badId' | 'nothing';

/** What is wrong with a group, field by field. */
export function groupFaults({
  id,
  name,
  select,
}: TargetGroup): Partial<Record<'id' | 'name' | 'select', GroupFault>> {
  return {
    ...(name.trim() === '' && { name: 'required' as const }),
    ...(!ID.test(id) && { id: 'badId' as const }),
    ...(isEmptySelection(select) && { select: 'nothing' as const }),
  };
}

export function isEmptySelection(select: GroupSelection): boolean {
  return (
    select.nameLike.trim() === '' &&
    select.targets.length === 0 &&
    SELECTED_BY.every((name) => select[name].length === 0)
  );
}

/** An id by its name where that has Latin letters; otherwise a number that nobody has. */
export function suggestedGroupId(name: string, taken: readonly string[]): string {
  const base = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  for (let count = 1; ; count++) {
    const id = `group-${[base, count > 1 || base === '' ? String(count) : ''].filter(Boolean).join('-')}`;
    if (!taken.includes(id)) return id;
  }
}

/** Who belongs to a group, in one line. */
export function selectionText(select: GroupSelection, words: Words, formats: Formats): string {
  const text = words.groups;
  const parts = SELECTED_BY.filter((name) => select[name].length > 0).map((name) => {
    const values = name === 'kinds' ? select.kinds.map((kind) => kindText(words, kind)) : select[name];
    return `${text[name]}: ${formats.list(values)}`;
  });
  if (select.nameLike) parts.push(`${text.nameLike}: ${select.nameLike}`);
  if (select.targets.length > 0) parts.push(text.explicitCount(formats.number(select.targets.length)));
  return parts.length > 0 ? parts.join(' · ') : text.all;
}

import type { Target } from '#collector/inventory/targets.ts';
import type { GroupSelection } from '#protocol/group.ts';

/** What a selection can ask of a target. */
export type SelectedTarget = Pick<
  Target,
  'id' | 'organisation' | 'kind' | 'name' | 'zone' | 'room' | 'rack' | 'owner' | 'vendor'
>;

/** Fields of a selection that name values of one field of a target. */
const FIELDS = [
  ['kinds', 'kind'],
  ['zones', 'zone'],
  ['rooms', 'room'],
  ['racks', 'rack'],
  ['owners', 'owner'],
  ['vendors', 'vendor'],
] as const;

/**
 * Whether a selection means a target: it is named, or every other field that is not empty holds. A selection of empty
 * fields means nobody but those it names. Letters count alike in both cases. Made ready once for many targets: a
 * thousand names are not gone through for each of them.
 */
export function selector(select: GroupSelection): (target: SelectedTarget) => boolean {
  const named = new Set(select.targets);
  const wanted = FIELDS.filter(([names]) => select[names].length > 0).map(
    ([names, field]) => [field, new Set(select[names].map((name) => name.toLowerCase()))] as const,
  );
  const { nameLike } = select;
  const asksNothing = wanted.length === 0 && nameLike === '';
  return (target) => {
    if (named.has(target.id)) return true;
    if (asksNothing) return false;
    for (const [field, names] of wanted) if (!names.has(target[field].toLowerCase())) return false;
    return nameLike === '' || isLike(target.name, nameLike);
  };
}

/** Ids of the targets of an organisation that the selection means, ascending. */
export function membersOf(
  organisation: string,
  select: GroupSelection,
  targets: Iterable<SelectedTarget>,
): string[] {
  const found: string[] = [];
  const isMeant = selector(select);
  for (const target of targets) {
    if (target.organisation === organisation && isMeant(target)) found.push(target.id);
  }
  return found.sort();
}

/** Id of the group that stands for all targets of an organisation, where a rule over a group names none. */
export function everyTargetGroup(organisation: string): string {
  return `${EVERY_TARGET}${organisation}`;
}

/** The organisation of such a group; undefined for any other id. */
export function organisationOfEveryTarget(id: string): string | undefined {
  return id.startsWith(EVERY_TARGET) ? id.slice(EVERY_TARGET.length) : undefined;
}

/** True for the id of a group, of which no target has one. */
export function isGroupId(id: string): boolean {
  return id.startsWith('group-');
}

/** True for ids that people may not give: they stand for all targets. */
export function isReservedGroupId(id: string): boolean {
  return id === EVERY_TARGET.slice(0, -1) || id.startsWith(EVERY_TARGET);
}

const EVERY_TARGET = 'group-all-';

/** Without `*` a part of the name will do; with it the whole name must be of that form. */
function isLike(name: string, wanted: string): boolean {
  const text = name.toLowerCase();
  const pieces = wanted.toLowerCase().split('*');
  if (pieces.length === 1) return text.includes(pieces[0]);
  const last = pieces.length - 1;
  if (!text.startsWith(pieces[0])) return false;
  let from = pieces[0].length;
  for (const piece of pieces.slice(1, last)) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return text.length - from >= pieces[last].length && text.endsWith(pieces[last]);
}

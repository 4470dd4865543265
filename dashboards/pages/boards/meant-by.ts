import type { TargetFilter } from '#protocol/explore.ts';
import type { Target } from '../../api/shapes.ts';

/** Whether a target is meant, as the collector would say; `members`: of the groups, where the filter names any. */
export function meantBy(
  filter: TargetFilter,
  members: ReadonlySet<string> | undefined,
): (target: Pick<Target, 'id' | 'kind' | 'organisation' | 'room' | 'name'>) => boolean {
  const { ids, kinds, organisations, rooms, nameLike } = filter;
  const lower = (texts: readonly string[]) => new Set(texts.map((text) => text.toLowerCase()));
  const [ownIds, ownKinds, owners, ownRooms] = [
    new Set(ids),
    lower(kinds),
    new Set(organisations),
    lower(rooms),
  ];
  const pieces = nameLike.toLowerCase().split('*');
  const name = new RegExp(pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*'));
  const isWhole = pieces.length > 1;
  return (target) => {
    if (ownIds.size > 0 && !ownIds.has(target.id)) return false;
    if (ownKinds.size > 0 && !ownKinds.has(target.kind.toLowerCase())) return false;
    if (owners.size > 0 && !owners.has(target.organisation)) return false;
    if (ownRooms.size > 0 && !ownRooms.has(target.room.toLowerCase())) return false;
    if (members && !members.has(target.id)) return false;
    const text = target.name.toLowerCase();
    const found = name.exec(text);
    return found !== null && (!isWhole || found[0] === text);
  };
}

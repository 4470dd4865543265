/** Which rows of a list are chosen, and from which one a range begins. */
export interface Selection {
  ids: ReadonlySet<string>;
  anchor: string | undefined;
}

export const NOTHING_SELECTED: Selection = { ids: new Set(), anchor: undefined };

/**
 * One row is chosen or no longer; with `ranged` all from the last one to this one, as they stand in `order`. What is
 * not in the list any more counts as no anchor.
 */
export function withRow(
  { ids, anchor }: Selection,
  id: string,
  ranged: boolean,
  order: readonly string[],
): Selection {
  const isOn = !ids.has(id);
  const next = new Set(ids);
  const from = anchor === undefined ? -1 : order.indexOf(anchor);
  const to = order.indexOf(id);
  const range =
    ranged && from >= 0 && to >= 0 ? order.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
  for (const each of range) {
    if (isOn) next.add(each);
    else next.delete(each);
  }
  return { ids: next, anchor: id };
}

/** All of a list beside what is chosen already, or none of them when all are. */
export function withAll({ ids }: Selection, order: readonly string[]): Selection {
  const next = new Set(ids);
  if (order.every((id) => next.has(id))) for (const id of order) next.delete(id);
  else for (const id of order) next.add(id);
  return { ids: next, anchor: undefined };
}

/** Without those that are not there any more. */
export function stillThere(selection: Selection, there: ReadonlySet<string>): Selection {
  const ids = [...selection.ids].filter((id) => there.has(id));
  return ids.length === selection.ids.size ? selection : { ids: new Set(ids), anchor: selection.anchor };
}

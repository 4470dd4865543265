import type { RouteEntry } from '../../../api/contacts.ts';

/** Where a route would come to stand: before which one, null for last; undefined when it stands there already. */
export function beforeWhich(
  routes: readonly Pick<RouteEntry, 'id' | 'organisation'>[],
  id: string,
  by: 1 | -1,
): string | null | undefined {
  const organisation = routes.find((route) => route.id === id)?.organisation;
  // Those of another organisation are read apart from these.
  const own = routes.filter((route) => route.organisation === organisation).map((route) => route.id);
  const at = own.indexOf(id);
  if (at < 0 || at + by < 0 || at + by >= own.length) return undefined;
  return by < 0 ? own[at - 1] : (own[at + 2] ?? null);
}

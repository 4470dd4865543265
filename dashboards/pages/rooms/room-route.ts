import { routeTo } from '../../state/route.ts';

/** The address of a room; with `edit` its plan is edited at once. */
export function roomRoute(organisation: string, name: string, view?: RoomView | 'edit'): string {
  const parameters = { organisation, view: view === 'state' ? undefined : view };
  return routeTo(`rooms/${encodeURIComponent(name)}`, parameters);
}

/** How a room is looked at. */
export const ROOM_VIEWS = ['state', 'air', 'power'] as const;
export type RoomView = (typeof ROOM_VIEWS)[number];

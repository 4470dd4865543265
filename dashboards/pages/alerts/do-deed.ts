import type { Alert } from '#protocol/alert.ts';
import type { AlertDeed, DeedRefusal } from '#protocol/alert-work.ts';
import type { Caller } from '../../api/call.ts';

/** What became of a deed on several alerts. */
export interface Done {
  done: Alert[];
  refused: { id: string; code: DeedRefusal }[];
}

/** Alerts that the collector takes in one request. */
const AT_ONCE = 500;

/** Does the same to all of these alerts, in slices; `onSlice` hears how many were asked for so far. */
export async function doDeed(
  api: Caller,
  alerts: readonly Pick<Alert, 'id'>[],
  deed: AlertDeed,
  onSlice?: (asked: number) => void,
): Promise<Done> {
  const all: Done = { done: [], refused: [] };
  for (let from = 0; from < alerts.length; from += AT_ONCE) {
    const ids = alerts.slice(from, from + AT_ONCE).map(({ id }) => id);
    const { done, refused } = await api.send<Done>('POST', 'alerts/actions', { alerts: ids, deed });
    all.done.push(...done);
    all.refused.push(...refused);
    onSlice?.(from + ids.length);
  }
  return all;
}

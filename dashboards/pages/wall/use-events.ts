import { useEffect, useState } from 'preact/hooks';
import type { AlertEvent } from '#protocol/alert.ts';
import { useWard } from '../../ui/context.ts';

/** Newest events that are kept, and pass by. */
export const EVENTS_KEPT = 24;
/** A reading that failed is tried again. */
const AGAIN_MS = 15_000;

/** Fired and resolved, newest first: from the socket, and after each gap from the history, so that none is missed. */
export function useEvents(): readonly AlertEvent[] {
  const { alerts, api, link, storms } = useWard();
  const [events, setEvents] = useState<readonly AlertEvent[]>([]);
  const isOpen = link.value.state === 'open';
  // A storm tells numbers alone; when it is over, what happened is in the history.
  const stormy = storms.going.value !== null;

  useEffect(() => alerts.onEvents((told) => setEvents((before) => joined(told, before))), [alerts]);
  useEffect(() => {
    if (!isOpen || stormy) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = (): void => {
      api
        .get<{ events: AlertEvent[] }>(
          'alert-events',
          { kind: 'fired,resolved', limit: EVENTS_KEPT },
          abort.signal,
        )
        .then(({ events: known }) => setEvents((before) => joined(known, before)))
        .catch(() => {
          if (!abort.signal.aborted) timer = setTimeout(read, AGAIN_MS);
        });
    };
    read();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [api, isOpen, stormy]);

  return events;
}

/** Each once, newest first, a bounded number. */
export function joined(told: readonly AlertEvent[], before: readonly AlertEvent[]): readonly AlertEvent[] {
  const byId = new Map<string, AlertEvent>();
  for (const event of [...told, ...before])
    if (event.kind === 'fired' || event.kind === 'resolved') byId.set(event.id, event);
  return [...byId.values()].sort((one, other) => other.atMs - one.atMs).slice(0, EVENTS_KEPT);
}

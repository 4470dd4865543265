import type { Alert, AlertEvent } from '#protocol/alert.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Failed, Loading } from '../../ui/empty.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { eventText } from './event-text.ts';

interface EventsAnswer {
  events: AlertEvent[];
}

/** What happened to an alert, and why. */
export function Why({ alert }: { alert: Alert }) {
  const { api, fleet } = useWard();
  const { words, formats } = useText();
  const { value, error, reload } = useLoad(
    (signal) => api.get<EventsAnswer>(`alerts/${encodeURIComponent(alert.id)}/events`, {}, signal),
    [alert],
  );
  const nameOf = (target: string) => fleet.machine(target)?.target.name;
  return (
    <section class="panel card" aria-label={words.alerts.page.happened}>
      <h2>{words.alerts.page.happened}</h2>
      <div class="card-body">
        {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
        {!value && error === undefined && <Loading />}
        {value && (
          <ol class="happened">
            {value.events.map((event) => (
              <li key={event.id}>
                <time dateTime={new Date(event.atMs).toISOString()}>{formats.moment(event.atMs)}</time>
                <span>
                  {eventText(event, words, nameOf)}
                  {event.late && <span class="muted"> · {words.alerts.page.late}</span>}
                </span>
                {event.comment && <p class="happened-comment">{event.comment}</p>}
              </li>
            ))}
          </ol>
        )}
      </div>
    </section>
  );
}

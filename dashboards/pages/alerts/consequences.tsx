import type { Alert } from '#protocol/alert.ts';
import { useText, useWard } from '../../ui/context.ts';
import { useLoad } from '../../ui/use-load.ts';
import { AlertRow } from './alert-row.tsx';

interface ConsequencesAnswer {
  alerts: Alert[];
  total: number;
}

/** What an alert takes with it; nothing where it takes nothing. */
export function Consequences({ alert }: { alert: Alert }) {
  const { api, alerts } = useWard();
  const { words, formats } = useText();
  const hidden = alerts.active.value.filter(({ because }) => because?.alert === alert.id).length;
  const { value } = useLoad(
    (signal) =>
      api.get<ConsequencesAnswer>(`alerts/${encodeURIComponent(alert.id)}/consequences`, {}, signal),
    [alert.id, hidden],
  );
  if (!value || value.total === 0) return null;
  return (
    <section aria-label={words.alerts.page.consequences}>
      <h2>
        {words.alerts.page.consequences} · {formats.number(value.total)}
      </h2>
      <p class="muted">{words.alerts.page.consequencesHint}</p>
      <div class="panel alert-list">
        <ul>
          {value.alerts.map((each) => (
            <AlertRow key={each.id} alert={each} withTarget={true} />
          ))}
        </ul>
      </div>
    </section>
  );
}

import { useState } from 'preact/hooks';
import type { Alert, Relation } from '#protocol/alert.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { useLoad } from '../../ui/use-load.ts';
import { AlertRow } from './alert-row.tsx';

interface ConsequencesAnswer {
  /** Also those that ended since. */
  total: number;
  standing: number;
  consequences: { alert: Alert; relation: Relation; fromMs: number }[];
}

/** Shown before somebody asks for all. */
const FOLDED = 5;

/** What an alert takes, or took, with it; nothing where it takes nothing. */
export function Consequences({ alert }: { alert: Alert }) {
  const { api, alerts } = useWard();
  const { words, formats } = useText();
  const hidden = alerts.active.value.filter(({ because }) => because?.alert === alert.id).length;
  const { value } = useLoad(
    (signal) =>
      api.get<ConsequencesAnswer>(`alerts/${encodeURIComponent(alert.id)}/consequences`, {}, signal),
    [alert.id, alert.state, hidden],
  );
  const [isOpen, setOpen] = useState(false);
  if (!value || value.total === 0) return null;
  const text = words.alerts.page;
  const shown = isOpen ? value.consequences : value.consequences.slice(0, FOLDED);
  const folded = value.consequences.length - shown.length;
  const more = value.total - value.consequences.length;
  return (
    <section aria-label={text.consequences}>
      <h2>
        {text.consequences} · {text.standingOf(formats.number(value.standing), formats.number(value.total))}
      </h2>
      <p class="muted">{text.consequencesHint}</p>
      <div class="panel alert-list">
        <ul>
          {shown.map(({ alert: each }) => (
            <AlertRow key={each.id} alert={each} withTarget={true} />
          ))}
        </ul>
      </div>
      {folded > 0 && (
        <div class="more">
          <Button onClick={() => setOpen(true)}>
            {words.shell.common.more} · {formats.number(folded)}
          </Button>
        </div>
      )}
      {isOpen && more > 0 && <p class="alerts-hidden muted">{text.moreConsequences(formats.number(more))}</p>}
    </section>
  );
}

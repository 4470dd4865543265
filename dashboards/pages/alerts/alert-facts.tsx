import type { Alert } from '#protocol/alert.ts';
import { alertRoute } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { wordOf } from '../../words/word-of.ts';
import { HeldBy } from '../silences/held-by.tsx';

/** What is known beside the state: what hides it, what it hides, who is on it, how it ended. */
export function AlertFacts({ alert, takes }: { alert: Alert; takes: number }) {
  const { silences } = useWard();
  const { words, formats } = useText();
  const holding = silences.byAlert.value.get(alert.id);
  const { acknowledged, assigned, closed, because, state, resolution } = alert;
  return (
    <span class="alert-facts">
      {because && state !== 'resolved' && <Because because={because} />}
      {holding && state !== 'resolved' && <HeldBy holding={holding} />}
      {takes > 0 && <strong>{words.alerts.takesDown(formats.number(takes))}</strong>}
      {closed ? (
        <span class="clip" title={closed.comment || formats.moment(closed.atMs)}>
          {words.alerts.closedBy(closed.by, wordOf(words.alerts.causes, closed.cause))}
        </span>
      ) : (
        assigned && (
          <span class="clip" title={formats.moment(assigned.atMs)}>
            {words.alerts.assignedTo(assigned.to)}
          </span>
        )
      )}
      {acknowledged && !closed && (
        <span
          class="clip"
          title={words.alerts.acknowledgedBy(acknowledged.by, formats.moment(acknowledged.atMs))}
        >
          {words.alerts.acknowledged} · {acknowledged.by}
        </span>
      )}
      {acknowledged?.comment && !closed && (
        <span class="muted clip" title={acknowledged.comment}>
          {acknowledged.comment}
        </span>
      )}
      {state === 'resolved' && resolution && !acknowledged && !closed && (
        <span class="muted">{words.states.resolution[resolution]}</span>
      )}
    </span>
  );
}

function Because({ because }: { because: NonNullable<Alert['because']> }) {
  const { alerts, fleet, rules } = useWard();
  const { words, formats } = useText();
  const cause = alerts.active.value.find(({ id }) => id === because.alert);
  const target = fleet.machine(because.target)?.target.name;
  const rule = cause && rules.name(cause.rule, formats.language);
  const name = [target, rule].filter(Boolean).join(' ');
  return (
    <a class="clip" href={alertRoute(because.alert)} title={formats.moment(because.sinceMs)}>
      {name === '' ? words.alerts.becauseGone : words.alerts.because(name)}
    </a>
  );
}

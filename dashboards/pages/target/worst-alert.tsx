import type { Alert } from '#protocol/alert.ts';
import { sinceMs } from '../../state/alert-book.ts';
import { alertRoute } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import { alertLimit, alertValue, seriesText } from '../../words/alert-text.ts';
import { AlertFacts } from '../alerts/alert-facts.tsx';

/** What of a target's alerts is told in its head: the worst that nothing explains, or else the worst. */
export function worstOf(active: readonly Alert[], target: string): Alert | undefined {
  const firing = active.filter((alert) => alert.target === target && alert.state === 'firing');
  return firing.find(({ because }) => !because) ?? firing[0];
}

/** What is wrong, since when, because of what, and who has it; nothing while nothing is wrong. */
export function WorstAlert({ target }: { target: string }) {
  const { alerts, clock, rules } = useWard();
  const { words, formats } = useText();
  const active = alerts.active.value;
  const alert = worstOf(active, target);
  if (!alert) return null;
  const { id, severity, acknowledged, assigned, closed, because } = alert;
  const since = sinceMs(alert);
  const limit = alertLimit(alert, words, formats);
  const isOwned = acknowledged !== null || assigned !== null || closed !== null;
  return (
    <p class="machine-worst">
      <StateMark mark={because ? 'none' : severity} label={words.states.severity[severity]} />
      <a class="strong" href={alertRoute(id)}>
        {rules.name(alert.rule, formats.language)}
      </a>
      <span>
        {seriesText(words, alert.metric, alert.labels)}{' '}
        <span class={`strong state-${severity}`}>{alertValue(alert, words, formats)}</span>
      </span>
      {limit && <span class="muted">{limit}</span>}
      <time class="muted" dateTime={new Date(since).toISOString()} title={formats.full(since)}>
        {words.alerts.sinceAgo(formats.duration(clock.nowMs.value - since))}
      </time>
      <AlertFacts
        alert={alert}
        takes={active.filter((other) => other.state === 'firing' && other.because?.alert === id).length}
      />
      {!isOwned && <span class="muted">{words.summary.nobody}</span>}
    </p>
  );
}

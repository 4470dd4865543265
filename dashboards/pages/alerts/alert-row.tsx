import './alerts.css';
import { useState } from 'preact/hooks';
import type { Alert } from '#protocol/alert.ts';
import { sinceMs } from '../../state/alert-book.ts';
import { alertRoute, machineRoute } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { StateTag } from '../../ui/tag.tsx';
import { alertLimit, alertValue, seriesText } from '../../words/alert-text.ts';
import { AlertFacts } from './alert-facts.tsx';
import { DeedButtons } from './deed-buttons.tsx';
import { AlertEvidence, mayHaveEvidence } from './evidence.tsx';

/** Whether an alert is chosen for what is done with several. */
export interface Selected {
  on: boolean;
  choose(on: boolean): void;
}

/** One alert: how bad, what and where, its value, since when, and who is on it. */
export function AlertRow({
  alert,
  withTarget,
  takes = 0,
  selected,
}: {
  alert: Alert;
  withTarget: boolean;
  /** Alerts that it hides. */
  takes?: number;
  selected?: Selected;
}) {
  const { rules, fleet } = useWard();
  const { words, formats } = useText();
  const [looking, setLooking] = useState(false);
  const target = fleet.machine(alert.target)?.target;
  const rule = rules.rule(alert.rule);
  const ruleName = rules.name(alert.rule, formats.language);
  const reason = rule?.reason[formats.language];
  const limit = alertLimit(alert, words, formats);
  return (
    <li
      class={`alert-row alert-${alert.state} severity-${alert.severity}${selected ? ' with-check' : ''}`}
      data-unknown={alert.because ? true : undefined}
    >
      {selected && (
        <input
          type="checkbox"
          class="alert-check"
          checked={selected.on}
          aria-label={words.alerts.select(`${target?.name ?? ''} ${ruleName}`)}
          onChange={(event) => selected.choose(event.currentTarget.checked)}
        />
      )}
      <AlertState alert={alert} />
      <span class="alert-what">
        {withTarget && (
          <a class="clip alert-target" href={machineRoute(alert.target)}>
            {target?.name ?? words.alerts.unknownTarget}
          </a>
        )}
        <a class={withTarget ? 'clip' : 'clip alert-target'} title={reason} href={alertRoute(alert.id)}>
          {ruleName}
        </a>
        <span class="clip muted" title={alert.metric}>
          {seriesText(words, alert.metric, alert.labels)}
        </span>
      </span>
      <span class="alert-value">
        <span class={`alert-figure state-${alert.state === 'resolved' ? 'info' : alert.severity}`}>
          {alertValue(alert, words, formats)}
        </span>
        {limit && <span class="muted">{limit}</span>}
      </span>
      <Since alert={alert} />
      <span class="alert-people">
        <AlertFacts alert={alert} takes={takes} />
        {mayHaveEvidence(alert) && alert.state !== 'pending' && (
          <Button look="quiet" onClick={() => setLooking(true)}>
            {words.alerts.evidence.show}
          </Button>
        )}
        {alert.state === 'firing' && !alert.acknowledged && !alert.because && (
          <DeedButtons alerts={[alert]} only={['acknowledge']} />
        )}
      </span>
      {looking && <AlertEvidence alert={alert} onClose={() => setLooking(false)} />}
    </li>
  );
}

/** How bad it is, and whether it still is. */
export function AlertState({ alert }: { alert: Alert }) {
  const { words } = useText();
  const { state, severity, because, flapping } = alert;
  const isOver = state === 'resolved';
  const mark = isOver ? 'ok' : because ? 'none' : severity;
  const text = isOver
    ? words.states.alert.resolved
    : because
      ? words.alerts.unknown
      : words.states.severity[severity];
  return (
    <span class="alert-severity">
      <StateTag mark={mark} text={text} />
      {state === 'pending' && <span class="muted">{words.states.alert.pending}</span>}
      {(isOver || because) && <span class="muted">{words.states.severity[severity]}</span>}
      {flapping && !isOver && <span class="muted">{words.alerts.flapping}</span>}
    </span>
  );
}

function Since({ alert }: { alert: Alert }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const since = sinceMs(alert);
  const lasted =
    alert.resolvedAtMs === null
      ? words.alerts.sinceAgo(formats.duration(clock.nowMs.value - since))
      : words.alerts.lasted(formats.duration(alert.resolvedAtMs - since));
  return (
    <span class="alert-since">
      <span>{lasted}</span>
      <span class="muted">{formats.moment(since)}</span>
    </span>
  );
}

import './alerts.css';
import { useState } from 'preact/hooks';
import type { Alert } from '#protocol/alert.ts';
import { sinceMs } from '../../state/alert-book.ts';
import { machineRoute } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { StateTag } from '../../ui/tag.tsx';
import { alertLimit, alertValue, seriesText } from '../../words/alert-text.ts';
import { Acknowledge } from './acknowledge.tsx';
import { AlertEvidence, mayHaveEvidence } from './evidence.tsx';

/** One alert: how bad, what and where, its value, since when, and who is on it. */
export function AlertRow({ alert, withTarget }: { alert: Alert; withTarget: boolean }) {
  const { rules, fleet, session } = useWard();
  const { words, formats } = useText();
  const [asking, setAsking] = useState(false);
  const [looking, setLooking] = useState(false);
  const target = fleet.machine(alert.target)?.target;
  const rule = rules.rule(alert.rule);
  const ruleName = rules.name(alert.rule, formats.language);
  const reason = rule?.reason[formats.language];
  const limit = alertLimit(alert, words, formats);
  const mark = alert.state === 'resolved' ? 'ok' : alert.severity;
  return (
    <li class={`alert-row alert-${alert.state} severity-${alert.severity}`}>
      <span class="alert-severity">
        <StateTag
          mark={mark}
          text={
            alert.state === 'resolved' ? words.states.alert.resolved : words.states.severity[alert.severity]
          }
        />
        {alert.state === 'pending' && <span class="muted">{words.states.alert.pending}</span>}
        {alert.state === 'resolved' && <span class="muted">{words.states.severity[alert.severity]}</span>}
      </span>
      <span class="alert-what">
        {withTarget && (
          <a class="clip alert-target" href={machineRoute(alert.target)}>
            {target?.name ?? words.alerts.unknownTarget}
          </a>
        )}
        <span class={withTarget ? 'clip' : 'clip alert-target'} title={reason}>
          {ruleName}
        </span>
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
        {mayHaveEvidence(alert) && alert.state !== 'pending' && (
          <Button look="quiet" onClick={() => setLooking(true)}>
            {words.alerts.evidence.show}
          </Button>
        )}
        {alert.acknowledged ? (
          <Acknowledged acknowledged={alert.acknowledged} />
        ) : (
          alert.state === 'resolved' &&
          alert.resolution && <span class="muted">{words.states.resolution[alert.resolution]}</span>
        )}
        {!alert.acknowledged && alert.state === 'firing' && session.can('alerts.acknowledge') && (
          <Button onClick={() => setAsking(true)}>{words.alerts.acknowledge}</Button>
        )}
      </span>
      {looking && <AlertEvidence alert={alert} onClose={() => setLooking(false)} />}
      {asking && <Acknowledge alert={alert} onClose={() => setAsking(false)} />}
    </li>
  );
}

function Acknowledged({ acknowledged }: { acknowledged: NonNullable<Alert['acknowledged']> }) {
  const { words, formats } = useText();
  const { by, atMs, comment } = acknowledged;
  return (
    <span class="alert-acknowledged" title={words.alerts.acknowledgedBy(by, formats.moment(atMs))}>
      <span class="clip">
        {words.alerts.acknowledged} · {by}
      </span>
      {comment && (
        <span class="muted clip" title={comment}>
          {comment}
        </span>
      )}
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

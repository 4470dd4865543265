import './alert-page.css';
import type { Alert } from '#protocol/alert.ts';
import { ApiError } from '../../api/call.ts';
import { sinceMs } from '../../state/alert-book.ts';
import { machineRoute, routeTo } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { alertLimit, alertValue, seriesText } from '../../words/alert-text.ts';
import { useSilenced } from '../silences/use-silenced.ts';
import { AlertChart } from './alert-chart.tsx';
import { AlertFacts } from './alert-facts.tsx';
import { AlertState } from './alert-row.tsx';
import { Consequences } from './consequences.tsx';
import { DeedButtons } from './deed-buttons.tsx';
import { mayHaveEvidence, OfAlert } from './evidence.tsx';
import { Why } from './why.tsx';

/** Everything about one alert: how it is, what happened to it and why, who was told, and what can be done. */
export function AlertPage({ id }: { id: string }) {
  const { api, alerts } = useWard();
  const { words } = useText();
  useSilenced();
  // Whatever happens to it comes over the socket first; then everything here is read anew.
  const live = alerts.active.value.find((alert) => alert.id === id);
  const { value, error, reload } = useLoad(
    (signal) => api.get<Alert>(`alerts/${encodeURIComponent(id)}`, {}, signal),
    [id, live],
  );
  const alert = live ?? value;
  if (!alert && error instanceof ApiError && error.status === 404) {
    return (
      <Empty title={words.alerts.page.gone} hint={words.alerts.page.goneHint}>
        <a href={routeTo('alerts')}>{words.alerts.page.toList}</a>
      </Empty>
    );
  }
  if (!alert && error !== undefined) return <Failed error={error} onRetry={reload} />;
  if (!alert) return <Loading />;
  return (
    <div class="page alert-page">
      <Head alert={alert} />
      <AlertChart alert={alert} />
      <Consequences alert={alert} />
      <Why alert={alert} />
      {mayHaveEvidence(alert) && <OfAlert alert={alert} />}
    </div>
  );
}

function Head({ alert }: { alert: Alert }) {
  const { fleet, rules, clock } = useWard();
  const { words, formats } = useText();
  const target = fleet.machine(alert.target)?.target;
  const rule = rules.rule(alert.rule);
  const limit = alertLimit(alert, words, formats);
  const beganMs = sinceMs(alert);
  const lastedMs = (alert.resolvedAtMs ?? clock.nowMs.value) - beganMs;
  const { state, assigned, acknowledged, closed, because } = alert;
  const isFree = state === 'firing' && !assigned && !acknowledged && !closed && !because;
  return (
    <header class={`panel alert-head severity-${alert.severity}`}>
      <AlertState alert={alert} />
      <div class="alert-head-what">
        <h1>{rules.name(alert.rule, formats.language)}</h1>
        <p>
          <a href={machineRoute(alert.target)}>{target?.name ?? words.alerts.unknownTarget}</a>
          {' · '}
          <span title={alert.metric}>{seriesText(words, alert.metric, alert.labels)}</span>
        </p>
        {rule && <p class="muted">{rule.reason[formats.language]}</p>}
      </div>
      <dl class="alert-head-facts">
        <div>
          <dt>{words.alerts.columns.value}</dt>
          <dd class={`alert-figure state-${alert.state === 'resolved' ? 'info' : alert.severity}`}>
            {alertValue(alert, words, formats)}
          </dd>
          {limit && <dd class="muted">{limit}</dd>}
        </div>
        <div>
          <dt>{words.alerts.columns.since}</dt>
          <dd>{formats.moment(beganMs)}</dd>
          <dd class="muted">{words.alerts.lasted(formats.duration(lastedMs))}</dd>
        </div>
      </dl>
      <div class="alert-head-people">
        <AlertFacts alert={alert} takes={0} />
        {isFree && <span class="muted">{words.summary.nobody}</span>}
        <DeedButtons alerts={[alert]} />
      </div>
    </header>
  );
}

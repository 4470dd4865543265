import type { Alert } from '#protocol/alert.ts';
import { sinceMs } from '../../state/alert-book.ts';
import { alertRoute, machineRoute, routeTo } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import { alertValue, seriesText } from '../../words/alert-text.ts';
import { AlertFacts } from '../alerts/alert-facts.tsx';

const SHOWN = 10;

/** What fires, worst first: what, where, since when, because of what, and who has it. */
export function OpenAlerts() {
  const { alerts } = useWard();
  const { words, formats } = useText();
  const text = words.summary;
  const firing = alerts.active.value.filter(({ state }) => state === 'firing');
  const open = firing.filter(({ because }) => !because);
  const hidden = firing.length - open.length;
  const more = open.length - SHOWN;
  return (
    <section class="panel card open-alerts" aria-label={text.alerts}>
      <header class="card-head">
        <h2>{text.alerts}</h2>
        <span class="muted">{open.length > 0 && formats.number(open.length)}</span>
        <a class="card-link" href={routeTo('alerts')}>
          {text.seeAll}
        </a>
      </header>
      {open.length === 0 ? (
        <p class="card-note muted">
          <StateMark mark="ok" /> {text.noAlerts}
        </p>
      ) : (
        <ul class="open-list">
          {open.slice(0, SHOWN).map((alert) => (
            <OpenAlert
              key={alert.id}
              alert={alert}
              takes={firing.filter(({ because }) => because?.alert === alert.id).length}
            />
          ))}
        </ul>
      )}
      {(more > 0 || hidden > 0) && (
        <p class="card-note muted">
          {[
            more > 0 && text.moreAlerts(formats.number(more)),
            hidden > 0 && text.hidden(formats.number(hidden)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
    </section>
  );
}

function OpenAlert({ alert, takes }: { alert: Alert; takes: number }) {
  const { clock, fleet, rules } = useWard();
  const { words, formats } = useText();
  const { severity, acknowledged, assigned, closed } = alert;
  const target = fleet.machine(alert.target)?.target.name;
  const system = fleet.systems.value.find(({ id }) => id === alert.target)?.name;
  const isOwned = acknowledged !== null || assigned !== null || closed !== null;
  return (
    <li class={`open-alert severity-${severity}`}>
      <StateMark mark={severity} label={words.states.severity[severity]} />
      <span class="open-what">
        <a class="clip" href={alertRoute(alert.id)}>
          {rules.name(alert.rule, formats.language)}
        </a>
        <span class="clip muted">
          {target ? (
            <a href={machineRoute(alert.target)}>{target}</a>
          ) : (
            (system ?? words.alerts.unknownTarget)
          )}
          {' · '}
          {seriesText(words, alert.metric, alert.labels)} {alertValue(alert, words, formats)}
        </span>
      </span>
      <span class="open-since" title={formats.moment(sinceMs(alert))}>
        {formats.age(clock.nowMs.value - sinceMs(alert))}
      </span>
      <span class="open-who">
        <AlertFacts alert={alert} takes={takes} />
        {!isOwned && <span class="muted">{words.summary.nobody}</span>}
      </span>
    </li>
  );
}

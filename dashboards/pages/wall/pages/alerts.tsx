import { useMemo } from 'preact/hooks';
import type { Alert } from '#protocol/alert.ts';
import { sinceMs } from '../../../state/alert-book.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { StateMark } from '../../../ui/state-mark.tsx';
import { seriesText } from '../../../words/alert-text.ts';
import { useSilenced } from '../../silences/use-silenced.ts';
import { alertNames, whoHas } from '../alert-sentence.ts';
import { Tile, useJudgedSource } from '../tile.tsx';
import { useFitting } from '../use-fitting.ts';
import { calmSpan, dayAndMinute } from '../wall-times.ts';

/** More than fit on any screen. */
const ROWS = 20;

/** What fires, worst first: what, where, how much, since when, and who has it. */
export function AlertsPage() {
  const { alerts } = useWard();
  const { words, formats } = useText();
  const text = words.wall;
  const source = useJudgedSource();
  const held = useSilenced();
  const active = alerts.active.value;
  const open = useMemo(
    () =>
      active.filter(
        ({ id, state, because, severity }) =>
          state === 'firing' && !because && severity !== 'info' && !held.has(id),
      ),
    [active, held],
  );
  const { list, fitting } = useFitting(Math.min(ROWS, open.length));
  return (
    <Tile
      name="alerts"
      source={source}
      class="wall-alerts"
      title={open.length > fitting ? text.moreRows(formats.number(open.length - fitting)) : undefined}
    >
      {open.length === 0 ? (
        <p class="wall-all-well">
          <StateMark mark="ok" />
          {text.noAlerts}
        </p>
      ) : (
        <ul class="wall-alert-list" ref={list}>
          {open.slice(0, ROWS).map((alert) => (
            <AlertLine key={alert.id} alert={alert} />
          ))}
        </ul>
      )}
    </Tile>
  );
}

/** One alert in two lines. */
export function AlertLine({ alert }: { alert: Alert }) {
  const ward = useWard();
  const { words, formats } = useText();
  const text = words.wall;
  const { target, rule, value } = alertNames(ward, alert, words, formats);
  const who = whoHas(alert);
  const since = sinceMs(alert);
  const now = ward.clock.nowMs.value;
  return (
    <li class={`wall-alert wall-is-${alert.severity}`} data-alert={alert.id}>
      <StateMark mark={alert.severity} label={words.states.severity[alert.severity]} />
      <span class="wall-alert-what">
        <strong class="clip">{target}</strong>
        <span class="clip">
          {rule} <em>{seriesText(words, alert.metric, alert.labels)}</em>
        </span>
      </span>
      <span class={`wall-figure state-${alert.severity}`}>{value}</span>
      <span class="wall-age">
        <strong>{calmSpan(formats, now - since)}</strong>
        <span>{dayAndMinute(formats, since, now)}</span>
      </span>
      <span class="wall-hands">{who === undefined ? <em>{text.nobody}</em> : text.has(who)}</span>
    </li>
  );
}

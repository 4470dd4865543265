import { useEffect, useState } from 'preact/hooks';
import { alertRoute, machineRoute } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { type Mark, StateMark } from '../../ui/state-mark.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { wordOf } from '../../words/word-of.ts';

interface Change {
  atMs: number;
  what: 'fired' | 'resolved' | 'inventory' | 'config' | 'silent' | 'heard' | 'added';
  target: string;
  alert: string | null;
  rule: string | null;
  severity: 'info' | 'warning' | 'critical' | null;
  field: string | null;
  value: string | null;
}
interface ChangesAnswer {
  changes: Change[];
  truncated: boolean;
}

const HOUR_MS = 3_600_000;
const RENEW_MS = 60_000;
/** What fires together is asked for together. */
const AFTER_NEWS_MS = 3_000;
const SHOWN = 14;

/** What is not as it was an hour ago, newest first: the first thing to look at when something is wrong. */
export function LastHour() {
  const { api, clock } = useWard();
  const { words } = useText();
  const text = words.summary;
  const round = useRounds();
  const { value, error } = useLoad(
    (signal) => api.get<ChangesAnswer>('changes', { sinceMs: Math.round(clock.now() - HOUR_MS) }, signal),
    [round],
  );
  const changes = value?.changes ?? [];
  const isCut = value !== undefined && (value.truncated || changes.length > SHOWN);
  return (
    <section class="panel card last-hour" aria-label={text.changes}>
      <h2>{text.changes}</h2>
      {error !== undefined && !value && <p class="card-note muted">{text.changesFailed}</p>}
      {value && changes.length === 0 && <p class="card-note muted">{text.noChanges}</p>}
      {changes.length > 0 && (
        <ul class="recent-list">
          {changes.slice(0, SHOWN).map((change) => (
            <ChangeRow
              key={`${change.what} ${change.atMs} ${change.target} ${change.alert} ${change.field}`}
              change={change}
            />
          ))}
        </ul>
      )}
      {isCut && <p class="card-note muted">{text.moreChanges}</p>}
    </section>
  );
}

/** Grows each minute, and a moment after something has happened to an alert or a target. */
function useRounds(): number {
  const { alerts, fleet } = useWard();
  const [round, setRound] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setRound((before) => before + 1);
      }, AFTER_NEWS_MS);
    };
    let first = true;
    const unsubscribes = [alerts.active, fleet.counts].map((each) => each.subscribe(() => !first && soon()));
    first = false;
    const renew = setInterval(() => setRound((before) => before + 1), RENEW_MS);
    return () => {
      clearTimeout(timer);
      clearInterval(renew);
      for (const unsubscribe of unsubscribes) unsubscribe();
    };
  }, [alerts, fleet]);
  return round;
}

function ChangeRow({ change }: { change: Change }) {
  const { clock, fleet, rules } = useWard();
  const { words, formats } = useText();
  const text = words.summary;
  const { what, atMs, target, alert, rule, field, value } = change;
  const name = fleet.machine(target)?.target.name ?? words.alerts.unknownTarget;
  const facts = [
    rule && rules.name(rule, formats.language),
    field && text.saidNow(wordOf(text.fields, field), value ?? ''),
  ].filter(Boolean);
  return (
    <li class="recent">
      <time
        class="muted"
        dateTime={new Date(atMs).toISOString()}
        title={`${formats.moment(atMs)} · ${formats.age(clock.nowMs.value - atMs)}`}
      >
        {formats.minute(atMs)}
      </time>
      <span class="recent-what">
        <StateMark mark={markOf(change)} />
        {text.what[what]}
      </span>
      <span class="clip">
        <a href={alert ? alertRoute(alert) : machineRoute(target)}>{name}</a>
        {facts.length > 0 && <span class="muted"> · {facts.join(' · ')}</span>}
      </span>
    </li>
  );
}

function markOf({ what, severity }: Change): Mark {
  switch (what) {
    case 'fired':
      return severity ?? 'warning';
    case 'resolved':
    case 'heard':
      return 'ok';
    case 'silent':
      return 'stale';
    case 'inventory':
    case 'config':
    case 'added':
      return 'info';
  }
}

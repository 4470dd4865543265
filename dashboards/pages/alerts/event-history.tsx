import './alert-page.css';
import { useEffect, useState } from 'preact/hooks';
import type { AlertEvent, AlertEventKind } from '#protocol/alert.ts';
import { alertRoute, machineRoute } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { useSettled } from '../../ui/use-settled.ts';
import { eventText } from './event-text.ts';

interface EventsAnswer {
  events: AlertEvent[];
  next: string | null;
  searchedToMs: number | null;
}

/** Kinds of events that people look for together. */
const KINDS = {
  all: undefined,
  states: ['fired', 'resolved', 'severity_changed', 'flapping', 'suppressed', 'released'],
  people: ['acknowledged', 'unacknowledged', 'commented', 'assigned', 'closed', 'reopened'],
} as const satisfies Record<string, readonly AlertEventKind[] | undefined>;
type Kinds = keyof typeof KINDS;

const DAY_MS = 86_400_000;
const SPANS = ['1', '7', '30', '365', 'all'] as const;
/** After the last letter. */
const TYPED_MS = 350;

/** What happened to all alerts, searched from the newest on. */
export function EventHistory() {
  const { api, clock } = useWard();
  const { words } = useText();
  const text = words.alerts.searched;
  const [typed, setTyped] = useState('');
  const wanted = useSettled(typed.trim(), TYPED_MS);
  const [kinds, setKinds] = useState<Kinds>('all');
  const [span, setSpan] = useState<(typeof SPANS)[number]>('7');
  const [found, setFound] = useState<{ events: AlertEvent[]; next: string | null }>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const [round, setRound] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    setFound(undefined);
    void read(null, abort.signal);
    return () => abort.abort();
  }, [wanted, kinds, span, round]);

  async function read(cursor: string | null, signal?: AbortSignal): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      const from = span === 'all' ? undefined : Math.floor(clock.now() - Number(span) * DAY_MS);
      const asked = {
        text: wanted || undefined,
        kind: KINDS[kinds]?.join(','),
        from,
        cursor: cursor ?? undefined,
        limit: 100,
      };
      const { events, next } = await api.get<EventsAnswer>('alert-events', asked, signal);
      setFound((before) => ({ events: [...(cursor && before ? before.events : []), ...events], next }));
    } catch (problem) {
      if (!signal?.aborted) setError(problem);
    } finally {
      if (!signal?.aborted) setBusy(false);
    }
  }

  return (
    <>
      <div class="toolbar">
        <FilterField label={text.field} value={typed} onInput={setTyped} />
        <select
          aria-label={text.kind}
          value={kinds}
          onChange={(event) => setKinds(event.currentTarget.value as Kinds)}
        >
          {(Object.keys(KINDS) as Kinds[]).map((value) => (
            <option key={value} value={value}>
              {text.kinds[value]}
            </option>
          ))}
        </select>
        <select
          aria-label={text.span}
          value={span}
          onChange={(event) => setSpan(event.currentTarget.value as (typeof SPANS)[number])}
        >
          {SPANS.map((value) => (
            <option key={value} value={value}>
              {text.spans[value]}
            </option>
          ))}
        </select>
      </div>
      {error !== undefined && <Failed error={error} onRetry={() => setRound((before) => before + 1)} />}
      {!found && error === undefined && <Loading />}
      {found && found.events.length === 0 && !found.next && <Empty title={text.none} hint={text.noneHint} />}
      {found && found.events.length > 0 && <EventList events={found.events} />}
      {found?.next && (
        <div class="more">
          <Button disabled={isBusy} onClick={() => void read(found.next)}>
            {words.shell.common.more}
          </Button>
        </div>
      )}
    </>
  );
}

function EventList({ events }: { events: readonly AlertEvent[] }) {
  const { fleet, rules } = useWard();
  const { words, formats } = useText();
  const nameOf = (target: string) => fleet.machine(target)?.target.name;
  return (
    <section class="panel card" aria-label={words.alerts.searched.title}>
      <ol class="card-body happened events">
        {events.map((event) => (
          <li key={event.id}>
            <time dateTime={new Date(event.atMs).toISOString()}>{formats.moment(event.atMs)}</time>
            <span>
              <a href={machineRoute(event.alert.target)}>
                {nameOf(event.alert.target) ?? words.alerts.unknownTarget}
              </a>
              {' · '}
              <a href={alertRoute(event.alert.id)}>{rules.name(event.alert.rule, formats.language)}</a>
              {' · '}
              {eventText(event, words, nameOf)}
              {event.late && <span class="muted"> · {words.alerts.page.late}</span>}
            </span>
            {event.comment && <p class="happened-comment">{event.comment}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

import { useMemo, useState } from 'preact/hooks';
import type { Alert } from '#protocol/alert.ts';
import type { AlertsAnswer } from '../../api/shapes.ts';
import { routeTo } from '../../state/route.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { useSettled } from '../../ui/use-settled.ts';
import { seriesText } from '../../words/alert-text.ts';
import { Silences } from '../silences/silences.tsx';
import { useSilenced } from '../silences/use-silenced.ts';
import { type AlertFilter, countHidden, filterAlerts, splitHidden } from './alert-filter.ts';
import { AlertFilters } from './alert-filters.tsx';
import { ChosenAlerts } from './chosen-alerts.tsx';
import { EventHistory } from './event-history.tsx';
import { ListNotes } from './list-notes.tsx';

const TABS = ['active', 'history', 'record', 'silences'] as const;
/** Rows at once; a storm brings thousands. */
const MOST_SHOWN = 300;
/** After the last letter. */
const TYPED_MS = 350;
const NOTHING_TAKEN: ReadonlyMap<string, number> = new Map();

/** What fires now, live; what has fired; and what happened to all of it. */
export function Alerts() {
  const { route } = useWard();
  const { words } = useText();
  const [filter, setFilter] = useState<AlertFilter>({ text: '', severity: 'all', state: 'all' });
  const tab = TABS.find((known) => known === route.value.search.get('tab')) ?? 'active';
  const titles = {
    active: words.alerts.active,
    history: words.alerts.history,
    record: words.alerts.searched.tab,
    silences: words.silences.tab,
  };
  return (
    <div class="page alerts">
      <h1 class="hidden-text">{words.alerts.title}</h1>
      <div class="toolbar">
        <Segments
          label={words.alerts.title}
          value={tab}
          choices={TABS.map((value) => ({ value, text: titles[value] }))}
          onChoose={(value) => location.replace(routeTo('alerts', { tab: value === 'active' ? '' : value }))}
        />
        {(tab === 'active' || tab === 'history') && (
          <AlertFilters filter={filter} withState={tab === 'active'} onChange={setFilter} />
        )}
      </div>
      {tab === 'active' && <Active filter={filter} />}
      {tab === 'history' && <Resolved filter={filter} />}
      {tab === 'record' && <EventHistory />}
      {tab === 'silences' && <Silences />}
    </div>
  );
}

function Active({ filter }: { filter: AlertFilter }) {
  const { alerts, link, storms } = useWard();
  const { words } = useText();
  const all = alerts.active.value;
  if (all.length === 0) {
    if (storms.going.value) return <ListNotes />;
    if (link.value.state !== 'open') return <Loading />;
    return (
      <div class="all-good">
        <StateMark mark="ok" />
        <Empty title={words.alerts.none} hint={words.alerts.noneHint} />
      </div>
    );
  }
  return (
    <>
      <ListNotes />
      <Filtered alerts={all} filter={filter} />
    </>
  );
}

/** Resolved ones, newest first, a page at a time; the collector searches. */
function Resolved({ filter: { text, severity } }: { filter: AlertFilter }) {
  const { api, alerts } = useWard();
  const { words } = useText();
  const [pages, setPages] = useState(1);
  const wanted = useSettled(text.trim(), TYPED_MS);
  // One that resolves while one looks belongs here at once.
  const activeCount = alerts.active.value.length;
  const { value, error, reload } = useLoad(
    async (signal) => {
      const asked = {
        state: 'resolved',
        text: wanted || undefined,
        severity: severity === 'all' ? undefined : severity,
        limit: 100,
      };
      const found: Alert[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < pages; page++) {
        const answer = await api.get<AlertsAnswer>('alerts', { ...asked, cursor }, signal);
        found.push(...answer.alerts);
        cursor = answer.next ?? undefined;
        if (!cursor) break;
      }
      return { found, more: cursor !== undefined };
    },
    [pages, activeCount, wanted, severity],
  );
  if (error !== undefined && !value) return <Failed error={error} onRetry={reload} />;
  if (!value) return <Loading />;
  if (value.found.length === 0) {
    return <Empty title={wanted || severity !== 'all' ? words.alerts.noMatch : words.alerts.noHistory} />;
  }
  return (
    <>
      <ChosenAlerts alerts={value.found} takes={NOTHING_TAKEN} />
      {value.more && (
        <div class="more">
          <Button onClick={() => setPages((before) => before + 1)}>{words.shell.common.more}</Button>
        </div>
      )}
    </>
  );
}

/** The active ones that pass the filter; what another alert hides is folded. */
function Filtered({ alerts, filter }: { alerts: readonly Alert[]; filter: AlertFilter }) {
  const { fleet, rules, session } = useWard();
  const { words, formats } = useText();
  const [open, setOpen] = useState(false);
  const [most, setMost] = useState(MOST_SHOWN);
  const machines = fleet.machines.value;
  const entries = rules.entries.value;
  const silenced = useSilenced();
  const shown = useMemo(() => {
    const names = new Map(machines.map(({ target }) => [target.id, `${target.name} ${target.address}`]));
    const textOf = (alert: Alert) => {
      const rule = rules.name(alert.rule, formats.language);
      const series = seriesText(words, alert.metric, alert.labels);
      return `${names.get(alert.target) ?? ''} ${rule} ${series} ${alert.metric}`;
    };
    return filterAlerts(alerts, filter, { name: session.name, silenced }, textOf);
  }, [alerts, filter, machines, entries, words, silenced]);
  const takes = useMemo(() => countHidden(alerts), [alerts]);
  if (shown.length === 0) return <Empty title={words.alerts.noMatch} />;
  const { own, hidden } = splitHidden(shown);
  const listed = open || own.length === 0 ? [...own, ...hidden] : own;
  return (
    <>
      <ChosenAlerts alerts={listed.slice(0, most)} takes={takes} />
      {listed.length > most && (
        <div class="more">
          <Button onClick={() => setMost((before) => before + MOST_SHOWN)}>
            {words.shell.common.more} · {formats.number(listed.length - most)}
          </Button>
        </div>
      )}
      {hidden.length > 0 && own.length > 0 && (
        <p class="alerts-hidden muted">
          {words.alerts.hidden(formats.number(hidden.length))}{' '}
          <Button look="quiet" onClick={() => setOpen(!open)}>
            {open ? words.alerts.hideHidden : words.alerts.showHidden}
          </Button>
        </p>
      )}
    </>
  );
}

import { useMemo, useState } from 'preact/hooks';
import type { Alert } from '#protocol/alert.ts';
import type { Severity } from '#protocol/rule.ts';
import type { AlertsAnswer } from '../../api/shapes.ts';
import { routeTo } from '../../state/route.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { seriesText } from '../../words/alert-text.ts';
import {
  type AlertFilter,
  countHidden,
  filterAlerts,
  STATE_FILTERS,
  type StateFilter,
  splitHidden,
} from './alert-filter.ts';
import { AlertRow } from './alert-row.tsx';
import { DeedButtons } from './deed-buttons.tsx';

const TABS = ['active', 'history'] as const;
const SEVERITIES = ['all', 'critical', 'warning', 'info'] as const satisfies readonly (Severity | 'all')[];

/** What fires now, live, and what has fired. */
export function Alerts() {
  const { route } = useWard();
  const { words } = useText();
  const [filter, setFilter] = useState<AlertFilter>({ text: '', severity: 'all', state: 'all' });
  const tab = TABS.find((known) => known === route.value.search.get('tab')) ?? 'active';
  return (
    <div class="page alerts">
      <h1 class="hidden-text">{words.alerts.title}</h1>
      <div class="toolbar">
        <Segments
          label={words.alerts.title}
          value={tab}
          choices={TABS.map((value) => ({ value, text: words.alerts[value] }))}
          onChoose={(value) => location.replace(routeTo('alerts', { tab: value === 'active' ? '' : value }))}
        />
        <FilterField
          label={words.alerts.filter}
          value={filter.text}
          onInput={(text) => setFilter((before) => ({ ...before, text }))}
        />
        <select
          aria-label={words.alerts.severity}
          value={filter.severity}
          onChange={(event) => {
            const severity = event.currentTarget.value as AlertFilter['severity'];
            setFilter((before) => ({ ...before, severity }));
          }}
        >
          {SEVERITIES.map((severity) => (
            <option key={severity} value={severity}>
              {words.alerts.severity}:{' '}
              {severity === 'all' ? words.shell.common.all : words.states.severity[severity]}
            </option>
          ))}
        </select>
        {tab === 'active' && (
          <select
            aria-label={words.alerts.state}
            value={filter.state}
            onChange={(event) => {
              const state = event.currentTarget.value as StateFilter;
              setFilter((before) => ({ ...before, state }));
            }}
          >
            {STATE_FILTERS.map((state) => (
              <option key={state} value={state}>
                {words.alerts.state}: {words.alerts.stateFilters[state]}
              </option>
            ))}
          </select>
        )}
      </div>
      {tab === 'active' ? <Active filter={filter} /> : <Resolved filter={filter} />}
    </div>
  );
}

function Active({ filter }: { filter: AlertFilter }) {
  const { alerts, link } = useWard();
  const { words } = useText();
  const all = alerts.active.value;
  if (all.length === 0) {
    if (link.value.state !== 'open') return <Loading />;
    return (
      <div class="all-good">
        <StateMark mark="ok" />
        <Empty title={words.alerts.none} hint={words.alerts.noneHint} />
      </div>
    );
  }
  return <Filtered alerts={all} filter={filter} />;
}

/** Resolved ones, newest first, a page at a time. */
function Resolved({ filter }: { filter: AlertFilter }) {
  const { api, alerts } = useWard();
  const { words } = useText();
  const [pages, setPages] = useState(1);
  // One that resolves while one looks belongs here at once.
  const activeCount = alerts.active.value.length;
  const { value, error, reload } = useLoad(
    async (signal) => {
      const found: Alert[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < pages; page++) {
        const answer = await api.get<AlertsAnswer>(
          'alerts',
          { state: 'resolved', limit: 100, cursor },
          signal,
        );
        found.push(...answer.alerts);
        cursor = answer.next ?? undefined;
        if (!cursor) break;
      }
      return { found, more: cursor !== undefined };
    },
    [pages, activeCount],
  );
  if (error !== undefined && !value) return <Failed error={error} onRetry={reload} />;
  if (!value) return <Loading />;
  if (value.found.length === 0) return <Empty title={words.alerts.noHistory} />;
  return (
    <>
      <Filtered alerts={value.found} filter={filter} />
      {value.more && (
        <div class="more">
          <Button onClick={() => setPages((before) => before + 1)}>{words.shell.common.more}</Button>
        </div>
      )}
    </>
  );
}

function Filtered({ alerts, filter }: { alerts: readonly Alert[]; filter: AlertFilter }) {
  const { fleet, rules, session } = useWard();
  const { words, formats } = useText();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const machines = fleet.machines.value;
  const entries = rules.entries.value;
  const shown = useMemo(() => {
    const textOf = (alert: Alert) => {
      const target = machines.find((machine) => machine.target.id === alert.target)?.target;
      const rule = rules.name(alert.rule, formats.language);
      const series = seriesText(words, alert.metric, alert.labels);
      return `${target?.name} ${target?.address} ${rule} ${series} ${alert.metric}`;
    };
    return filterAlerts(alerts, filter, session, textOf);
  }, [alerts, filter, machines, entries, words]);
  const takes = useMemo(() => countHidden(alerts), [alerts]);
  if (shown.length === 0) return <Empty title={words.alerts.noMatch} />;
  const { own, hidden } = splitHidden(shown);
  const showsHidden = open || own.length === 0;
  const listed = showsHidden ? [...own, ...hidden] : own;
  const selected = listed.filter(({ id }) => chosen.has(id));
  const maySelect = session.can('alerts.acknowledge');
  const choose = (ids: readonly string[], on: boolean) =>
    setChosen((before) => {
      const after = new Set(before);
      for (const id of ids) on ? after.add(id) : after.delete(id);
      return after;
    });
  return (
    <>
      {maySelect && (
        <Bulk
          listed={listed}
          selected={selected}
          onAll={(on) =>
            choose(
              listed.map(({ id }) => id),
              on,
            )
          }
          onDone={() => setChosen(new Set())}
        />
      )}
      <section class="panel alert-list" aria-label={words.alerts.title}>
        <ul>
          {listed.map((alert) => (
            <AlertRow
              key={alert.id}
              alert={alert}
              withTarget={true}
              takes={takes.get(alert.id)}
              selected={
                maySelect ? { on: chosen.has(alert.id), choose: (on) => choose([alert.id], on) } : undefined
              }
            />
          ))}
        </ul>
      </section>
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

/** What is done with several alerts at once. */
function Bulk({
  listed,
  selected,
  onAll,
  onDone,
}: {
  listed: readonly Alert[];
  selected: readonly Alert[];
  onAll(on: boolean): void;
  onDone(): void;
}) {
  const { words, formats } = useText();
  const isAll = selected.length === listed.length;
  return (
    <div class="bulk-bar">
      <label class="check">
        <input
          type="checkbox"
          checked={isAll}
          ref={(box) => {
            if (box) box.indeterminate = selected.length > 0 && !isAll;
          }}
          onChange={(event) => onAll(event.currentTarget.checked)}
        />
        {selected.length === 0
          ? words.alerts.selectAll
          : words.alerts.selected(formats.number(selected.length))}
      </label>
      {selected.length > 0 && (
        <>
          <DeedButtons alerts={selected} onDone={onDone} />
          <Button look="quiet" onClick={onDone}>
            {words.alerts.clearSelection}
          </Button>
        </>
      )}
    </div>
  );
}

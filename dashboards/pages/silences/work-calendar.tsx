import '../settings/calendar.css';
import { useState } from 'preact/hooks';
import type { CalendarAnswer } from '../../api/jobs.ts';
import type { WindowsAnswer } from '../../api/silences.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { PHONE, useMedia } from '../../ui/use-media.ts';
import { yearMonths } from '../settings/year-days.ts';
import { DayList } from './day-list.tsx';
import { MonthGrid } from './month-grid.tsx';
import { monthAfter, monthOf, monthText, parseMonth, spanOfMonth, windowsByDay } from './month-windows.ts';
import { silencesRoute } from './silence-route.ts';
import type { KindFilter } from './silences.tsx';
import { dayOf } from './times-text.ts';
import { useMinute } from './use-minute.ts';
import { useOrganisations, useZoneClock } from './use-zone-clock.ts';

const LAYOUTS = ['month', 'days'] as const;
/** What is known where somebody may not see the working days. */
const PLAIN_WEEKS: CalendarAnswer = { years: [], own: [], missing: [] };

/** When silences and planned work hold, month by month, among the working days of an organisation. */
export function WorkCalendar({ kind, onAdd }: { kind: KindFilter; onAdd?: (day: string) => void }) {
  const { api, route, session, silences } = useWard();
  const { words, formats } = useText();
  const text = words.silences.calendar;
  const isPhone = useMedia(PHONE);
  const organisations = useOrganisations();
  const [organisation, setOrganisation] = useState(organisations[0]?.id ?? 'default');
  const { clock } = useZoneClock(organisation);
  const { search } = route.value;
  const today = dayOf(useMinute() * 60_000, clock);
  const month = parseMonth(search.get('month')) ?? monthOf(today);
  const layout = isPhone || search.get('layout') === 'days' ? 'days' : 'month';

  const shown = monthText(month);
  const mayReadDays = session.can('organisations.read');
  const { value: days = PLAIN_WEEKS } = useLoad(
    async (signal) =>
      mayReadDays
        ? api.get<CalendarAnswer>(`organisations/${encodeURIComponent(organisation)}/calendar`, {}, signal)
        : PLAIN_WEEKS,
    [organisation, mayReadDays],
  );
  const { value, error, reload } = useLoad(
    async (signal) => {
      const { fromMs: from, toMs: to } = spanOfMonth(month, clock);
      const asked = { from, to, kind: kind === 'all' ? undefined : kind };
      const { windows, complete } = await api.get<WindowsAnswer>('silence-windows', asked, signal);
      const own = windows.filter((window) => window.organisation === organisation);
      return { month: shown, complete, byDay: windowsByDay(own, month, clock) };
    },
    [shown, kind, organisation, silences.changes.value],
  );

  const go = (next: typeof month, nextLayout: string = layout) =>
    location.replace(
      silencesRoute({
        view: 'calendar',
        month: monthText(next),
        layout: nextLayout === 'days' ? 'days' : '',
      }),
    );
  const title = text.title(String(month.year), words.jobs.months[month.month]);
  const current = value?.month === shown ? value : undefined;
  const weeks = yearMonths(month.year, days)[month.month].weeks;
  const byDay = { weeks, windows: current?.byDay ?? new Map(), today };
  return (
    <section class="panel card" aria-label={title}>
      <header class="card-head">
        <h2 aria-live="polite">{title}</h2>
        {organisations.length > 1 && (
          <select
            aria-label={words.silences.form.organisation}
            value={organisation}
            onChange={(event) => setOrganisation(event.currentTarget.value)}
          >
            {organisations.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        {onAdd && layout === 'month' && <span class="muted">{text.addHint}</span>}
        <span class="year-steps">
          {!isPhone && (
            <Segments
              label={words.silences.view}
              value={layout}
              choices={LAYOUTS.map((each) => ({ value: each, text: text.views[each] }))}
              onChoose={(each) => go(month, each)}
            />
          )}
          <Button icon="back" label={text.previous} onClick={() => go(monthAfter(month, -1))} />
          <Button onClick={() => go(monthOf(today))}>{text.today}</Button>
          <span class="year-next">
            <Button icon="back" label={text.following} onClick={() => go(monthAfter(month, 1))} />
          </span>
        </span>
      </header>
      {error !== undefined && !current && <Failed error={error} onRetry={reload} />}
      {error === undefined && !current && layout === 'days' && <Loading />}
      {current && !current.complete && <p class="card-note muted">{text.incomplete}</p>}
      {layout === 'month' && !(error !== undefined && !current) && (
        <MonthGrid {...byDay} title={title} onAdd={onAdd} onMore={() => go(month, 'days')} />
      )}
      {layout === 'days' && current && current.byDay.size === 0 && <Empty title={text.none} />}
      {layout === 'days' && current && current.byDay.size > 0 && <DayList {...byDay} formats={formats} />}
    </section>
  );
}

import '../jobs/jobs.css';
import './calendar.css';
import { useState } from 'preact/hooks';
import type { CalendarAnswer, OwnDay } from '../../api/jobs.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Failed, Loading } from '../../ui/empty.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { useChange } from '../../ui/use-change.ts';
import { useLoad } from '../../ui/use-load.ts';
import { AddOwnDays, OwnDays } from './own-days.tsx';
import { SectionHead } from './section-head.tsx';
import { YearView } from './year-view.tsx';

const FIRST_YEAR = 2024;

/** What a working day is: the published holidays of each year, and what the organisation says itself. */
export function WorkingDays() {
  const { session } = useWard();
  const { words } = useText();
  const text = words.jobs.calendar;
  const current = session.current.value;
  const organisations = current.state === 'in' ? current.session.organisations : [];
  const [organisation, setOrganisation] = useState(organisations[0]?.id ?? 'default');
  return (
    <>
      <SectionHead title={words.settings.sections.calendar} hint={text.hint}>
        {organisations.length > 1 && (
          <select
            aria-label={words.jobs.organisation}
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
      </SectionHead>
      <Calendar key={organisation} organisation={organisation} />
    </>
  );
}

function Calendar({ organisation }: { organisation: string }) {
  const { api, clock, session, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.jobs.calendar;
  const path = `organisations/${encodeURIComponent(organisation)}/calendar`;
  const { value, error, reload } = useLoad((signal) => api.get<CalendarAnswer>(path, {}, signal), [path]);
  const thisYear = Number(formats.field(clock.nowMs.value).slice(0, 4));
  const [year, setYear] = useState(thisYear);
  const change = useChange();
  const mayChange = session.can('organisations.write');

  if (error !== undefined && !value) return <Failed error={error} onRetry={reload} />;
  if (!value) return <Loading />;
  const known = value.years.find((each) => each.year === year);

  const put = (own: readonly OwnDay[], told: string, done?: () => void) =>
    void change.run(
      () => api.send('PUT', path, { own }),
      () => {
        toasts.say(told);
        reload();
        done?.();
      },
    );

  return (
    <>
      {value.missing.map((missing) => (
        <section key={missing} class="note year-unknown" role="status">
          <StateMark mark="warning" />
          <div>
            <strong>{text.unknownTitle(String(missing))}</strong>
            <p>{text.unknownHint}</p>
          </div>
        </section>
      ))}
      <section class="panel card" aria-label={`${text.year} ${year}`}>
        <header class="card-head">
          <h2>{year}</h2>
          <span class="muted">{known && text.source(known.source)}</span>
          <span class="year-steps">
            <Button
              icon="back"
              label={text.previous}
              disabled={year <= FIRST_YEAR}
              onClick={() => setYear(year - 1)}
            />
            <span class="year-next">
              <Button
                icon="back"
                label={text.following}
                disabled={year > thisYear}
                onClick={() => setYear(year + 1)}
              />
            </span>
          </span>
        </header>
        <YearView year={year} calendar={value} today={formats.field(clock.nowMs.value).slice(0, 10)} />
      </section>
      {change.error && (
        <p class="field-error" role="alert">
          {change.error}
        </p>
      )}
      <OwnDays
        days={value.own}
        busy={change.busy}
        onRemove={
          mayChange
            ? (day) =>
                put(
                  value.own.filter((own) => own.day !== day),
                  text.removed,
                )
            : undefined
        }
      />
      {mayChange && (
        <AddOwnDays
          known={value.own}
          busy={change.busy}
          onAdd={(own, shown, done) =>
            put(own, text.added, () => {
              setYear(shown);
              done();
            })
          }
        />
      )}
    </>
  );
}

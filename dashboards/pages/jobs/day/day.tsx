import './day.css';
import { useMemo } from 'preact/hooks';
import type { JobsDayAnswer } from '../../../api/services.ts';
import { AcrossFilter, callOf, choiceIn } from '../../../ui/across/across-filter.tsx';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Empty, Failed, Loading } from '../../../ui/empty.tsx';
import { StateMark } from '../../../ui/state-mark.tsx';
import { useAddress } from '../../../ui/use-address.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { PHONE, useMedia } from '../../../ui/use-media.ts';
import { useLiveJobs } from '../use-live-jobs.ts';
import { hourTicks, share } from './day-items.ts';
import { type DayGroup, groupDay } from './day-order.ts';
import { DayRow } from './day-row.tsx';

const DAY_MS = 86_400_000;

/** One day of all jobs: when each was expected and when it ran, the worst first. */
export function JobsDay() {
  const { api } = useWard();
  const { words, formats } = useText();
  const { search, change } = useAddress();
  const choice = choiceIn(search);
  const date = search.get('date') ?? '';
  const { value, error, reload } = useLoad(
    (signal) =>
      api.get<JobsDayAnswer>(
        'jobs/day',
        { ...callOf(choice), date: date || undefined, zone: formats.zone },
        signal,
      ),
    [date, formats.zone, choice.text, choice.organisation, choice.system],
  );
  useLiveJobs(reload);
  return (
    <>
      <AcrossFilter choice={choice} onChange={change}>
        {value && <DayChoice answer={value} onChoose={(next) => change({ date: next })} />}
      </AcrossFilter>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && value.jobs.length === 0 && <Empty title={words.jobs.day.none} />}
      {value && value.jobs.length > 0 && <Lines answer={value} />}
    </>
  );
}

function DayChoice({ answer, onChoose }: { answer: JobsDayAnswer; onChoose(date: string): void }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const text = words.jobs.day;
  const { fromMs, toMs } = answer;
  const nowMs = clock.nowMs.value;
  const isToday = nowMs >= fromMs && nowMs < toMs;
  const dateOf = (ms: number) => formats.field(ms).slice(0, 10);
  // Days are 23 to 25 hours long: noon is always in them.
  const beside = (days: number) => dateOf(fromMs + DAY_MS / 2 + days * DAY_MS);
  return (
    <span class="day-choice">
      <Button icon="back" label={text.previous} onClick={() => onChoose(beside(-1))} />
      <strong>{formats.date(fromMs)}</strong>
      <span class="turned">
        <Button icon="back" label={text.next} onClick={() => onChoose(beside(1))} />
      </span>
      {!isToday && <Button onClick={() => onChoose('')}>{text.today}</Button>}
      <span class="muted">{formats.zone}</span>
    </span>
  );
}

function Lines({ answer }: { answer: JobsDayAnswer }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const text = words.jobs.day;
  const isPhone = useMedia(PHONE);
  const nowMs = clock.nowMs.value;
  const compare = useMemo(
    () => new Intl.Collator(formats.language, { numeric: true }).compare,
    [formats.language],
  );
  const groups = useMemo(() => groupDay(answer.jobs, compare), [answer, compare]);
  const isNow = nowMs >= answer.fromMs && nowMs < answer.toMs;
  const ticks = hourTicks(answer, isPhone ? 6 : 2);
  return (
    <section class="panel day" aria-label={text.label(formats.date(answer.fromMs))}>
      <div class="day-hours" aria-hidden="true">
        <span class="day-name" />
        <span class="day-scale">
          {ticks.map((atMs) => (
            <span key={atMs} style={{ left: `${share(atMs, answer)}%` }}>
              {atMs === answer.toMs ? '24' : formats.minute(atMs).slice(0, 2)}
            </span>
          ))}
          {isNow && (
            <span class="day-now-text" style={{ left: `${share(nowMs, answer)}%` }}>
              {formats.minute(nowMs)}
            </span>
          )}
        </span>
      </div>
      <div class="day-lines">
        <div class="day-grid" aria-hidden="true">
          {ticks.map((atMs) => (
            <span key={atMs} style={{ left: `${share(atMs, answer)}%` }} />
          ))}
          {isNow && <span class="day-now" style={{ left: `${share(nowMs, answer)}%` }} />}
        </div>
        {groups.map((group) => (
          <Group key={group.key} group={group} answer={answer} nowMs={nowMs} />
        ))}
      </div>
      <Legend />
    </section>
  );
}

function Group({ group, answer, nowMs }: { group: DayGroup; answer: JobsDayAnswer; nowMs: number }) {
  const { session } = useWard();
  const { words } = useText();
  const current = session.current.value;
  const organisations = current.state === 'in' ? current.session.organisations : [];
  const organisation = organisations.find(({ id }) => id === group.organisation)?.name ?? '';
  const system = group.system ?? words.databases.across.noSystem;
  return (
    <section class="day-group">
      <h2>{organisations.length > 1 ? `${organisation} · ${system}` : system}</h2>
      <ul>
        {group.jobs.map((job) => (
          <DayRow key={job.target} job={job} span={answer} nowMs={nowMs} />
        ))}
      </ul>
    </section>
  );
}

function Legend() {
  const { words } = useText();
  const text = words.jobs.day;
  const { runOutcomes } = words.jobs;
  return (
    <footer class="day-legend muted">
      <span>
        <span class="day-window expected" /> {text.legendWindow}
      </span>
      <span>
        <span class="day-due" /> {text.legendDue}
      </span>
      {(['good', 'running', 'poor', 'failed'] as const).map((outcome) => (
        <span key={outcome}>
          <span class={`day-run ${outcome}`} /> {runOutcomes[outcome]}
        </span>
      ))}
      <span>
        <StateMark mark="warning" /> {text.outcomes.late} / {text.outcomes.overdue}
      </span>
      <span>
        <StateMark mark="critical" /> {text.outcomes.missing} / {text.outcomes.failed}
      </span>
      <span class="day-keys">{text.hint}</span>
    </footer>
  );
}

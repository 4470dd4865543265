import '../target/target.css';
import '../settings/settings.css';
import './jobs.css';
import { useEffect } from 'preact/hooks';
import { ApiError } from '../../api/call.ts';
import type { JobAnswer } from '../../api/jobs.ts';
import { lazyPage } from '../../shell/lazy-page.tsx';
import { jobRoute, routeTo } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Failed, Loading } from '../../ui/empty.tsx';
import { Icon } from '../../ui/icon.tsx';
import { StateTag } from '../../ui/tag.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { TargetEvidence } from '../alerts/evidence.tsx';
import { DevicePolls } from '../target/device/polls.tsx';
import { MachineAlerts } from '../target/machine-alerts.tsx';
import { JobActions } from './job-actions.tsx';
import { JobCharts } from './job-charts.tsx';
import { JobFacts } from './job-facts.tsx';
import { jobSentence } from './job-sentence.ts';
import { stateMark, stateText } from './job-words.ts';
import { Runs } from './runs.tsx';
import { scheduleText } from './schedule-text.ts';
import { useJobFormats } from './use-job-formats.ts';
import { useLiveJobs } from './use-live-jobs.ts';
import { WindowCalendar } from './window-calendar.tsx';

const TargetPage = lazyPage(async () => (await import('../target/target-page.tsx')).TargetPage);

/** Everything about one job: how it stands, what is expected of it, and what became of that. */
export function JobPage({ id }: { id: string }) {
  const { api, fleet, preferences } = useWard();
  const { words } = useText();
  const { value, error, reload } = useLoad(
    (signal) => api.get<JobAnswer>(`jobs/${encodeURIComponent(id)}`, {}, signal),
    [id],
  );
  useLiveJobs(reload, id);
  const name = value?.name;
  useEffect(() => {
    if (name) document.title = `${name} · ${preferences.words.value.shell.product}`;
  }, [name]);

  if (!value && error !== undefined) {
    const machine = fleet.machines.value.find(({ target }) => target.id === id);
    // A target that somebody calls a job, and of which nothing is expected, is shown by its values.
    if (machine && error instanceof ApiError && error.status === 404) return <TargetPage machine={machine} />;
    return (
      <>
        <Failed error={error} onRetry={reload} />
        <p class="job-gone">
          <a href={routeTo('jobs')}>{words.jobs.back}</a>
        </p>
      </>
    );
  }
  if (!value) return <Loading />;
  const isAsked = value.definition.feed.kind === 'probe' && !value.definition.feed.target;
  return (
    <div class="page machine job">
      <JobHead job={value} onChanged={reload} />
      <MachineAlerts target={id} />
      <div class="job-now">
        <JobFacts job={value} onChanged={reload} />
        <WindowCalendar job={value} />
      </div>
      <JobCharts id={id} route={(parameters) => jobRoute(id, parameters)} />
      <Runs job={value} />
      <TargetEvidence target={id} />
      {isAsked && <DevicePolls target={id} />}
    </div>
  );
}

/** Which job, how it stands in words, and what can be done. */
function JobHead({ job, onChanged }: { job: JobAnswer; onChanged(): void }) {
  const { fleet, clock } = useWard();
  const { words } = useText();
  const formats = useJobFormats(job);
  const text = words.jobs;
  const nameOf = (id: string) => fleet.machine(id)?.target.name;
  return (
    <>
      <header class="machine-head job-head">
        <a class="back" href={routeTo('jobs')} aria-label={text.back} title={text.back}>
          <Icon name="back" />
        </a>
        <div class="machine-title">
          <h1>{job.name}</h1>
          <p class="muted machine-facts">
            <span>{scheduleText(job.definition.schedule, words, formats, nameOf)}</span>
            {job.owner && <span>{job.owner}</span>}
            {job.contract && <span>{job.contract}</span>}
          </p>
        </div>
        <JobActions job={job} onChanged={onChanged} />
      </header>
      <section class={`panel job-stand job-stand-${stateMark(job.state)}`} aria-label={text.columns.state}>
        <p class="job-stand-state" role="status">
          <StateTag mark={stateMark(job.state)} text={stateText(words, job.state)} />
          <span class="muted">{formats.duration(clock.nowMs.value - job.stateSinceMs)}</span>
        </p>
        <p class="job-stand-words">{jobSentence(job, words, formats)}</p>
        {!job.calendarKnown && (
          <p class="muted">
            {text.calendarUnknown} <a href={routeTo('settings/calendar')}>{text.toCalendar}</a>
          </p>
        )}
      </section>
    </>
  );
}

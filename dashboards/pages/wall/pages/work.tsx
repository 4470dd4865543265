import { useMemo } from 'preact/hooks';
import type { LiveSelection } from '#protocol/live.ts';
import type { Caller } from '../../../api/call.ts';
import type { JobEntry, JobsAnswer } from '../../../api/jobs.ts';
import { getAll } from '../../../api/lists.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { StateMark } from '../../../ui/state-mark.tsx';
import { labelText } from '../../../words/alert-text.ts';
import { arrangeJobs, countStates } from '../../jobs/job-order.ts';
import { stateMark, stateText } from '../../jobs/job-words.ts';
import { Tile } from '../tile.tsx';
import { usePolled } from '../use-polled.ts';
import { isOld, sourceOf, useReadings } from '../use-readings.ts';
import { dayAndMinute } from '../wall-times.ts';

const JOBS_EVERY_MS = 30_000;
const ROWS = 6;
const readJobs = (api: Caller, signal: AbortSignal): Promise<JobEntry[]> => {
  signal.throwIfAborted?.();
  return getAll(api, 'jobs', (answer: JobsAnswer) => answer.jobs, { limit: 1_000 });
};

/** What has to be done in a day: jobs that need a look, those to come, and how old each database backup is. */
export function WorkPage() {
  const { words, formats } = useText();
  const text = words.wall.jobs;
  const { value: jobs, source } = usePolled(readJobs, JOBS_EVERY_MS);
  const compare = useMemo(
    () => new Intl.Collator(formats.language, { numeric: true }).compare,
    [formats.language],
  );
  const sorted = useMemo(() => arrangeJobs(jobs ?? [], { text: '', states: [] }, compare), [jobs, compare]);
  const troubled = sorted.filter(({ state }) => !['ok', 'running', 'waiting', 'paused'].includes(state));
  const coming = sorted
    .filter(({ next, paused }) => next !== null && paused === null)
    .sort((one, other) => (one.next?.dueMs ?? 0) - (other.next?.dueMs ?? 0));
  const ofTroubled = Math.min(troubled.length, ROWS);
  return (
    <div class="wall-work">
      <Tile name="jobs" title={text.title} source={source}>
        {jobs?.length === 0 && <p class="muted">{text.none}</p>}
        <ul class="wall-job-counts">
          {countStates(jobs ?? []).map(({ state, count }) => (
            <li key={state} class={`state-${stateMark(state)}`}>
              <strong>{formats.number(count)}</strong>
              <span>
                <StateMark mark={stateMark(state)} />
                {stateText(words, state)}
              </span>
            </li>
          ))}
        </ul>
        {jobs && jobs.length > 0 && (
          <>
            <h3>{text.late}</h3>
            {troubled.length === 0 && (
              <p class="state-ok wall-line-well">
                <StateMark mark="ok" />
                {text.allWell}
              </p>
            )}
            <JobLines jobs={troubled.slice(0, ofTroubled)} />
            {troubled.length > ofTroubled && (
              <p class="muted">{words.wall.moreRows(formats.number(troubled.length - ofTroubled))}</p>
            )}
            {ofTroubled < ROWS - 1 && (
              <>
                <h3>{text.next}</h3>
                <JobLines jobs={coming.slice(0, ROWS - ofTroubled - 1)} />
              </>
            )}
          </>
        )}
      </Tile>
      <Backups />
    </div>
  );
}

function JobLines({ jobs }: { jobs: readonly JobEntry[] }) {
  const { words, formats } = useText();
  const { clock } = useWard();
  const now = clock.nowMs.value;
  return (
    <ul class="wall-lines">
      {jobs.map(({ id, name, state, stateSinceMs, next }) => (
        <li key={id}>
          <StateMark mark={stateMark(state)} />
          <strong class="clip">{name}</strong>
          <span class={`state-${stateMark(state)}`}>{stateText(words, state)}</span>
          <span class="wall-who">
            {next && next.dueMs > now
              ? words.wall.jobs.dueAt(dayAndMinute(formats, next.dueMs, now))
              : words.shell.ago(formats.age(now - stateSinceMs))}
          </span>
        </li>
      ))}
    </ul>
  );
}

const BACKUPS: LiveSelection = { metrics: ['database_backup.age_seconds'] };
const BACKUP_ROWS = 9;

/** Oldest first: the one that is missing is the one that is old. */
function Backups() {
  const { fleet, clock, alerts } = useWard();
  const { words, formats } = useText();
  const readings = useReadings(BACKUPS);
  const now = clock.nowMs.value;
  const active = alerts.active.value;
  const oldest = useMemo(
    () => [...(readings ?? [])].filter(({ value }) => !Number.isNaN(value)).sort((a, b) => b.value - a.value),
    [readings],
  );
  return (
    <Tile
      name="backups"
      title={words.wall.jobs.backups}
      source={sourceOf(readings, now)}
      note={
        oldest.length > BACKUP_ROWS ? words.wall.moreRows(formats.number(oldest.length - BACKUP_ROWS)) : null
      }
    >
      {readings && oldest.length === 0 && <p class="muted">{words.wall.jobs.noBackups}</p>}
      <ul class="wall-lines">
        {oldest.slice(0, BACKUP_ROWS).map((reading) => {
          const { target, labels, value, metric } = reading;
          const fires = active.find(
            (alert) => alert.target === target && alert.metric === metric && alert.state === 'firing',
          );
          const mark = isOld(reading, now) ? 'stale' : (fires?.severity ?? 'ok');
          return (
            <li key={`${target} ${JSON.stringify(labels)}`} data-stale={mark === 'stale' ? 'old' : undefined}>
              <StateMark mark={mark} />
              <strong class="clip">{fleet.machine(target)?.target.name ?? words.wall.unknownTarget}</strong>
              <span class="clip">{labelText(labels, words)}</span>
              <span class={`wall-who state-${mark}`}>{words.wall.jobs.age(formats.age(value * 1_000))}</span>
            </li>
          );
        })}
      </ul>
    </Tile>
  );
}

import type { JobEntry } from '../../api/jobs.ts';
import { jobRoute } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Table } from '../../ui/table.tsx';
import { StateTag } from '../../ui/tag.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { jobSentence } from './job-sentence.ts';
import { dueText, momentText } from './job-times.ts';
import { lastOutcome, producedText, stateMark, stateText } from './job-words.ts';
import { scheduleText } from './schedule-text.ts';
import { TallyBar } from './tally-bar.tsx';

const DAY_MS = 86_400_000;
/** Below it the last 90 days have no column of their own. */
const NARROW = '(max-width: 1199px)';

/** One line a job. */
export function JobTable({ jobs }: { jobs: readonly JobEntry[] }) {
  const { words } = useText();
  const text = words.jobs;
  const isNarrow = useMedia(NARROW);
  return (
    <div class="job-table">
      <Table
        label={text.title}
        rows={jobs}
        keyOf={({ id }) => id}
        columns={[
          { title: text.columns.state, cell: (job) => <JobState job={job} /> },
          {
            title: text.columns.name,
            wide: true,
            cell: ({ id, name, owner, contract }) => (
              <>
                <a class="strong" href={jobRoute(id)}>
                  {name}
                </a>
                <span class="below muted">{[owner, contract].filter(Boolean).join(' · ')}</span>
              </>
            ),
          },
          { title: text.columns.expected, wide: true, cell: (job) => <Expected job={job} /> },
          { title: text.columns.last, cell: (job) => <LastRun job={job} /> },
          { title: text.columns.next, cell: (job) => <Deadline job={job} /> },
          ...(isNarrow
            ? []
            : [
                {
                  title: text.columns.quarter,
                  minor: true,
                  cell: ({ windows90 }: JobEntry) => <TallyBar tally={windows90} />,
                },
              ]),
        ]}
      />
    </div>
  );
}

function JobState({ job }: { job: JobEntry }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  return (
    <span class="job-state">
      <StateTag
        mark={stateMark(job.state)}
        text={stateText(words, job.state)}
        hint={jobSentence(job, words, formats)}
      />
      <span class="below muted">{formats.age(clock.nowMs.value - job.stateSinceMs)}</span>
    </span>
  );
}

function Expected({ job }: { job: JobEntry }) {
  const { fleet } = useWard();
  const { words, formats } = useText();
  const nameOf = (id: string) => fleet.machine(id)?.target.name;
  return <span class="job-expected">{scheduleText(job.definition.schedule, words, formats, nameOf)}</span>;
}

function LastRun({ job }: { job: JobEntry }) {
  const { words, formats } = useText();
  const text = words.jobs;
  const outcome = lastOutcome(job);
  const success = job.lastSuccess;
  if (outcome === 'never') return <span class="muted">{text.never}</span>;
  if (outcome === 'running')
    return <span>{text.runningSince(momentText(formats, job.runningSinceMs ?? 0))}</span>;
  const at = momentText(formats, job.lastEndedAtMs ?? 0);
  if (outcome === 'failed' || !success) return <span class="state-critical">{text.failedAt(at)}</span>;
  const produced = [
    success.durationMs !== null && text.took(formats.value(success.durationMs, 'ms')),
    producedText(success, words, formats),
  ].filter(Boolean);
  return (
    <>
      {text.succeededAt(at)}
      {produced.length > 0 && <span class="below muted">{produced.join(' · ')}</span>}
    </>
  );
}

function Deadline({ job }: { job: JobEntry }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const text = words.jobs;
  if (job.overdueSinceMs !== null) {
    return (
      <span class="state-critical">
        {text.overdueBy(formats.duration(clock.nowMs.value - job.overdueSinceMs))}
      </span>
    );
  }
  if (!job.next) return <span class="muted">{text.noDeadline}</span>;
  const restMs = job.next.dueMs - clock.nowMs.value;
  return (
    <>
      {dueText(formats, job.next.dueMs)}
      {restMs > 0 && (
        <span class="below muted">
          {text.dueIn(restMs > DAY_MS ? formats.age(restMs) : formats.duration(restMs))}
        </span>
      )}
    </>
  );
}

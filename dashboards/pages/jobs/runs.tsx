import '../../ui/listing.css';
import { useState } from 'preact/hooks';
import type { JobAnswer, RunEntry, RunsAnswer } from '../../api/jobs.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failed } from '../../ui/empty.tsx';
import { Table } from '../../ui/table.tsx';
import { StateTag } from '../../ui/tag.tsx';
import { useLoad } from '../../ui/use-load.ts';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';
import { momentText } from './job-times.ts';
import { producedText, runMark, stateText } from './job-words.ts';
import { useJobFormats } from './use-job-formats.ts';

const RUNS_AT_ONCE = 20;

/** The runs of a job, newest first; further ones are asked for a page at a time. */
export function Runs({ job }: { job: JobAnswer }) {
  const { words } = useText();
  const text = words.jobs;
  const formats = useJobFormats(job);
  const [wanted, setWanted] = useState(RUNS_AT_ONCE);
  const [looking, setLooking] = useState<RunEntry>();
  const older = useOlderRuns(job, wanted);
  const runs = [...job.runs, ...(older.value ?? [])];
  const shown = runs.slice(0, wanted);
  const mayHaveMore = runs.length > wanted || (older.more ?? job.runs.length >= RUNS_ANSWERED);
  return (
    <section class="panel card" aria-label={text.runs}>
      <h2>{text.runs}</h2>
      {runs.length === 0 && <p class="card-note muted">{text.noRuns}</p>}
      {runs.length > 0 && (
        <Table
          label={text.runs}
          rows={shown}
          keyOf={({ number }) => number}
          columns={[
            { title: text.runColumns.outcome, cell: (run) => <RunOutcome run={run} /> },
            {
              title: text.runColumns.started,
              minor: true,
              cell: ({ startedAtMs }) =>
                startedAtMs === null ? '' : `${formats.day(startedAtMs)} ${formats.time(startedAtMs)}`,
            },
            {
              title: text.runColumns.ended,
              cell: ({ endedAtMs }) =>
                endedAtMs === null ? '' : `${formats.day(endedAtMs)} ${formats.time(endedAtMs)}`,
            },
            {
              title: text.runColumns.duration,
              kind: 'number',
              cell: ({ durationMs }) => (durationMs === null ? '' : formats.value(durationMs, 'ms')),
            },
            {
              title: text.runColumns.size,
              bare: true,
              kind: 'number',
              cell: (run) => producedText(run, words, formats),
            },
            {
              title: text.runColumns.exit,
              kind: 'number',
              minor: true,
              cell: ({ exitCode }) => (exitCode === null ? '' : String(exitCode)),
            },
            {
              title: text.runColumns.by,
              cell: (run) => (
                <>
                  {byText(run, words)}
                  {run.note && <span class="below muted run-note">{run.note}</span>}
                </>
              ),
            },
            {
              title: text.runColumns.output,
              kind: 'actions',
              cell: (run) =>
                run.output && (
                  <Button look="quiet" onClick={() => setLooking(run)}>
                    {text.showOutput}
                  </Button>
                ),
            },
          ]}
        />
      )}
      {older.error !== undefined && <Failed error={older.error} onRetry={older.reload} />}
      {mayHaveMore && runs.length > 0 && (
        <button
          type="button"
          class="link card-more"
          onClick={() => setWanted((before) => before + RUNS_AT_ONCE)}
        >
          {words.shell.common.more}
        </button>
      )}
      {looking && <Output run={looking} formats={formats} onClose={() => setLooking(undefined)} />}
    </section>
  );
}

/** As many come with the job itself. */
const RUNS_ANSWERED = 50;

/** What is older than the runs that came with the job, once as many are wanted. */
function useOlderRuns(job: JobAnswer, wanted: number) {
  const { api } = useWard();
  const last = job.runs[job.runs.length - 1];
  const missing = last && job.runs.length >= RUNS_ANSWERED ? Math.max(0, wanted - job.runs.length) : 0;
  const { value, error, reload } = useLoad(
    async (signal) => {
      const found: RunEntry[] = [];
      let cursor: string | null | undefined;
      while (found.length < missing && cursor !== null) {
        const answer: RunsAnswer = await api.get<RunsAnswer>(
          `jobs/${encodeURIComponent(job.id)}/runs`,
          { limit: 100, cursor },
          signal,
        );
        found.push(...answer.runs.filter(({ number }) => number < last.number));
        cursor = answer.next ?? null;
      }
      return { found, more: cursor !== null && cursor !== undefined };
    },
    [job.id, last?.number, missing],
  );
  const isAsked = missing > 0;
  return {
    value: isAsked ? value?.found : undefined,
    more: isAsked ? value?.more : undefined,
    error,
    reload,
  };
}

function RunOutcome({ run }: { run: RunEntry }) {
  const { words } = useText();
  const text = run.shortfall ? stateText(words, run.shortfall) : words.jobs.runOutcomes[run.outcome];
  return <StateTag mark={runMark(run)} text={text} />;
}

function byText({ toldBy }: RunEntry, words: Words): string {
  const text = words.jobs;
  if (toldBy.startsWith('person:')) return text.toldByPerson(toldBy.slice('person:'.length));
  return (text.toldBy as Record<string, string>)[toldBy] ?? toldBy;
}

function Output({ run, formats, onClose }: { run: RunEntry; formats: Formats; onClose(): void }) {
  const { words } = useText();
  const text = words.jobs;
  return (
    <Dialog
      title={text.outputOf(momentText(formats, run.endedAtMs ?? run.startedAtMs ?? 0))}
      wide
      onClose={onClose}
    >
      <p class="run-head">
        <RunOutcome run={run} />
        {run.exitCode !== null && (
          <span class="muted">
            {text.runColumns.exit} {run.exitCode}
          </span>
        )}
        {run.durationMs !== null && (
          <span class="muted">{text.took(formats.value(run.durationMs, 'ms'))}</span>
        )}
      </p>
      {/* Scrolls by itself, so it has to be reachable by the keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <pre class="listing" tabIndex={0}>
        {run.output}
      </pre>
      <p class="muted">{text.outputTail}</p>
    </Dialog>
  );
}

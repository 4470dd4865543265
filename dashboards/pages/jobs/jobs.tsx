import '../overview/overview.css';
import '../settings/settings.css';
import './jobs.css';
import { useMemo, useState } from 'preact/hooks';
import type { JobState } from '#protocol/job.ts';
import type { JobsAnswer, JobTemplate } from '../../api/jobs.ts';
import { getAll } from '../../api/lists.ts';
import { routeTo } from '../../state/route.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { useAsked } from '../../ui/use-asked.ts';
import { useLoad } from '../../ui/use-load.ts';
import { AddJob } from './add-job.tsx';
import { Backups } from './backups/backups.tsx';
import { JobsDay } from './day/day.tsx';
import { arrangeJobs, countStates, type JobFilter, STATES_WORST_FIRST } from './job-order.ts';
import { JobTable } from './job-table.tsx';
import { stateMark, stateText } from './job-words.ts';
import { TemplateChoices } from './template-choices.tsx';
import { useLiveJobs } from './use-live-jobs.ts';

const VIEWS = ['list', 'day', 'backups'] as const;
type View = (typeof VIEWS)[number];

/** All jobs: as a list, on the line of a day, and those that are backups. */
export function Jobs() {
  const { route, session } = useWard();
  const { words } = useText();
  const text = words.jobs;
  const [adding, setAdding] = useState<{ chosen?: JobTemplate | 'empty' }>();
  const [added, setAdded] = useState(0);
  useAsked('add', () => setAdding({}));
  const view = VIEWS.find((each) => each === route.value.search.get('view')) ?? 'list';
  const mayChange = session.can('targets.write');
  return (
    <div class="page jobs">
      <header class="jobs-head">
        <h1>{text.title}</h1>
        <Segments
          label={text.day.view}
          value={view}
          choices={VIEWS.map((value) => ({ value, text: text.day.views[value] }))}
          onChoose={(next: View) =>
            location.replace(routeTo('jobs', { view: next === 'list' ? undefined : next }))
          }
        />
        {mayChange && (
          <Button look="primary" icon="plus" onClick={() => setAdding({})}>
            {text.add}
          </Button>
        )}
      </header>
      {view === 'list' && <AllJobs added={added} onChoose={(chosen) => setAdding({ chosen })} />}
      {view === 'day' && <JobsDay />}
      {view === 'backups' && <Backups />}
      {adding && (
        <AddJob
          chosen={adding.chosen}
          onClose={() => {
            setAdding(undefined);
            setAdded((before) => before + 1);
          }}
          onAdded={() => setAdded((before) => before + 1)}
        />
      )}
    </div>
  );
}

/** All jobs at a glance, worst first. `added` grows when there is a new one. */
function AllJobs({ added, onChoose }: { added: number; onChoose(chosen: JobTemplate | 'empty'): void }) {
  const { api, session } = useWard();
  const { words } = useText();
  const text = words.jobs;
  const { value, error, reload } = useLoad(
    () => getAll(api, 'jobs', (answer: JobsAnswer) => answer.jobs, { limit: 1_000 }),
    [added],
  );
  useLiveJobs(reload);
  return (
    <>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && value.length === 0 && (
        <section class="panel jobs-none">
          <Empty title={text.none} hint={text.noneHint}>
            {session.can('targets.write') && (
              <>
                <h2>{text.noneStart}</h2>
                <TemplateChoices onChoose={onChoose} />
              </>
            )}
          </Empty>
        </section>
      )}
      {value && value.length > 0 && <JobList jobs={value} />}
    </>
  );
}

/** Rows that are drawn at first; a browser of a room takes a second for thousands. */
const ROWS_AT_ONCE = 200;

function JobList({ jobs }: { jobs: JobsAnswer['jobs'] }) {
  const { words, formats } = useText();
  const text = words.jobs;
  const { filter, change } = useJobFilter();
  const [most, setMost] = useState(ROWS_AT_ONCE);
  const compareNames = useMemo(
    () => new Intl.Collator(formats.language, { numeric: true }).compare,
    [formats.language],
  );
  const shown = useMemo(() => arrangeJobs(jobs, filter, compareNames), [jobs, filter, compareNames]);
  // A state that is chosen stays there to be taken back, also when nothing is in it any more.
  const counts = useMemo(() => {
    const found = countStates(jobs);
    const gone = filter.states.filter((state) => !found.some((each) => each.state === state));
    return [...found, ...gone.map((state) => ({ state, count: 0 }))];
  }, [jobs, filter.states]);
  const toggle = (state: JobState) =>
    change({
      ...filter,
      states: filter.states.includes(state)
        ? filter.states.filter((other) => other !== state)
        : [...filter.states, state],
    });
  return (
    <>
      <fieldset class="kind-chips job-chips" aria-label={text.states}>
        {counts.map(({ state, count }) => (
          <button
            key={state}
            type="button"
            class="chip"
            aria-pressed={filter.states.includes(state)}
            onClick={() => toggle(state)}
          >
            <StateMark mark={stateMark(state)} />
            {stateText(words, state)} <span class="chip-count">{formats.number(count)}</span>
          </button>
        ))}
      </fieldset>
      <div class="toolbar">
        <FilterField
          label={text.filter}
          value={filter.text}
          onInput={(typed) => change({ ...filter, text: typed })}
        />
        <span class="toolbar-count muted" role="status">
          {shown.length === jobs.length
            ? text.counts(formats.number(jobs.length))
            : text.shown(formats.number(shown.length), formats.number(jobs.length))}
        </span>
      </div>
      {shown.length === 0 ? (
        <Empty title={text.noMatch}>
          <button type="button" class="link" onClick={() => change({ text: '', states: [] })}>
            {text.clearFilter}
          </button>
        </Empty>
      ) : (
        <JobTable jobs={shown.slice(0, most)} />
      )}
      {shown.length > most && (
        <div class="more">
          <Button onClick={() => setMost((before) => before + ROWS_AT_ONCE)}>
            {words.shell.common.more}
          </Button>
        </div>
      )}
    </>
  );
}

/** The filter stands in the address, so that it can be shared and comes back on return. */
function useJobFilter(): { filter: JobFilter; change(filter: JobFilter): void } {
  const { route } = useWard();
  const { search } = route.value;
  const query = search.toString();
  const filter = useMemo(
    () => ({
      text: search.get('text') ?? '',
      states: STATES_WORST_FIRST.filter((state) => search.get('state')?.split(' ').includes(state)),
    }),
    [query],
  );
  return {
    filter,
    change: ({ text, states }) => location.replace(routeTo('jobs', { text, state: states.join(' ') })),
  };
}

import type { BackupRun, BackupState } from '#protocol/backup.ts';
import type { BackupsAnswer } from '../../../api/system.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Failed, Loading } from '../../../ui/empty.tsx';
import { Table } from '../../../ui/table.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { useRenewed } from '../../../ui/use-renewed.ts';
import { NOTHING } from '../../../words/format.ts';
import { wordOf } from '../../../words/word-of.ts';
import { BackupFacts } from './backup-facts.tsx';
import { BackupProgress } from './backup-progress.tsx';

const RENEW_MS = 10_000;
/** While something runs people watch it. */
const RENEW_RUNNING_MS = 1_000;
/** Runs that are listed. */
const LISTED = 20;

/** Backups: whether there is one, how old, whether it can be restored; having one made or tested now. */
export function Backups() {
  const { api, session, toasts } = useWard();
  const { words } = useText();
  const text = words.system.backups;
  const { value, error, reload } = useLoad(
    (signal) => api.get<BackupsAnswer>('backups', { limit: LISTED }, signal),
    [],
  );
  const isRunning = value?.state.running != null;
  useRenewed(reload, isRunning ? RENEW_RUNNING_MS : RENEW_MS);
  const { busy, error: problem, run } = useChange();
  const begin = (path: string, said: string) =>
    void run(
      () => api.send('POST', path),
      () => {
        toasts.say(said);
        reload();
      },
    );

  const mayBegin = session.can('system.write') && value !== undefined && value.state.folder !== '';
  return (
    <section class="panel card" aria-label={text.title}>
      <header class="card-head">
        <h2>{text.title}</h2>
        {mayBegin && !isRunning && (
          <span class="system-actions">
            {value.state.last && (
              <Button disabled={busy} onClick={() => begin('backups/test', text.testBegun)}>
                {text.test}
              </Button>
            )}
            <Button look="primary" disabled={busy} onClick={() => begin('backups', text.begun)}>
              {text.now}
            </Button>
          </span>
        )}
      </header>
      {problem && (
        <p class="field-error card-note" role="alert">
          {problem}
        </p>
      )}
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && <Standing state={value.state} />}
      {value?.state.running && <BackupProgress running={value.state.running} onChange={reload} />}
      {value && value.backups.length > 0 && <Runs runs={value.backups} folder={value.state.folder} />}
    </section>
  );
}

function Standing({ state }: { state: BackupState }) {
  const { words } = useText();
  const text = words.system.backups;
  return (
    <>
      {state.folder === '' && (
        <div class="card-note">
          <StateTag mark="warning" text={text.unset} />
          <p class="muted">{text.unsetHint}</p>
        </div>
      )}
      {(state.folder !== '' || state.last !== null) && <BackupFacts state={state} />}
    </>
  );
}

/** `folder` is that of the schedule; where another one was named, it is said. */
function Runs({ runs, folder }: { runs: readonly BackupRun[]; folder: string }) {
  const { words, formats } = useText();
  const text = words.system.backups;
  return (
    <Table
      label={text.runs}
      rows={runs}
      keyOf={({ atMs }) => atMs}
      columns={[
        { title: text.columns.at, cell: ({ atMs }) => <span class="nowrap">{formats.full(atMs)}</span> },
        { title: text.columns.outcome, wide: true, cell: (each) => <Outcome run={each} folder={folder} /> },
        { title: text.columns.by, minor: true, cell: ({ by }) => by || text.schedule },
        {
          title: text.columns.size,
          kind: 'number',
          cell: ({ failure, bytes }) => (failure === '' ? formats.bytes(bytes) : NOTHING),
        },
        {
          title: text.columns.grown,
          kind: 'number',
          minor: true,
          cell: ({ failure, newBytes }) => (failure === '' ? formats.bytes(newBytes) : NOTHING),
        },
        {
          title: text.columns.took,
          kind: 'number',
          minor: true,
          cell: ({ tookMs }) => formats.duration(tookMs),
        },
      ]}
    />
  );
}

function Outcome({ run, folder }: { run: BackupRun; folder: string }) {
  const { words } = useText();
  const text = words.system.backups;
  if (run.failure !== '') {
    return (
      <>
        <StateTag mark="critical" text={wordOf(text.failures, run.failure)} />
        {run.detail && <span class="below muted where-cell">{run.detail}</span>}
      </>
    );
  }
  return (
    <>
      {run.isThere ? <StateTag mark="ok" text={text.made} /> : <span class="muted">{text.gone}</span>}
      {run.folder !== folder && <code class="below muted where-cell">{run.folder}</code>}
    </>
  );
}

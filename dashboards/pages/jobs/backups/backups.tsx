import '../../settings/settings.css';
import './backups.css';
import { useState } from 'preact/hooks';
import type { BackupEntry, BackupListAnswer } from '../../../api/services.ts';
import { jobRoute, machineRoute } from '../../../state/route.ts';
import { AcrossFilter, callOf, choiceIn } from '../../../ui/across/across-filter.tsx';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Empty, Failed, Loading } from '../../../ui/empty.tsx';
import type { SortColumn } from '../../../ui/sorted-table/sort-rows.ts';
import { SortedList } from '../../../ui/sorted-table/sorted-table.tsx';
import { Sparkline } from '../../../ui/sparkline.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { useAddress } from '../../../ui/use-address.ts';
import { useLoad } from '../../../ui/use-load.ts';
import type { Formats } from '../../../words/format.ts';
import type { Words } from '../../../words/words.ts';
import { dueText, momentText } from '../job-times.ts';
import { useLiveJobs } from '../use-live-jobs.ts';
import { backupCounts, backupMark, backupRank, backupWord, lastRestore, sizeTrend } from './backup-text.ts';
import { OwnBackup } from './own-backup.tsx';
import { RecordRestore } from './record-restore.tsx';

/** Is every backup fresh, and was it ever restored? */
export function Backups() {
  const { api } = useWard();
  const { words } = useText();
  const text = words.jobs.backups;
  const { search, change } = useAddress();
  const choice = choiceIn(search);
  const { value, error, reload } = useLoad(
    (signal) => api.get<BackupListAnswer>('backup-list', callOf(choice), signal),
    [choice.text, choice.organisation, choice.system],
  );
  useLiveJobs(reload);
  return (
    <>
      <AcrossFilter choice={choice} onChange={change} />
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value?.own && <OwnBackup own={value.own} />}
      {value && value.uncovered.length > 0 && <Uncovered systems={value.uncovered} />}
      {value && value.backups.length === 0 && <Empty title={text.none} hint={text.noneHint} />}
      {value && value.backups.length > 0 && <List answer={value} onChanged={reload} />}
    </>
  );
}

function Uncovered({ systems }: { systems: BackupListAnswer['uncovered'] }) {
  const { words, formats } = useText();
  const text = words.jobs.backups;
  return (
    <p class="note uncovered" role="status">
      <StateTag mark="warning" text={text.uncovered(formats.number(systems.length))} />{' '}
      {formats.list(systems.slice(0, 12).map(({ name }) => name))}
      {systems.length > 12 && ' …'} <span class="muted">{text.uncoveredHint}</span>
    </p>
  );
}

function List({ answer, onChanged }: { answer: BackupListAnswer; onChanged(): void }) {
  const { clock, session, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.jobs.backups;
  const [recording, setRecording] = useState<BackupEntry>();
  const nowMs = clock.now();
  const { all, fresh, proven } = backupCounts(answer, nowMs);
  const columns = columnsOf(answer, words, formats, nowMs);
  if (session.can('targets.write'))
    columns.push({
      key: 'record',
      title: text.record,
      kind: 'actions',
      width: '10%',
      cell: (backup) => (
        <Button look="quiet" onClick={() => setRecording(backup)}>
          {text.record}
        </Button>
      ),
    });
  return (
    <>
      <p class="across-summary" role="status">
        <StateTag
          mark={fresh === all ? 'ok' : 'warning'}
          text={text.summary(formats.number(fresh), formats.number(all))}
        />
        <StateTag
          mark={proven === all ? 'ok' : 'warning'}
          text={text.proven(formats.number(proven), formats.number(all))}
        />
      </p>
      <SortedList
        id="backups"
        label={text.label}
        columns={columns}
        rows={answer.backups}
        keyOf={({ target, part }) => `${target} ${part}`}
        usual={{ key: 'state', isDown: false }}
      />
      {recording && (
        <RecordRestore
          backup={recording}
          onClose={() => setRecording(undefined)}
          onDone={() => {
            setRecording(undefined);
            toasts.say(text.recorded);
            onChanged();
          }}
        />
      )}
    </>
  );
}

function columnsOf(
  { tests }: BackupListAnswer,
  words: Words,
  formats: Formats,
  nowMs: number,
): SortColumn<BackupEntry>[] {
  const text = words.jobs.backups;
  return [
    {
      key: 'state',
      title: text.state,
      width: '12%',
      value: (backup) => backupRank(backup, nowMs),
      cell: (backup) => (
        <StateTag mark={backupMark(backup, nowMs)} text={backupWord(backup, words, formats, nowMs)} />
      ),
    },
    {
      key: 'name',
      title: text.backup,
      width: '24%',
      wide: true,
      value: ({ targetName }) => targetName,
      cell: ({ target, targetName, source, part, systems }) => (
        <>
          <a
            class="line strong"
            href={source === 'job' ? jobRoute(target) : machineRoute(target)}
            title={targetName}
          >
            {targetName}
          </a>
          <span class="below muted">
            {[part, formats.list(systems.map(({ name }) => name)) || text.noSystem]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </>
      ),
    },
    {
      key: 'last',
      title: text.last,
      width: '16%',
      value: ({ lastSuccessMs }) => lastSuccessMs,
      cell: ({ lastSuccessMs, nextDueMs }) => (
        <>
          {lastSuccessMs === null ? (
            <span class="line state-critical">{text.never}</span>
          ) : (
            <time class="line" title={`${formats.full(lastSuccessMs)} · ${formats.zone}`}>
              {momentText(formats, lastSuccessMs)} · {formats.age(nowMs - lastSuccessMs)}
            </time>
          )}
          {nextDueMs !== null && <span class="below muted">{text.due(dueText(formats, nextDueMs))}</span>}
        </>
      ),
    },
    {
      key: 'size',
      title: text.size,
      kind: 'number',
      width: '14%',
      value: ({ bytes }) => bytes,
      cell: (backup) => <Size backup={backup} />,
    },
    {
      key: 'kept',
      title: text.kept,
      kind: 'number',
      width: '8%',
      minor: true,
      value: ({ files }) => files,
      cell: ({ files }) => (files === null ? '–' : text.files(formats.number(files))),
    },
    {
      key: 'restore',
      title: text.restore,
      wide: true,
      value: (backup) => lastRestore(backup, tests)?.atMs ?? 0,
      cell: (backup) => {
        const last = lastRestore(backup, tests);
        if (!last) return <StateTag mark="warning" text={text.neverRestored} />;
        return (
          <span title={last.what}>
            <StateTag mark={last.passed ? 'ok' : 'critical'} text={last.passed ? text.passed : text.failed} />
            <span class="below muted">
              {text.restored(formats.date(last.atMs), last.test ? text.byTest(last.test) : last.who)}
            </span>
          </span>
        );
      },
    },
  ];
}

function Size({ backup }: { backup: BackupEntry }) {
  const { words, formats } = useText();
  const { bytes, sizes } = backup;
  if (bytes === null) return <span class="muted">–</span>;
  const values = sizes.map((each) => each.bytes ?? Number.NaN);
  const trend = sizeTrend(backup);
  const percent = trend && `${trend.share >= 0 ? '+' : ''}${formats.percent(trend.share * 100, 0)}`;
  return (
    <span class="backup-size">
      {values.length > 2 && (
        <Sparkline values={values} high={Math.max(...values.filter((each) => each > 0), 1)} />
      )}
      <span>
        <span class="line">{formats.bytes(bytes)}</span>
        {percent !== null && (
          <span
            class={`below ${trend?.isOdd ? 'state-warning' : 'muted'}`}
            title={words.jobs.backups.trend(percent)}
          >
            {percent}
          </span>
        )}
      </span>
    </span>
  );
}

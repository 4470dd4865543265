import { useEffect } from 'preact/hooks';
import type { DrillCall, DrillReport as Report } from '#protocol/drill.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { Failed, Loading } from '../../../ui/empty.tsx';
import { Table } from '../../../ui/table.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { useLoad } from '../../../ui/use-load.ts';
import { DRILL_MARKS, drillCallState, drillTally } from './drill-state.ts';

/** Often enough to watch people answer, seldom enough to leave open. */
const LOOK_AGAIN_MS = 3_000;

/** What became of each call of a drill; looked at again while it runs. */
export function DrillReport({ id, onEnded }: { id: string; onEnded(): void }) {
  const { api } = useWard();
  const { value, error, reload } = useLoad((signal) => api.get<Report>(`drills/${id}`, {}, signal), [id]);
  const isRunning = value?.id === id && value.endedAtMs === null;

  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(reload, LOOK_AGAIN_MS);
    return () => {
      clearInterval(timer);
      // It has ended while it was shown, or another one is shown now: the list tells.
      onEnded();
    };
  }, [isRunning]);

  if (value?.id !== id) return error === undefined ? <Loading /> : <Failed error={error} onRetry={reload} />;
  return <Shown report={value} />;
}

function Shown({ report }: { report: Report }) {
  const { words, formats } = useText();
  const text = words.contacts.drills;
  const { contacts, answered, channels, delivered } = drillTally(report);
  const nameOf = (contact: string) => report.calls.find((call) => call.contact === contact)?.name ?? contact;
  const time = (ms: number | null) => (ms === null ? '–' : formats.moment(ms));
  return (
    <div class="drill-report">
      <div class="drill-tally" role="status">
        <Tally label={text.answeredOf} done={answered} all={contacts} isOver={report.endedAtMs !== null} />
        <Tally label={text.deliveredOf} done={delivered} all={channels} isOver={report.endedAtMs !== null} />
      </div>
      {report.unanswered.length > 0 && (
        <p class={report.endedAtMs === null ? 'note' : 'note warns'}>
          {(report.endedAtMs === null ? text.notYet : text.didNotAnswer)(
            formats.list(report.unanswered.map(nameOf)),
          )}
        </p>
      )}
      {report.undelivered.length > 0 && (
        <p class="note warns">{text.didNotDeliver(formats.list(report.undelivered))}</p>
      )}
      <Table
        label={text.calls}
        rows={report.calls}
        keyOf={({ contact, channel }) => `${contact} ${channel}`}
        columns={[
          {
            title: text.who,
            cell: ({ name, contact }) =>
              contact ? <strong>{name || contact}</strong> : <span class="muted">{text.channelItself}</span>,
          },
          { title: text.channel, cell: ({ channel }) => channel || '–' },
          {
            title: text.state,
            wide: true,
            cell: (call) => <CallState call={call} report={report} />,
          },
          { title: text.sent, kind: 'number', cell: ({ sentAtMs }) => time(sentAtMs) },
          { title: text.deliveredAt, kind: 'number', cell: ({ deliveredAtMs }) => time(deliveredAtMs) },
          {
            title: text.answeredAt,
            kind: 'number',
            cell: ({ contact, answeredAtMs }) => (contact ? time(answeredAtMs) : ''),
          },
        ]}
      />
    </div>
  );
}

function Tally({ label, done, all, isOver }: { label: string; done: number; all: number; isOver: boolean }) {
  const { formats } = useText();
  if (all === 0) return null;
  const mark = done === all ? 'ok' : isOver ? 'warning' : 'none';
  return <StateTag mark={mark} text={`${label} ${formats.number(done)} / ${formats.number(all)}`} />;
}

function CallState({ call, report }: { call: DrillCall; report: Report }) {
  const { words, formats } = useText();
  const text = words.contacts.drills;
  const state = drillCallState(call, report);
  const { code, attempts, answer } = call;
  const why = code ? text.failures[code] : '';
  return (
    <span>
      <StateTag mark={DRILL_MARKS[state]} text={text.states[state]} />
      {(why || attempts > 1 || (state === 'failed' && answer)) && (
        <span class="below muted">
          {[
            why,
            attempts > 1 && text.attempts(formats.number(attempts)),
            (code === 'refused' || code === 'given_up') && answer,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      )}
    </span>
  );
}

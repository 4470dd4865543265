import { Fragment } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AskedAnswer, PollEntry } from '../../api/polling.ts';
import type { RecordsAnswer } from '../../api/shapes.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { useChange } from '../../ui/use-change.ts';
import { useLoad } from '../../ui/use-load.ts';
import { askedAt } from '../settings/devices/asked-at.ts';
import { ExplanationView } from '../settings/devices/explanation-view.tsx';
import { PausePoll } from '../settings/devices/pause-poll.tsx';
import { PollState } from '../settings/devices/poll-state.tsx';

const RENEW_MS = 10_000;
/** Kind of the records in which an agent says how a probe went. */
const REPORT = 'agent_report';

interface Skipped {
  what: string;
  why: string;
}

/** How a device is asked, how that goes, and a way to ask it now and see everything that it says. */
export function DevicePolls({ target, address = '' }: { target: string; address?: string | undefined }) {
  const { api, session } = useWard();
  const { words, formats } = useText();
  const text = words.device;
  const [answer, setAnswer] = useState<AskedAnswer>();
  const { busy, error, run } = useChange();
  const path = `targets/${encodeURIComponent(target)}`;
  const { value, reload } = useLoad(
    async (signal) => {
      const { polls } = await api.get<{ polls: PollEntry[] }>(`${path}/polls`, {}, signal);
      const { records } = await api.get<RecordsAnswer>('records', { target, kind: REPORT }, signal);
      return polls.map((poll) => ({
        poll,
        skipped: skippedIn(records.find(({ key }) => key === poll.probe)),
      }));
    },
    [target],
  );
  useEffect(() => {
    const timer = setInterval(reload, RENEW_MS);
    return () => clearInterval(timer);
  }, [reload]);
  if (!value || value.length === 0) return null;
  return (
    <section class="panel card" aria-label={text.polls}>
      <h2>{text.polls}</h2>
      <ul class="poll-list">
        {value.map(({ poll, skipped }) => (
          <li key={poll.probe}>
            <PollState
              poll={poll}
              at={askedAt(address, poll)}
              every={poll.everyMs === null ? undefined : text.every(formats.duration(poll.everyMs))}
            />
            {session.can('targets.write') && (
              <span class="poll-actions">
                <PausePoll target={target} poll={poll} onDone={reload} />
                <Button
                  look="quiet"
                  disabled={busy}
                  onClick={() =>
                    void run(async () => {
                      setAnswer(await api.send<AskedAnswer>('POST', `${path}/check`, { probe: poll.probe }));
                      reload();
                    })
                  }
                >
                  {busy ? words.devices.recognising : text.checkNow}
                </Button>
              </span>
            )}
            {skipped.length > 0 && <SkippedParts skipped={skipped} />}
          </li>
        ))}
      </ul>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      {answer && (
        <Dialog title={text.checkNow} wide onClose={() => setAnswer(undefined)}>
          {!answer.ok && (
            <p class="field-error" role="alert">
              <strong>{words.devices.states[answer.state ?? 'failed']}</strong> {answer.error}
            </p>
          )}
          {answer.explanation && <ExplanationView explanation={answer.explanation} />}
        </Dialog>
      )}
    </section>
  );
}

/** What a probe left out although it was asked for, such as for want of a right. */
function SkippedParts({ skipped }: { skipped: readonly Skipped[] }) {
  const { words, formats } = useText();
  return (
    <details class="poll-skipped">
      <summary>{words.device.skipped(formats.number(skipped.length))}</summary>
      <dl class="facts">
        {skipped.map(({ what, why }) => (
          <Fragment key={what}>
            <dt>{what}</dt>
            <dd>{why}</dd>
          </Fragment>
        ))}
      </dl>
    </details>
  );
}

function skippedIn(record: { data: unknown } | undefined): Skipped[] {
  const { skipped } = (record?.data ?? {}) as { skipped?: unknown };
  return Array.isArray(skipped) ? (skipped as Skipped[]) : [];
}

import { useEffect, useState } from 'preact/hooks';
import type { AskedAnswer, PollEntry } from '../../api/polling.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { useChange } from '../../ui/use-change.ts';
import { useLoad } from '../../ui/use-load.ts';
import { ExplanationView } from '../settings/devices/explanation-view.tsx';
import { PausePoll } from '../settings/devices/pause-poll.tsx';
import { PollState } from '../settings/devices/poll-state.tsx';

const RENEW_MS = 10_000;

/** How a device is asked, how that goes, and a way to ask it now and see everything that it says. */
export function DevicePolls({ target }: { target: string }) {
  const { api, session } = useWard();
  const { words, formats } = useText();
  const text = words.device;
  const [answer, setAnswer] = useState<AskedAnswer>();
  const { busy, error, run } = useChange();
  const path = `targets/${encodeURIComponent(target)}`;
  const { value, reload } = useLoad(
    async (signal) => (await api.get<{ polls: PollEntry[] }>(`${path}/polls`, {}, signal)).polls,
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
        {value.map((poll) => (
          <li key={poll.probe}>
            <PollState
              poll={poll}
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

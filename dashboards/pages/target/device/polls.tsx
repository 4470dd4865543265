import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { PollEntry } from '../../../api/polling.ts';
import type { RecordsAnswer } from '../../../api/shapes.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { useRenewed } from '../../../ui/use-renewed.ts';
import { askedAt } from '../../settings/devices/asked-at.ts';
import { PausePoll } from '../../settings/devices/pause-poll.tsx';
import { PollState } from '../../settings/devices/poll-state.tsx';
import { useFirst } from '../first-answers.ts';
import { CheckNow } from '../head/check-now.tsx';

const RENEW_MS = 10_000;
/** Kind of the records in which an agent says how a probe went. */
const REPORT = 'agent_report';

interface Skipped {
  what: string;
  why: string;
}

/** How a device is asked, how that goes, and a way to ask it now and see everything that it says. */
export function DevicePolls(options: { target: string; name?: string; address?: string | undefined }) {
  const { target, name = '', address = '' } = options;
  const { api, session } = useWard();
  const { words, formats } = useText();
  const text = words.device;
  const [checked, setChecked] = useState<PollEntry>();
  const path = `targets/${encodeURIComponent(target)}`;
  const first = useFirst(({ target, records }) => ({ polls: target.polls, records: records[REPORT] }));
  const { value, reload } = useLoad(
    async (signal) => {
      const { polls, records } = await first(async () => {
        const [asked, reported] = await Promise.all([
          api.get<{ polls: PollEntry[] }>(`${path}/polls`, {}, signal),
          api.get<RecordsAnswer>('records', { target, kind: REPORT }, signal),
        ]);
        return { polls: asked.polls, records: reported.records };
      });
      return polls.map((poll) => ({
        poll,
        skipped: skippedIn(records.find(({ key }) => key === poll.probe)),
      }));
    },
    [target],
  );
  useRenewed(reload, RENEW_MS);
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
                <Button look="quiet" onClick={() => setChecked(poll)}>
                  {text.checkNow}
                </Button>
              </span>
            )}
            {skipped.length > 0 && <SkippedParts skipped={skipped} />}
          </li>
        ))}
      </ul>
      {checked && (
        <CheckNow
          name={name}
          choices={[{ probe: checked.probe, path: `${path}/check` }]}
          onClose={() => {
            setChecked(undefined);
            reload();
          }}
        />
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

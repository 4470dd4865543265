import type { PollEntry } from '../../../api/polling.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { useChange } from '../../../ui/use-change.ts';
import { pollBody, pollPath } from './poll-body.ts';

/** Stops asking a device by one probe for a while, or begins again; what a file says is not changed here. */
export function PausePoll({ target, poll, onDone }: { target: string; poll: PollEntry; onDone(): void }) {
  const { api } = useWard();
  const { words } = useText();
  const { busy, error, run } = useChange();
  if (poll.byFile) return null;
  const enabled = !poll.enabled;
  return (
    <>
      {error && (
        <span class="field-error" role="alert">
          {error}
        </span>
      )}
      <Button
        look="quiet"
        disabled={busy}
        onClick={() =>
          void run(() => api.send('PUT', pollPath(target, poll.probe), pollBody(poll, { enabled })), onDone)
        }
      >
        {enabled ? words.devices.resume : words.devices.pause}
      </Button>
    </>
  );
}

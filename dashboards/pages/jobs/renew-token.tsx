import { useState } from 'preact/hooks';
import type { JobEntry } from '../../api/jobs.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Confirm, Dialog } from '../../ui/dialog.tsx';
import { useChange } from '../../ui/use-change.ts';
import { BeatLines } from './beat-lines.tsx';

/** A new address for the beats of a job, after a question: the old one ends with it. */
export function RenewToken({ job, onRenewed }: { job: JobEntry; onRenewed(): void }) {
  const { api } = useWard();
  const { words } = useText();
  const text = words.jobs.beat;
  const [asking, setAsking] = useState(false);
  const [token, setToken] = useState<string>();
  const { busy, error, run } = useChange();
  return (
    <>
      {' '}
      <button type="button" class="link" onClick={() => setAsking(true)}>
        {text.renew}
      </button>
      {asking && (
        <Confirm
          title={text.renewTitle(job.name)}
          hint={text.renewHint}
          action={text.renew}
          busy={busy}
          error={error}
          onClose={() => setAsking(false)}
          onConfirm={() =>
            void run(async () => {
              const made = await api.send<{ token: string }>(
                'POST',
                `jobs/${encodeURIComponent(job.id)}/token`,
              );
              setToken(made.token);
              setAsking(false);
              onRenewed();
            })
          }
        />
      )}
      {token !== undefined && (
        <Dialog title={text.title(job.name)} wide onClose={() => setToken(undefined)}>
          <p>{text.renewedHint}</p>
          <BeatLines token={token} />
        </Dialog>
      )}
    </>
  );
}

import { useState } from 'preact/hooks';
import type { JobEntry } from '../../api/jobs.ts';
import { routeTo } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmChange } from '../../ui/confirm-change.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormFoot } from '../../ui/form-foot.tsx';
import { useChange } from '../../ui/use-change.ts';
import { EditJob } from './edit-job.tsx';
import { RecordRun } from './record-run.tsx';

type Asked = 'edit' | 'pause' | 'record' | 'remove';

/** What can be done with a job; nothing for whoever may only look. */
export function JobActions({ job, onChanged }: { job: JobEntry; onChanged(): void }) {
  const { api, session, toasts } = useWard();
  const { words } = useText();
  const text = words.jobs;
  const [asked, setAsked] = useState<Asked>();
  const resuming = useChange();
  if (!session.can('targets.write')) return null;
  const close = () => setAsked(undefined);
  const done = (told: string) => {
    close();
    toasts.say(told);
    onChanged();
  };
  return (
    <div class="job-actions">
      {resuming.error && (
        <span class="field-error" role="alert">
          {resuming.error}
        </span>
      )}
      <Button onClick={() => setAsked('record')}>{text.record}</Button>
      {job.paused ? (
        <Button
          disabled={resuming.busy}
          onClick={() =>
            void resuming.run(
              () => api.send('POST', `${pathOf(job)}/pause`, { paused: false }),
              () => done(text.resumed(job.name)),
            )
          }
        >
          {text.resume}
        </Button>
      ) : (
        <Button onClick={() => setAsked('pause')}>{text.pause}</Button>
      )}
      <Button onClick={() => setAsked('edit')}>{words.shell.common.edit}</Button>
      <Button look="danger" onClick={() => setAsked('remove')}>
        {words.shell.common.remove}
      </Button>
      {asked === 'edit' && <EditJob job={job} onClose={close} onSaved={() => done(text.saved(job.name))} />}
      {asked === 'pause' && <Pause job={job} onClose={close} onDone={() => done(text.paused(job.name))} />}
      {asked === 'record' && <RecordRun job={job} onClose={close} onDone={() => done(text.recorded)} />}
      {asked === 'remove' && <Remove job={job} onClose={close} />}
    </div>
  );
}

function Pause({ job, onDone, onClose }: { job: JobEntry; onDone(): void; onClose(): void }) {
  const { api } = useWard();
  const { words } = useText();
  const text = words.jobs;
  const [reason, setReason] = useState('');
  const { busy, error, run } = useChange();

  function submit(event: Event): void {
    event.preventDefault();
    void run(() => api.send('POST', `${pathOf(job)}/pause`, { paused: true, reason: reason.trim() }), onDone);
  }

  return (
    <Dialog title={text.pauseTitle(job.name)} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <p>{text.pauseHint}</p>
        <TextField
          label={text.pauseReason}
          value={reason}
          hint={text.pauseReasonHint}
          autofocus
          maxLength={500}
          onInput={setReason}
        />
        <FormFoot error={error} action={text.pause} disabled={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}

function Remove({ job, onClose }: { job: JobEntry; onClose(): void }) {
  const { api } = useWard();
  const { words } = useText();
  const text = words.jobs;
  return (
    <ConfirmChange
      title={text.removeTitle(job.name)}
      hint={text.removeHint}
      action={words.shell.common.remove}
      change={() => api.send('DELETE', pathOf(job))}
      done={text.removed(job.name)}
      onClose={onClose}
      onDone={() => {
        location.hash = routeTo('jobs');
      }}
    />
  );
}

function pathOf({ id }: JobEntry): string {
  return `jobs/${encodeURIComponent(id)}`;
}

import type { JobEntry } from '../../api/jobs.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { draftOf } from './job-draft.ts';
import { JobForm } from './job-form.tsx';

/** Changes what a job is called and what is expected of it. */
export function EditJob({ job, onSaved, onClose }: { job: JobEntry; onSaved(): void; onClose(): void }) {
  const { api } = useWard();
  const { words } = useText();
  return (
    <Dialog title={words.jobs.editTitle(job.name)} wide onClose={onClose}>
      <JobForm
        start={draftOf(job, job.definition)}
        organisation={job.organisation}
        before={job.definition}
        own={job.id}
        onSave={async (fields, definition) => {
          await api.send('PATCH', `jobs/${encodeURIComponent(job.id)}`, { ...fields, definition });
          onSaved();
        }}
      >
        <Button onClick={onClose}>{words.shell.common.cancel}</Button>
      </JobForm>
    </Dialog>
  );
}

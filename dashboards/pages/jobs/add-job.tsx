import { useState } from 'preact/hooks';
import type { JobMade, JobTemplate } from '../../api/jobs.ts';
import { jobRoute } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField } from '../../ui/field.tsx';
import { BeatLines } from './beat-lines.tsx';
import { draftOf } from './job-draft.ts';
import { JobForm } from './job-form.tsx';
import { TemplateChoices } from './template-choices.tsx';

/** From a template to a job, and from there to what has to be put into the job itself. */
export function AddJob(options: {
  /** Undefined while somebody still has to choose. */
  chosen: JobTemplate | 'empty' | undefined;
  onAdded(): void;
  onClose(): void;
}) {
  const { onAdded, onClose } = options;
  const { toasts } = useWard();
  const { words } = useText();
  const text = words.jobs;
  const [chosen, setChosen] = useState(options.chosen);
  const [made, setMade] = useState<JobMade & { token: string }>();

  function added(job: JobMade): void {
    onAdded();
    // What people record needs no address, and one that they want later can be made on the page of the job.
    if (job.token !== null && !(chosen && chosen !== 'empty' && chosen.byHand)) {
      setMade({ ...job, token: job.token });
      return;
    }
    toasts.say(text.saved(job.name));
    location.hash = jobRoute(job.id);
  }

  if (made) return <Made made={made} onClose={onClose} />;
  return (
    <Dialog title={chosen ? text.addTitle : text.chooseTemplate} wide onClose={onClose}>
      {!chosen && <TemplateChoices onChoose={setChosen} />}
      {chosen && <NewJob template={chosen} onAdded={added} onBack={() => setChosen(undefined)} />}
    </Dialog>
  );
}

function NewJob(options: { template: JobTemplate | 'empty'; onAdded(job: JobMade): void; onBack(): void }) {
  const { template, onAdded, onBack } = options;
  const { api, session } = useWard();
  const { words, formats } = useText();
  const current = session.current.value;
  const organisations = current.state === 'in' ? current.session.organisations : [];
  const [organisation, setOrganisation] = useState(organisations[0]?.id ?? 'default');
  return (
    <>
      {template !== 'empty' && <p class="muted">{template.reason[formats.language]}</p>}
      {organisations.length > 1 && (
        <SelectField
          label={words.jobs.organisation}
          value={organisation}
          choices={organisations.map(({ id, name }) => ({ value: id, text: name }))}
          onChoose={setOrganisation}
        />
      )}
      <JobForm
        start={
          template === 'empty'
            ? draftOf({})
            : draftOf({ name: template.name[formats.language] }, template.definition)
        }
        organisation={organisation}
        before={template === 'empty' ? undefined : template.definition}
        onSave={async (fields, definition) =>
          onAdded(await api.send<JobMade>('POST', 'jobs', { organisation, ...fields, definition }))
        }
      >
        <Button onClick={onBack}>{words.jobs.otherTemplate}</Button>
      </JobForm>
    </>
  );
}

function Made({ made, onClose }: { made: JobMade & { token: string }; onClose(): void }) {
  const { words } = useText();
  const text = words.jobs.beat;
  return (
    <Dialog title={text.title(made.name)} wide onClose={onClose}>
      <p>{text.made}</p>
      <BeatLines token={made.token} />
      <footer>
        <a class="button" href={jobRoute(made.id)}>
          {words.jobs.open}
        </a>
        <Button look="primary" onClick={onClose}>
          {words.shell.common.close}
        </Button>
      </footer>
    </Dialog>
  );
}

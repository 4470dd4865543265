import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { JobDefinition } from '#protocol/job.ts';
import { Button } from '../../ui/button.tsx';
import { useText } from '../../ui/context.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { useChange } from '../../ui/use-change.ts';
import { faultsOf } from './draft-faults.ts';
import { ExpectFields } from './expect-fields.tsx';
import { FeedFields } from './feed-fields.tsx';
import type { FormPart } from './form-part.ts';
import { definitionOf, type JobDraft } from './job-draft.ts';
import { type FieldTexts, faultTexts, refusedFields } from './job-faults.ts';
import { Preview, usePreview } from './preview.tsx';
import { ScheduleFields } from './schedule-fields.tsx';
import { useOpened } from './use-opened.ts';

const PURPOSES = ['other', 'backup', 'restore_test'] as const;

/** What a job is called and what is expected of it. */
export function JobForm(options: {
  start: JobDraft;
  organisation: string;
  /** The definition that it begins with: what has no field stays as it is. */
  before: JobDefinition | undefined;
  /** The job that is changed. */
  own?: string;
  onSave(
    fields: { name: string; owner: string; contract: string },
    definition: JobDefinition,
  ): Promise<unknown>;
  /** Ways out, beside the way on. */
  children: ComponentChildren;
}) {
  const { start, organisation, before, own, onSave, children } = options;
  const { words } = useText();
  const text = words.jobs;
  const [draft, setDraft] = useState(start);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<FieldTexts>({});
  const { busy, error, run } = useChange();
  const faults = faultsOf(draft);
  const { name: nameFault, ...others } = faults;
  const isExpectable = Object.keys(others).length === 0;
  const definition = isExpectable ? definitionOf(draft, before) : undefined;
  const preview = usePreview(definition, organisation, own);
  // What is still empty is no mistake before somebody wants to go on; what was typed wrongly is one at once.
  const typed = Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault !== 'required'));
  const errors = {
    ...refusedFields(preview.error, words),
    ...refused,
    ...faultTexts(tried ? faults : typed, words),
  };
  const part: FormPart = {
    draft,
    errors,
    change(fields) {
      setRefused({});
      setDraft((now) => ({ ...now, ...fields }));
    },
  };

  function submit(event: Event): void {
    event.preventDefault();
    setTried(true);
    if (nameFault || !definition) return;
    const { name, owner, contract } = draft;
    void run(async () => {
      try {
        await onSave({ name: name.trim(), owner: owner.trim(), contract: contract.trim() }, definition);
      } catch (problem) {
        setRefused(refusedFields(problem, words));
        throw problem;
      }
    });
  }

  return (
    <form class="job-form" onSubmit={submit} noValidate>
      <TextField
        label={text.name}
        value={draft.name}
        autofocus
        maxLength={200}
        error={errors.name}
        onInput={(name) => part.change({ name })}
      />
      <SelectField
        label={text.purpose}
        value={draft.purpose}
        hint={text.purposeHint}
        choices={PURPOSES.map((value) => ({ value, text: text.purposes[value] }))}
        onChoose={(purpose) => part.change({ purpose })}
      />
      <fieldset class="fieldset">
        <legend>{text.schedule}</legend>
        <ScheduleFields {...part} own={own} />
        <Preview kind={draft.kind} answer={preview.answer} />
      </fieldset>
      <FeedFields {...part} organisation={organisation} />
      <ExpectFields {...part} />
      <Others {...part} />
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      <footer>
        {children}
        <Button look="primary" type="submit" disabled={busy}>
          {busy ? words.shell.common.saving : words.shell.common.save}
        </Button>
      </footer>
    </form>
  );
}

function Others({ draft, errors, change }: FormPart) {
  const { words } = useText();
  const text = words.jobs;
  const isFilled = [draft.missing, draft.zone, draft.owner, draft.contract].some(Boolean);
  const isWrong = Boolean(errors.grace ?? errors.missing ?? errors.zone);
  const isOpen = useOpened(isFilled || isWrong);
  return (
    <details class="more-settings" open={isOpen}>
      <summary>{text.more}</summary>
      <div class="form-grid">
        <TextField
          label={text.grace}
          value={draft.grace}
          hint={`${text.graceHint}. ${text.spanHint}`}
          error={errors.grace}
          onInput={(grace) => change({ grace })}
        />
        <TextField
          label={text.missingSpan}
          value={draft.missing}
          hint={text.missingHint}
          error={errors.missing}
          onInput={(missing) => change({ missing })}
        />
        <TextField
          label={text.zone}
          value={draft.zone}
          hint={text.zoneHint}
          error={errors.zone}
          onInput={(zone) => change({ zone })}
        />
        <TextField
          label={text.owner}
          value={draft.owner}
          maxLength={200}
          onInput={(owner) => change({ owner })}
        />
        <TextField
          label={text.contract}
          value={draft.contract}
          maxLength={200}
          onInput={(contract) => change({ contract })}
        />
      </div>
    </details>
  );
}

import './silences.css';
import '../settings/settings.css';
import { useState } from 'preact/hooks';
import type { SilenceEntry } from '../../api/silences.ts';
import { Segments } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { FormFoot } from '../../ui/form-foot.tsx';
import { useChange } from '../../ui/use-change.ts';
import { MatchFields } from '../settings/contacts/match-fields.tsx';
import { bodyOf, type SilenceDraft, timesOf, type ZoneClock } from './silence-draft.ts';
import { SilencePreviewView } from './silence-preview.tsx';
import { useOrganisations, useZoneClock } from './use-zone-clock.ts';
import { WhenFields } from './when-fields.tsx';

const KINDS = ['silence', 'maintenance'] as const;

/** Makes a silence or planned work, or changes one. */
export function SilenceForm(options: {
  /** By the clock of the organisation. */
  start(nowMs: number, clock: ZoneClock): SilenceDraft;
  /** The one that is changed. */
  entry?: SilenceEntry;
  /** Where a new one belongs; left out: the person chooses where there are several. */
  organisation?: string;
  onClose(): void;
}) {
  const { start, entry, onClose } = options;
  const { api, clock: wardClock, silences, toasts } = useWard();
  const { words } = useText();
  const text = words.silences;
  const organisations = useOrganisations();
  const fixed = entry?.silence.organisation ?? options.organisation;
  const [organisation, setOrganisation] = useState(fixed ?? organisations[0]?.id ?? 'default');
  const { zone, clock } = useZoneClock(organisation);
  const [draft, setDraft] = useState(() => start(wardClock.now(), clock));
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useChange();
  const hasBegun = entry !== undefined && !entry.deletable;
  const was = entry?.silence.times;
  const change = (part: Partial<SilenceDraft>) => setDraft((before) => ({ ...before, ...part }));
  const { faults } = bodyOf(draft, wardClock.now(), clock, was);
  const shown = tried ? faults : {};
  const isEvery = Object.values(draft.match).every((field) => Object.keys(field).length === 0);

  function submit(event: Event): void {
    event.preventDefault();
    setTried(true);
    const { body } = bodyOf(draft, wardClock.now(), clock, was);
    if (!body) return;
    void run(
      () =>
        entry
          ? api.send('PUT', `silences/${encodeURIComponent(entry.silence.id)}`, body)
          : api.send('POST', 'silences', { organisation, ...body }),
      () => {
        toasts.say(entry ? text.changed : text.saved[draft.kind]);
        silences.changed();
        onClose();
      },
    );
  }

  return (
    <Dialog title={entry ? text.change : text.add[draft.kind]} wide onClose={onClose}>
      <form onSubmit={submit} noValidate>
        {hasBegun && <p class="note">{text.form.begun}</p>}
        {!hasBegun && (
          <div class="silence-kind">
            <Segments
              label={text.form.kind}
              value={draft.kind}
              choices={KINDS.map((value) => ({ value, text: text.kinds[value] }))}
              onChoose={(kind) => change({ kind })}
            />
            <p class="field-hint">{text.form.kindHints[draft.kind]}</p>
          </div>
        )}
        <TextField
          label={text.form.name}
          value={draft.name}
          placeholder={text.form.namePlaceholder}
          maxLength={200}
          error={shown.name && text.faults[shown.name]}
          onInput={(name) => change({ name })}
        />
        {fixed === undefined && organisations.length > 1 && (
          <SelectField
            label={text.form.organisation}
            value={organisation}
            choices={organisations.map(({ id, name }) => ({ value: id, text: name }))}
            onChoose={setOrganisation}
          />
        )}
        <WhenFields
          draft={draft}
          faults={shown}
          zone={zone}
          clock={clock}
          onlyEnd={hasBegun}
          onChange={change}
        />
        {!hasBegun && <MatchFields value={draft.match} onChange={(match) => change({ match })} />}
        {!hasBegun && isEvery && <p class="note silence-every">{text.form.every}</p>}
        <TextField
          label={words.shell.common.optional(text.form.comment)}
          value={draft.comment}
          maxLength={1_000}
          onInput={(comment) => change({ comment })}
        />
        {!hasBegun && (
          <SilencePreviewView
            organisation={organisation}
            match={draft.match}
            times={timesOf(draft, wardClock.now(), clock, was).times}
          />
        )}
        <FormFoot error={error} action={words.shell.common.save} disabled={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}

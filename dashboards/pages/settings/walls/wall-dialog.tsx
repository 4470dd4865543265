import { useState } from 'preact/hooks';
import { WALL_SECONDS, type Wall } from '#protocol/wall.ts';
import type { WallMade } from '../../../api/walls.ts';
import { Button, Segments } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { FormFoot } from '../../../ui/form-foot.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { OrganisationField, useOrganisations } from '../organisation-field.tsx';
import {
  bodyOf,
  type DraftFaults,
  draftOf,
  faultsOf,
  isWhole,
  newDraft,
  type WallDraft,
} from './wall-draft.ts';

const ZOOMS = ['0.8', '0.9', '1', '1.1', '1.25', '1.5'];

/** Makes a wall, or changes one. */
export function WallDialog({
  before,
  onClose,
  onSaved,
}: {
  before?: Wall;
  onClose(): void;
  /** With its token when it is new. */
  onSaved(made?: WallMade): void;
}) {
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.wall.settings;
  const { own } = useOrganisations();
  const [draft, setDraft] = useState<WallDraft>(() =>
    before ? draftOf(before) : newDraft(formats.language, own),
  );
  const [faults, setFaults] = useState<DraftFaults>({ seconds: [] });
  const { busy, error, run } = useChange();
  const change = (more: Partial<WallDraft>): void => setDraft({ ...draft, ...more });

  function save(): void {
    const found = faultsOf(draft);
    setFaults(found);
    if (!isWhole(found)) return;
    let made: WallMade | undefined;
    void run(
      async () => {
        if (before) await api.send('PUT', `walls/${encodeURIComponent(before.id)}`, bodyOf(draft));
        else made = await api.send<WallMade>('POST', 'walls', bodyOf(draft));
      },
      () => onSaved(made),
    );
  }

  return (
    <Dialog title={before ? text.editTitle : text.newTitle} wide onClose={onClose}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <TextField
          label={text.name}
          value={draft.name}
          maxLength={100}
          required
          autofocus
          error={faults.name && text.noName}
          onInput={(name) => change({ name })}
        />
        <OrganisationField value={draft.organisation} onChange={(organisation) => change({ organisation })} />
        <PageFields draft={draft} faults={faults} onChange={change} />
        <SelectField
          label={text.speech}
          hint={text.speechHint}
          value={draft.speech}
          choices={(['critical', 'warning', 'off'] as const).map((value) => ({
            value,
            text: text.speechChoices[value],
          }))}
          onChoose={(speech) => change({ speech })}
        />
        <div class="wall-looks">
          <Segments
            label={text.language}
            value={draft.language}
            choices={(['zh-CN', 'en'] as const).map((value) => ({
              value,
              text: words.shell.languages[value],
            }))}
            onChoose={(language) => change({ language })}
          />
          <Segments
            label={text.theme}
            value={draft.theme}
            choices={(['dark', 'light'] as const).map((value) => ({ value, text: text.themes[value] }))}
            onChoose={(theme) => change({ theme })}
          />
          <SelectField
            label={text.zoom}
            value={draft.zoom}
            choices={[...new Set([...ZOOMS, draft.zoom])].map((value) => ({
              value,
              text: formats.percent(Number(value) * 100, 0),
            }))}
            onChoose={(zoom) => change({ zoom })}
          />
        </div>
        <FormFoot error={error} action={words.shell.common.save} disabled={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Which pages go round, in which order, and how long each stays. */
function PageFields({
  draft: { pages },
  faults,
  onChange,
}: {
  draft: WallDraft;
  faults: DraftFaults;
  onChange(more: Partial<WallDraft>): void;
}) {
  const { words, formats } = useText();
  const text = words.wall.settings;
  const put = (at: number, more: Partial<WallDraft['pages'][number]>): void =>
    onChange({ pages: pages.map((each, index) => (index === at ? { ...each, ...more } : each)) });
  function up(at: number): void {
    const moved = [...pages];
    [moved[at - 1], moved[at]] = [moved[at], moved[at - 1]];
    onChange({ pages: moved });
  }
  const fault = faults.pages
    ? text.noPage
    : faults.seconds.length > 0
      ? text.badSeconds(formats.number(WALL_SECONDS.least), formats.number(WALL_SECONDS.most))
      : undefined;
  return (
    <fieldset class="wall-page-fields">
      <legend>{text.pageList}</legend>
      <p class="field-hint">{text.pageListHint}</p>
      {pages.map(({ page, on, seconds }, at) => (
        <div key={page}>
          <label class="check">
            <input
              type="checkbox"
              checked={on}
              onChange={(event) => put(at, { on: event.currentTarget.checked })}
            />
            {words.wall.pages[page]}
          </label>
          <span class="with-unit">
            <input
              type="text"
              inputMode="numeric"
              value={seconds}
              disabled={!on}
              aria-label={`${words.wall.pages[page]}, ${text.seconds}`}
              aria-invalid={faults.seconds.includes(at) || undefined}
              onInput={(event) => put(at, { seconds: event.currentTarget.value })}
            />
            <span class="unit">{text.seconds}</span>
          </span>
          <Button
            look="quiet"
            icon="up"
            label={`${words.wall.pages[page]}: ${text.moveUp}`}
            disabled={at === 0}
            onClick={() => up(at)}
          />
        </div>
      ))}
      {fault && (
        <p class="field-error" role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  );
}

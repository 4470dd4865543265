import { useMemo, useState } from 'preact/hooks';
import type { GroupSelection, TargetGroup } from '#protocol/group.ts';
import type { Target } from '../../../api/shapes.ts';
import { type Choice, ChooseMany } from '../../../ui/choose-many.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { CheckField, SelectField, TextField } from '../../../ui/field.tsx';
import { FormFoot } from '../../../ui/form-foot.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { useSettled } from '../../../ui/use-settled.ts';
import { kindText } from '../../../words/words.ts';
import {
  groupFaults,
  isEmptySelection,
  NOTHING_SELECTED,
  SELECTED_BY,
  type SelectedBy,
  suggestedGroupId,
} from './group-draft.ts';

const SETTLED_MS = 300;
const SHOWN = 30;

/** Makes a group of targets, or changes one; who belongs to it is shown while one chooses. */
export function GroupDialog(options: {
  before: TargetGroup | undefined;
  /** A new one is meant to be a system: what people use, made up of things that are named one by one. */
  asSystem?: boolean;
  taken: readonly string[];
  onSaved(): void;
  onClose(): void;
}) {
  const { before, asSystem = false, taken, onSaved, onClose } = options;
  const { api, fleet, session, toasts } = useWard();
  const { words } = useText();
  const text = words.groups;
  const own = session.current.value;
  const organisations = own.state === 'in' ? own.session.organisations : [];
  const [draft, setDraft] = useState<TargetGroup>(
    before ?? {
      id: '',
      organisation: organisations[0]?.id ?? '',
      name: '',
      select: NOTHING_SELECTED,
      isSystem: asSystem,
    },
  );
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useChange();
  const id = draft.id || suggestedGroupId(draft.name, taken);
  const group = { ...draft, id, name: draft.name.trim() };
  const faults = groupFaults(group);
  const machines = fleet.machines.value;
  const targets = useMemo(
    () =>
      machines.map(({ target }) => target).filter(({ organisation }) => organisation === draft.organisation),
    [machines, draft.organisation],
  );
  const select = (fields: Partial<GroupSelection>) =>
    setDraft((now) => ({ ...now, select: { ...now.select, ...fields } }));

  function submit(event: Event): void {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    void run(
      () => api.send('PUT', `groups/${encodeURIComponent(id)}`, group),
      () => {
        toasts.say(group.isSystem ? text.systemSaved(group.name) : text.saved);
        onSaved();
      },
    );
  }

  const explicit = (
    <ChooseMany
      label={asSystem ? text.members : text.explicit}
      hint={asSystem ? text.membersHint : text.explicitHint}
      choices={targets.map((target) => ({
        value: target.id,
        text: target.name,
        detail: target.address,
      }))}
      value={draft.select.targets}
      onChange={(chosen) => select({ targets: chosen })}
    />
  );

  return (
    <Dialog
      title={before ? text.editTitle : asSystem ? text.addSystem : text.addTitle}
      wide
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate>
        <div class="form-grid">
          <TextField
            label={text.name}
            value={draft.name}
            autofocus
            maxLength={120}
            error={tried && faults.name ? text.required : undefined}
            onInput={(name) => setDraft((now) => ({ ...now, name }))}
          />
          {!before && !asSystem && (
            <TextField
              label={text.id}
              value={draft.id}
              placeholder={id}
              hint={text.idHint}
              error={faults.id ? text.badId : undefined}
              onInput={(typed) => setDraft((now) => ({ ...now, id: typed }))}
            />
          )}
          {!before && organisations.length > 1 && (
            <SelectField
              label={text.organisation}
              value={draft.organisation}
              choices={organisations.map((each) => ({ value: each.id, text: each.name }))}
              onChoose={(organisation) => setDraft((now) => ({ ...now, organisation }))}
            />
          )}
        </div>
        {asSystem && explicit}
        <fieldset class="fieldset">
          <legend>{asSystem ? text.orByRule : text.byRule}</legend>
          <p class="field-hint">{text.byRuleHint}</p>
          <div class="form-grid">
            {SELECTED_BY.map((name) => (
              <ChooseMany
                key={name}
                label={text[name]}
                choices={choicesOf(name, targets, (kind) => kindText(words, kind))}
                value={draft.select[name]}
                placeholder={text.anyKind}
                onChange={(chosen) => select({ [name]: chosen })}
              />
            ))}
          </div>
          <TextField
            label={text.nameLike}
            value={draft.select.nameLike}
            hint={text.nameLikeHint}
            maxLength={200}
            onInput={(nameLike) => select({ nameLike })}
          />
        </fieldset>
        {!asSystem && explicit}
        <CheckField
          label={text.isSystem}
          hint={text.isSystemHint}
          value={draft.isSystem}
          onChange={(isSystem) => setDraft((now) => ({ ...now, isSystem }))}
        />
        <Members group={group} />
        {tried && faults.select && (
          <p class="field-error" role="alert">
            {text.nothing}
          </p>
        )}
        <FormFoot
          error={error}
          action={busy ? words.shell.common.saving : words.shell.common.save}
          disabled={busy}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

interface PreviewAnswer {
  count: number;
  members: { id: string; name: string; kind: string }[];
}

/** Who belongs to it by what is chosen so far. */
function Members({ group: { organisation, select } }: { group: TargetGroup }) {
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.groups;
  const asked = useSettled(JSON.stringify({ organisation, select }), SETTLED_MS);
  const isEmpty = isEmptySelection(select);
  const { value, error } = useLoad(
    async () => (isEmpty ? undefined : api.send<PreviewAnswer>('POST', 'groups/preview', JSON.parse(asked))),
    [asked, isEmpty],
  );
  const shown = value?.members.slice(0, SHOWN) ?? [];
  const more = (value?.count ?? 0) - shown.length;
  return (
    <section class="note group-members" aria-label={text.preview} aria-live="polite">
      <strong>{text.preview}</strong>{' '}
      {isEmpty || (!value && error === undefined) ? (
        <span class="muted">{text.previewEmpty}</span>
      ) : (
        <span>
          {value?.count === 0 ? text.previewNone : text.previewCount(formats.number(value?.count ?? 0))}
        </span>
      )}
      {!isEmpty && shown.length > 0 && (
        <p>
          {formats.list([
            ...shown.map(({ name }) => name),
            ...(more > 0 ? [text.andMore(formats.number(more))] : []),
          ])}
        </p>
      )}
    </section>
  );
}

/** What targets have now; more can be written by the API. */
function choicesOf(
  name: SelectedBy,
  targets: readonly Target[],
  kindName: (kind: string) => string,
): Choice[] {
  const values = new Set(targets.flatMap((target) => textsOf(name, target)).filter(Boolean));
  return [...values]
    .map((value) => ({ value, text: name === 'kinds' ? kindName(value) : value }))
    .sort((one, other) => (one.text < other.text ? -1 : 1));
}

function textsOf(name: SelectedBy, target: Target): string[] {
  switch (name) {
    case 'kinds':
      return [target.kind];
    case 'zones':
      return [target.zone];
    case 'rooms':
      return [target.room];
    case 'racks':
      return [target.rack];
    case 'owners':
      return [target.owner ?? ''];
    case 'vendors':
      return [target.vendor ?? ''];
  }
}

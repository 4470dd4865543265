import { useState } from 'preact/hooks';
import type { Route } from '#protocol/contact.ts';
import type { RouteEntry } from '../../../api/contacts.ts';
import { ChooseMany } from '../../../ui/choose-many.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { CheckField, TextField } from '../../../ui/field.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { OrganisationField, useOrganisations } from '../organisation-field.tsx';
import { areHoursWhole } from './hours.ts';
import { HoursFields } from './hours-fields.tsx';
import { MatchFields } from './match-fields.tsx';
import { EVERY_ALERT } from './match-text.ts';
import { browserRandom, newId } from './new-id.ts';
import { SaveFoot } from './save-foot.tsx';
import { choicesOf, fitting, type Told } from './use-people.ts';

type RouteDraft = Omit<Route, 'id'>;

/** Which alerts, when, and who is told: a new route, which is read last, or one that is changed. */
export function RouteDialog(options: {
  told: Told;
  routes: readonly RouteEntry[];
  before: RouteEntry | undefined;
  onSaved(name: string): void;
  onClose(): void;
}) {
  const { told, routes, before, onSaved, onClose } = options;
  const { api } = useWard();
  const { words } = useText();
  const text = words.contacts.routes;
  const { own } = useOrganisations();
  const [draft, setDraft] = useState<RouteDraft>(() => draftOf(before) ?? newRoute(own));
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useChange();
  const change = (fresh: Partial<RouteDraft>) => setDraft((now) => ({ ...now, ...fresh }));
  const name = draft.name.trim();
  const { organisation, teams, contacts, channels } = draft;
  const namesNobody = teams.length + contacts.length + channels.length === 0;

  function submit(event: Event): void {
    event.preventDefault();
    setTried(true);
    if (!name || !areHoursWhole(draft.hours)) return;
    const id = before?.id ?? newId(name, new Set(routes.map((route) => route.id)), browserRandom);
    void run(
      () => api.send('PUT', `routes/${id}`, { ...draft, name }),
      () => onSaved(name),
    );
  }

  return (
    <Dialog title={before ? words.contacts.people.editTitle(before.name) : text.add} wide onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <div class="form-grid">
          <TextField
            label={text.name}
            value={draft.name}
            autofocus
            maxLength={120}
            error={tried && !name ? words.contacts.required : undefined}
            onInput={(typed) => change({ name: typed })}
          />
          <OrganisationField value={organisation} onChange={(chosen) => change({ organisation: chosen })} />
        </div>
        <MatchFields value={draft.match} onChange={(match) => change({ match })} />
        <fieldset class="fieldset">
          <legend>{text.whom}</legend>
          <div class="form-grid">
            <ChooseMany
              label={words.contacts.people.teams}
              choices={choicesOf(fitting(told.teams, organisation))}
              value={teams}
              onChange={(chosen) => change({ teams: chosen })}
            />
            <ChooseMany
              label={words.settings.sections.contacts}
              choices={choicesOf(fitting(told.contacts, organisation))}
              value={contacts}
              onChange={(chosen) => change({ contacts: chosen })}
            />
          </div>
          <ChooseMany
            label={words.settings.sections.channels}
            hint={text.channelsHint}
            choices={fitting(told.channels, organisation).map((channel) => ({
              value: channel.name,
              text: channel.enabled ? channel.name : words.contacts.people.off(channel.name),
            }))}
            value={channels}
            onChange={(chosen) => change({ channels: chosen })}
          />
          {namesNobody && (
            <p class="note" role="status">
              {text.nobodyHint}
            </p>
          )}
        </fieldset>
        <HoursFields
          label={text.hours}
          always={text.always}
          value={draft.hours}
          onChange={(hours) => change({ hours })}
        />
        <div class="checks">
          <CheckField label={text.goOn} value={draft.goOn} onChange={(goOn) => change({ goOn })} />
          <CheckField
            label={text.enabled}
            value={draft.enabled}
            onChange={(enabled) => change({ enabled })}
          />
        </div>
        <SaveFoot isNew={!before} busy={busy} error={error} onClose={onClose} />
      </form>
    </Dialog>
  );
}

function newRoute(organisation: string): RouteDraft {
  return {
    organisation,
    name: '',
    enabled: true,
    match: EVERY_ALERT,
    hours: [],
    teams: [],
    contacts: [],
    channels: [],
    goOn: false,
  };
}

function draftOf(before: RouteEntry | undefined): RouteDraft | undefined {
  if (!before) return undefined;
  const { id: _id, changedBy: _by, changedAtMs: _at, ...draft } = before;
  return draft;
}

import './contacts.css';
import { useState } from 'preact/hooks';
import type { ContactEntry, TeamEntry } from '../../../api/contacts.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Empty, Failed, Loading } from '../../../ui/empty.tsx';
import { Table } from '../../../ui/table.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { useOrganisations } from '../organisation-field.tsx';
import { SectionHead } from '../section-head.tsx';
import { ContactDialog } from './contact-dialog.tsx';
import { hoursText } from './hours.ts';
import { RemoveDialog } from './remove-dialog.tsx';
import { TeamDialog } from './team-dialog.tsx';
import { type Told, useTold } from './use-people.ts';

/** Undefined: nothing is open; `new`: the form of a new one. */
type Open<Entry> = Entry | 'new' | undefined;

/** Who can be told and how, and who is told together. */
export function Contacts() {
  const { session, toasts } = useWard();
  const { words } = useText();
  const text = words.contacts.people;
  const [contact, setContact] = useState<Open<ContactEntry>>();
  const [team, setTeam] = useState<Open<TeamEntry>>();
  const [removing, setRemoving] = useState<{ path: string; name: string }>();
  const { value, error, reload } = useTold();
  const mayChange = session.can('contacts.write');

  function closed(said?: string): void {
    setContact(undefined);
    setTeam(undefined);
    setRemoving(undefined);
    if (!said) return;
    toasts.say(said);
    reload();
  }

  return (
    <>
      <SectionHead title={words.settings.sections.contacts} hint={text.hint}>
        {mayChange && value && (
          <Button look="primary" icon="plus" onClick={() => setContact('new')}>
            {text.add}
          </Button>
        )}
      </SectionHead>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && value.contacts.length === 0 && <Empty title={text.none} hint={text.noneHint} />}
      {value && value.contacts.length > 0 && (
        <ContactTable
          told={value}
          mayChange={mayChange}
          onChange={setContact}
          onRemove={({ id, name }) => setRemoving({ path: `contacts/${id}`, name })}
        />
      )}
      {value && (
        <section class="section" aria-labelledby="teams-title">
          <header class="section-head">
            <div>
              <h2 id="teams-title">{text.teams}</h2>
              <p class="muted">{text.teamsHint}</p>
            </div>
            {mayChange && (
              <Button icon="plus" onClick={() => setTeam('new')}>
                {text.addTeam}
              </Button>
            )}
          </header>
          {value.teams.length === 0 && <p class="muted">{text.noTeams}</p>}
          {value.teams.length > 0 && (
            <TeamTable
              told={value}
              mayChange={mayChange}
              onChange={setTeam}
              onRemove={({ id, name }) => setRemoving({ path: `teams/${id}`, name })}
            />
          )}
        </section>
      )}
      {value && contact && (
        <ContactDialog
          told={value}
          before={contact === 'new' ? undefined : contact}
          onClose={() => closed()}
          onSaved={(name) => closed(text.saved(name))}
        />
      )}
      {value && team && (
        <TeamDialog
          told={value}
          before={team === 'new' ? undefined : team}
          onClose={() => closed()}
          onSaved={(name) => closed(text.saved(name))}
        />
      )}
      {removing && (
        <RemoveDialog
          {...removing}
          hint={text.removeHint}
          onClose={() => closed()}
          onRemoved={() => closed(text.removed(removing.name))}
        />
      )}
    </>
  );
}

function ContactTable(options: {
  told: Told;
  mayChange: boolean;
  onChange(contact: ContactEntry): void;
  onRemove(contact: ContactEntry): void;
}) {
  const { told, mayChange, onChange, onRemove } = options;
  const { words, formats } = useText();
  const text = words.contacts.people;
  const { several, nameOf, isOwn } = useOrganisations();
  return (
    <Table
      label={words.settings.sections.contacts}
      rows={told.contacts}
      keyOf={({ id }) => id}
      columns={[
        {
          title: text.name,
          cell: ({ name, person, enabled, organisation }) => (
            <span class="tagged">
              <strong class={enabled ? undefined : 'muted'}>{name}</strong>
              {person && person !== name && <span class="muted">{person}</span>}
              {!enabled && <Tag>{words.contacts.channels.disabled}</Tag>}
              {several && organisation !== '*' && <Tag>{nameOf(organisation)}</Tag>}
            </span>
          ),
        },
        {
          title: text.reach,
          wide: true,
          cell: ({ email, phone }) => (
            <span class="where-cell">{[phone, email].filter(Boolean).join(' · ') || text.noReach}</span>
          ),
        },
        {
          title: text.channels,
          cell: ({ channels }) =>
            channels.length === 0 ? (
              <span class="warns">{text.noChannels}</span>
            ) : (
              channels.map((name) => <span key={name}>{channelText(name, told, words)} </span>)
            ),
        },
        {
          title: text.hours,
          wide: true,
          cell: ({ hours, alwaysCritical }) => (
            <span class="muted">
              {hoursText(hours, words, formats) || text.always}
              {hours.length > 0 && alwaysCritical && ` · ${text.criticalAlways}`}
            </span>
          ),
        },
        {
          title: words.shell.common.edit,
          kind: 'actions',
          cell: (entry) =>
            mayChange &&
            isOwn(entry.organisation) && (
              <RowActions onChange={() => onChange(entry)} onRemove={() => onRemove(entry)} />
            ),
        },
      ]}
    />
  );
}

function TeamTable(options: {
  told: Told;
  mayChange: boolean;
  onChange(team: TeamEntry): void;
  onRemove(team: TeamEntry): void;
}) {
  const { told, mayChange, onChange, onRemove } = options;
  const { words, formats } = useText();
  const text = words.contacts.people;
  const { isOwn } = useOrganisations();
  const nameOf = (id: string) => told.contacts.find((contact) => contact.id === id)?.name ?? id;
  return (
    <Table
      label={text.teams}
      rows={told.teams}
      keyOf={({ id }) => id}
      columns={[
        { title: text.name, cell: ({ name }) => <strong>{name}</strong> },
        {
          title: text.members,
          wide: true,
          cell: ({ contacts }) =>
            contacts.length === 0 ? (
              <span class="warns">{text.noMembers}</span>
            ) : (
              formats.list(contacts.map(nameOf))
            ),
        },
        { title: text.channels, cell: ({ channels }) => formats.list(channels) },
        {
          title: words.shell.common.edit,
          kind: 'actions',
          cell: (entry) =>
            mayChange &&
            isOwn(entry.organisation) && (
              <RowActions onChange={() => onChange(entry)} onRemove={() => onRemove(entry)} />
            ),
        },
      ]}
    />
  );
}

function RowActions({ onChange, onRemove }: { onChange(): void; onRemove(): void }) {
  const { words } = useText();
  return (
    <>
      <Button look="quiet" onClick={onChange}>
        {words.shell.common.edit}
      </Button>
      <Button look="quiet" onClick={onRemove}>
        {words.shell.common.remove}
      </Button>
    </>
  );
}

/** A channel that reaches nobody now says so, where channels can be seen. */
function channelText(name: string, { channels }: Told, words: ReturnType<typeof useText>['words']): string {
  const found = channels.find((channel) => channel.name === name);
  return found && !found.enabled ? words.contacts.people.off(name) : name;
}

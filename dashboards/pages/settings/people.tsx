import { useState } from 'preact/hooks';
import { getAll } from '../../api/lists.ts';
import type { Membership, PeopleAnswer, PersonEntry } from '../../api/shapes.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmChange } from '../../ui/confirm-change.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Failed, Loading } from '../../ui/empty.tsx';
import { Table } from '../../ui/table.tsx';
import { StateTag, Tag } from '../../ui/tag.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { GivePassword, PersonDialog } from './person-dialog.tsx';
import { SectionHead } from './section-head.tsx';

/** Who may sign in, with which roles where. */
export function People() {
  const { api, session } = useWard();
  const { words, formats } = useText();
  const text = words.settings.people;
  const [adding, setAdding] = useState(false);
  const [giving, setGiving] = useState<PersonEntry>();
  const [switching, setSwitching] = useState<PersonEntry>();
  const { value, error, reload } = useLoad(
    () => getAll(api, 'people', (answer: PeopleAnswer) => answer.people),
    [],
  );
  const mayChange = session.can('people.write');
  const current = session.current.value;
  const me = current.state === 'in' ? current.session.person : '';
  const closed = (close: () => void) => () => {
    close();
    reload();
  };
  return (
    <>
      <SectionHead title={words.settings.sections.people} hint={text.hint}>
        {mayChange && (
          <Button look="primary" icon="plus" onClick={() => setAdding(true)}>
            {text.addTitle}
          </Button>
        )}
      </SectionHead>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && (
        <Table
          label={words.settings.sections.people}
          rows={value}
          keyOf={({ id }) => id}
          columns={[
            {
              title: text.columns.name,
              cell: ({ id, name, displayName }) => (
                <span class="person-name">
                  <span class="tagged">
                    <strong>{displayName}</strong>
                    {id === me && <Tag tone="accent">{text.you}</Tag>}
                  </span>
                  {displayName !== name && <span class="below muted">{name}</span>}
                </span>
              ),
            },
            { title: text.columns.role, cell: ({ memberships }) => <Roles memberships={memberships} /> },
            {
              title: text.columns.since,
              kind: 'number',
              minor: true,
              cell: ({ createdAtMs }) => formats.date(createdAtMs),
            },
            {
              title: text.columns.state,
              minor: true,
              cell: ({ disabledAtMs }) =>
                disabledAtMs === null ? (
                  <StateTag mark="ok" text={text.enabled} />
                ) : (
                  <StateTag mark="none" text={text.disabled} />
                ),
            },
            {
              title: words.shell.common.edit,
              kind: 'actions',
              cell: (person) =>
                mayChange &&
                person.id !== me && (
                  <>
                    <Button look="quiet" onClick={() => setGiving(person)}>
                      {text.resetPassword}
                    </Button>
                    <Button look="quiet" onClick={() => setSwitching(person)}>
                      {person.disabledAtMs === null ? text.remove : text.restore}
                    </Button>
                  </>
                ),
            },
          ]}
        />
      )}
      {adding && <PersonDialog onClose={closed(() => setAdding(false))} />}
      {giving && <GivePassword person={giving} onClose={closed(() => setGiving(undefined))} />}
      {switching && <Switch person={switching} onClose={closed(() => setSwitching(undefined))} />}
    </>
  );
}

function Roles({ memberships }: { memberships: readonly Membership[] }) {
  const { session } = useWard();
  const { words } = useText();
  const current = session.current.value;
  const organisations = current.state === 'in' ? current.session.organisations : [];
  const nameOf = (id: string) =>
    id === '*'
      ? words.settings.people.everywhere
      : (organisations.find((each) => each.id === id)?.name ?? id);
  return (
    <span class="roles">
      {memberships.map(({ organisation, role }) => (
        <span key={`${organisation} ${role}`}>
          {words.shell.roles[role]} <span class="muted">{nameOf(organisation)}</span>
        </span>
      ))}
    </span>
  );
}

/** Disables somebody, or lets them in again. */
function Switch({ person, onClose }: { person: PersonEntry; onClose(): void }) {
  const { api } = useWard();
  const { words } = useText();
  const text = words.settings.people;
  const off = person.disabledAtMs === null;
  return (
    <ConfirmChange
      title={off ? text.removeTitle(person.displayName) : text.restoreTitle(person.displayName)}
      hint={off ? text.removeHint : text.restoreHint}
      action={off ? text.remove : text.restore}
      change={() => api.send('PATCH', `people/${encodeURIComponent(person.id)}`, { disabled: off })}
      done={off ? text.removed(person.displayName) : text.restored(person.displayName)}
      onClose={onClose}
    />
  );
}

import { useState } from 'preact/hooks';
import { getAll } from '../../../api/lists.ts';
import type { CredentialEntry, CredentialsAnswer } from '../../../api/polling.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmChange } from '../../../ui/confirm-change.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Empty, Failed, Loading } from '../../../ui/empty.tsx';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { FormFoot } from '../../../ui/form-foot.tsx';
import { Table } from '../../../ui/table.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { SectionHead } from '../section-head.tsx';
import {
  credentialFaults,
  credentialFields,
  kindOfWay,
  newCredential,
  WAYS,
  type Way,
} from './credential-draft.ts';
import { CredentialForm } from './credential-form.tsx';

/** What opens devices; secrets are never shown again. */
export function Credentials() {
  const { api, session, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.devices;
  const [editing, setEditing] = useState<CredentialEntry | 'new'>();
  const [removing, setRemoving] = useState<CredentialEntry>();
  const { value, error, reload } = useLoad(
    () => getAll(api, 'credentials', (answer: CredentialsAnswer) => answer.credentials),
    [],
  );
  const mayChange = session.can('credentials.write');
  return (
    <>
      <SectionHead title={words.settings.sections.credentials} hint={text.credentialsHint}>
        {mayChange && (
          <Button look="primary" icon="plus" onClick={() => setEditing('new')}>
            {text.addCredential}
          </Button>
        )}
      </SectionHead>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && value.length === 0 && <Empty title={text.noCredentials} hint={text.credentialsHint} />}
      {value && value.length > 0 && (
        <Table
          label={words.settings.sections.credentials}
          rows={value}
          keyOf={({ id }) => id}
          columns={[
            { title: text.credentialColumns.name, cell: ({ name }) => <strong>{name}</strong> },
            { title: text.way, cell: (each) => text.ways[wayOf(each)] },
            {
              title: text.credentialColumns.open,
              minor: true,
              cell: ({ fields }) => (typeof fields.user === 'string' ? fields.user : ''),
            },
            { title: text.credentialColumns.uses, kind: 'number', cell: ({ uses }) => formats.number(uses) },
            {
              title: words.shell.common.edit,
              kind: 'actions',
              cell: (each) =>
                mayChange && (
                  <>
                    <Button look="quiet" onClick={() => setEditing(each)}>
                      {text.changeSecret}
                    </Button>
                    <Button look="quiet" disabled={each.uses > 0} onClick={() => setRemoving(each)}>
                      {words.shell.common.remove}
                    </Button>
                  </>
                ),
            },
          ]}
        />
      )}
      {editing && (
        <EditCredential
          credential={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
          onSaved={() => {
            setEditing(undefined);
            toasts.say(text.credentialSaved);
            reload();
          }}
        />
      )}
      {removing && (
        <RemoveCredential
          credential={removing}
          onClose={() => {
            setRemoving(undefined);
            reload();
          }}
        />
      )}
    </>
  );
}

function wayOf({ kind, fields }: CredentialEntry): Way {
  return kind === 'snmp' && fields.version === '3' ? 'snmp3' : kind;
}

/** A new one, or new secrets for one that is there: what is typed takes the place of all of it. */
function EditCredential(options: {
  credential: CredentialEntry | undefined;
  onSaved(): void;
  onClose(): void;
}) {
  const { credential, onSaved, onClose } = options;
  const { api } = useWard();
  const { words } = useText();
  const text = words.devices;
  const [name, setName] = useState(credential?.name ?? '');
  const [draft, setDraft] = useState(() => ({
    ...newCredential(credential && wayOf(credential)),
    user: typeof credential?.fields.user === 'string' ? credential.fields.user : '',
  }));
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useChange();

  function save(event: Event): void {
    event.preventDefault();
    setTried(true);
    if (!name.trim() || Object.keys(credentialFaults(draft)).length > 0) return;
    const body = { name: name.trim(), fields: credentialFields(draft) };
    void run(
      () =>
        credential
          ? api.send('PUT', `credentials/${encodeURIComponent(credential.id)}`, body)
          : api.send('POST', 'credentials', { ...body, kind: kindOfWay(draft.way) }),
      onSaved,
    );
  }

  return (
    <Dialog title={credential ? text.changeSecret : text.addCredential} wide onClose={onClose}>
      <form onSubmit={save} noValidate>
        <div class="form-grid">
          <TextField
            label={text.credentialColumns.name}
            value={name}
            autofocus
            error={tried && !name.trim() ? text.required : undefined}
            onInput={setName}
          />
          {!credential && (
            <SelectField
              label={text.way}
              value={draft.way}
              choices={WAYS.filter((way) => way !== 'modbus').map((value) => ({
                value,
                text: text.ways[value],
              }))}
              onChoose={(way: Way) => setDraft({ ...draft, way })}
            />
          )}
        </div>
        <CredentialForm draft={draft} tried={tried} onChange={setDraft} />
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

function RemoveCredential({ credential, onClose }: { credential: CredentialEntry; onClose(): void }) {
  const { api } = useWard();
  const { words } = useText();
  return (
    <ConfirmChange
      title={words.devices.removeCredential(credential.name)}
      hint={words.devices.removeCredentialHint}
      action={words.shell.common.remove}
      change={() => api.send('DELETE', `credentials/${encodeURIComponent(credential.id)}`)}
      onClose={onClose}
    />
  );
}

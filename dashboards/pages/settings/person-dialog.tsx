import { useState } from 'preact/hooks';
import { type PersonEntry, ROLES, type Role } from '../../api/shapes.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { FormFoot } from '../../ui/form-foot.tsx';
import { useChange } from '../../ui/use-change.ts';
import { ownOrganisation } from './own-organisation.ts';
import { isTooShort } from './password-form.tsx';

const NAME = /^[\p{L}\p{Nd}][\p{L}\p{Nd}._@-]{0,63}$/u;

/** Somebody new, with a first password that they must replace. */
export function PersonDialog({ onClose }: { onClose(): void }) {
  const { api, session, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.settings.people;
  const current = session.current.value;
  const organisations = current.state === 'in' ? current.session.organisations : [];
  const own = ownOrganisation(session);
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [organisation, setOrganisation] = useState(own);
  const [password, setPassword] = useState('');
  const { busy, error, run } = useChange();
  const badName = name !== '' && !NAME.test(name);
  const tooShort = password !== '' && isTooShort(password);
  const ready = name !== '' && !badName && password !== '' && !tooShort;

  function submit(event: Event): void {
    event.preventDefault();
    if (!ready) return;
    const body = {
      name,
      displayName: displayName.trim() || name,
      language: formats.language,
      memberships: [{ organisation, role }],
      password,
      mustChangePassword: true,
    };
    void run(
      () => api.send('POST', 'people', body),
      () => {
        toasts.say(text.added(body.displayName));
        onClose();
      },
    );
  }

  const everywhere = own === '*' ? [{ value: '*', text: text.everywhere }] : [];
  return (
    <Dialog title={text.addTitle} wide onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <div class="form-grid">
          <TextField
            label={text.name}
            value={name}
            onInput={setName}
            error={badName ? text.badName : undefined}
            autofocus
          />
          <TextField
            label={words.shell.common.optional(text.displayName)}
            value={displayName}
            onInput={setDisplayName}
            maxLength={100}
          />
          <SelectField
            label={text.role}
            value={role}
            hint={text.roleHints[role]}
            choices={ROLES.map((value) => ({ value, text: words.shell.roles[value] }))}
            onChoose={(next) => setRole(next)}
          />
          <SelectField
            label={text.organisations}
            value={organisation}
            choices={[
              ...everywhere,
              ...organisations.map(({ id, name: shown }) => ({ value: id, text: shown })),
            ]}
            onChoose={setOrganisation}
          />
          <TextField
            label={text.password}
            type="password"
            autocomplete="new-password"
            value={password}
            hint={text.firstPasswordHint}
            error={tooShort ? text.tooShort : undefined}
            onInput={setPassword}
          />
        </div>
        <FormFoot
          error={error}
          action={busy ? words.shell.common.saving : words.shell.common.add}
          disabled={busy || !ready}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

/** A new password for somebody who has lost theirs; they must replace it. */
export function GivePassword({ person, onClose }: { person: PersonEntry; onClose(): void }) {
  const { api, toasts } = useWard();
  const { words } = useText();
  const text = words.settings.people;
  const [password, setPassword] = useState('');
  const { busy, error, run } = useChange();
  const tooShort = password !== '' && isTooShort(password);

  function submit(event: Event): void {
    event.preventDefault();
    if (password === '' || tooShort) return;
    const path = `people/${encodeURIComponent(person.id)}/password`;
    void run(
      () => api.send('PUT', path, { password, mustChangePassword: true }),
      () => {
        toasts.say(text.changed);
        onClose();
      },
    );
  }

  return (
    <Dialog title={text.passwordOf(person.displayName)} onClose={onClose}>
      <form onSubmit={submit}>
        <TextField
          label={text.fresh}
          type="password"
          autocomplete="new-password"
          autofocus
          value={password}
          hint={text.firstPasswordHint}
          error={tooShort ? text.tooShort : error}
          onInput={setPassword}
        />
        <footer>
          <Button onClick={onClose}>{words.shell.common.cancel}</Button>
          <Button look="primary" type="submit" disabled={busy || password === '' || tooShort}>
            {busy ? words.shell.common.saving : words.shell.common.save}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

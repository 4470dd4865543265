import { useText } from '../../../ui/context.ts';
import { AreaField, SelectField, TextField, type TextFieldOptions } from '../../../ui/field.tsx';
import {
  AUTHS,
  type CredentialDraft,
  type CredentialField,
  credentialFaults,
  PRIVS,
} from './credential-draft.ts';

/** The fields that open a device, by the way in which it is asked. */
export function CredentialForm(options: {
  draft: CredentialDraft;
  /** Faults are shown once somebody has tried to go on. */
  tried: boolean;
  onChange(draft: CredentialDraft): void;
}) {
  const { draft, tried, onChange } = options;
  const { words } = useText();
  const text = words.devices;
  const faults = tried ? credentialFaults(draft) : {};

  function field(name: CredentialField, more: Partial<TextFieldOptions> = {}) {
    const fault = faults[name];
    return (
      <TextField
        label={text.fields[name]}
        value={draft[name]}
        error={fault && (fault === 'required' ? text.required : text.eightLetters)}
        onInput={(value) => onChange({ ...draft, [name]: value })}
        {...more}
      />
    );
  }
  const secret = { type: 'password', autocomplete: 'new-password' } as const;

  switch (draft.way) {
    case 'snmp':
      return field('community', { ...secret, hint: text.communityHint });
    case 'snmp3':
      return (
        <div class="form-grid">
          {field('user')}
          <SelectField
            label={text.fields.auth}
            value={draft.auth}
            choices={AUTHS.map((value) => ({ value, text: value.toUpperCase() }))}
            onChoose={(auth) => onChange({ ...draft, auth })}
          />
          {field('authPassword', { ...secret, hint: text.noPasswordHint })}
          <SelectField
            label={text.fields.priv}
            value={draft.priv}
            choices={PRIVS.map((value) => ({ value, text: text.ciphers[value] }))}
            onChoose={(priv) => onChange({ ...draft, priv })}
          />
          {field('privPassword', secret)}
        </div>
      );
    case 'ssh':
      return (
        <div class="form-grid">
          {field('user')}
          {field('password', { ...secret, hint: text.readOnlyHint })}
        </div>
      );
    case 'password':
      return (
        <div class="form-grid">
          {field('user')}
          {field('password', { ...secret, hint: text.readOnlyHint })}
        </div>
      );
    case 'token':
      return field('token', secret);
    case 'secrets':
      return (
        <AreaField
          label={text.fields.secrets}
          value={draft.secrets}
          rows={4}
          hint={text.secretsHint}
          error={faults.secrets && text.required}
          onInput={(secrets) => onChange({ ...draft, secrets })}
        />
      );
    case 'modbus':
      return <p class="muted">{text.modbusOpen}</p>;
  }
}

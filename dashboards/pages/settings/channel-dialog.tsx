import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckField, SelectField, TextField, type TextFieldOptions } from '../../ui/field.tsx';
import { useChange } from '../../ui/use-change.ts';
import type { Words } from '../../words/words.ts';
import {
  type ChannelDraft,
  type ChannelFault,
  type ChannelField,
  channelBody,
  channelFaults,
  hasOwnServer,
  newChannel,
} from './channel-draft.ts';
import { ownOrganisation } from './own-organisation.ts';

const KINDS = ['webhook', 'email'] as const;
const SECURITIES = ['tls', 'starttls', 'none'] as const;

/** A new way to tell somebody. */
export function ChannelDialog({ onSaved, onClose }: { onSaved(): void; onClose(): void }) {
  const { api, session } = useWard();
  const { words } = useText();
  const text = words.settings.channels;
  const [draft, setDraft] = useState(newChannel);
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useChange();
  const faults = channelFaults(draft);

  function field(name: ChannelField, label: string, more: Partial<TextFieldOptions> = {}) {
    const fault = tried ? faults[name] : undefined;
    return (
      <TextField
        label={label}
        value={String(draft[name])}
        error={fault && faultText(fault, words)}
        onInput={(value) => setDraft((before) => ({ ...before, [name]: value }))}
        {...more}
      />
    );
  }

  function submit(event: Event): void {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    const body = channelBody(draft, ownOrganisation(session));
    void run(() => api.send('PUT', `channels/${encodeURIComponent(draft.name)}`, body), onSaved);
  }

  const securityFault = tried ? faults.security : undefined;
  return (
    <Dialog title={text.addTitle} wide onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <div class="form-grid">
          <SelectField
            label={text.kind}
            value={draft.kind}
            choices={KINDS.map((value) => ({ value, text: text.kinds[value] }))}
            onChoose={(kind) => setDraft((before) => ({ ...before, kind }))}
          />
          {field('name', text.name, { hint: text.nameHint, autofocus: true })}
        </div>
        {draft.kind === 'webhook' ? (
          <>
            {field('url', text.url, { type: 'url', hint: text.urlHint })}
            {field('secret', text.secret, {
              type: 'password',
              hint: text.secretHint,
              autocomplete: 'new-password',
            })}
          </>
        ) : (
          <div class="form-grid">
            {field('to', text.to, { hint: text.toHint })}
            {field('host', text.host, { hint: text.hostHint })}
            {hasOwnServer(draft) && (
              <>
                {field('port', text.port)}
                <SelectField
                  label={text.security}
                  value={draft.security}
                  choices={SECURITIES.map((value) => ({ value, text: text.securities[value] }))}
                  error={securityFault && faultText(securityFault, words)}
                  onChoose={(security: ChannelDraft['security']) =>
                    setDraft((before) => ({ ...before, security }))
                  }
                />
                {field('user', text.user)}
                {field('password', text.password, { type: 'password', autocomplete: 'new-password' })}
                {field('from', text.from, { type: 'email' })}
              </>
            )}
          </div>
        )}
        <CheckField
          label={text.isDefault}
          value={draft.isDefault}
          onChange={(isDefault) => setDraft((before) => ({ ...before, isDefault }))}
        />
        {error && (
          <p class="field-error" role="alert">
            {error}
          </p>
        )}
        <footer>
          <Button onClick={onClose}>{words.shell.common.cancel}</Button>
          <Button look="primary" type="submit" disabled={busy}>
            {busy ? words.shell.common.saving : words.shell.common.add}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function faultText(fault: ChannelFault, words: Words): string {
  const text = words.settings.channels;
  const texts: Record<ChannelFault, string> = {
    required: text.required,
    bad_name: text.badName,
    bad_url: text.badUrl,
    short_secret: text.shortSecret,
    bad_port: text.badPort,
    bad_mail: text.badMail,
    clear_password: text.clearPassword,
  };
  return texts[fault];
}

import { useMemo, useState } from 'preact/hooks';
import type { ChannelKind } from '#protocol/channel-catalogue.ts';
import type { ChannelEntry } from '../../../api/contacts.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { CheckField, SelectField, TextField } from '../../../ui/field.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { fitting } from '../contacts/use-people.ts';
import { SettingForm } from '../form/setting-form.tsx';
import type { Yaml } from '../form/use-yaml.ts';
import { OrganisationField, useOrganisations } from '../organisation-field.tsx';
import {
  type ChannelDraft,
  channelBody,
  channelConfig,
  channelFaults,
  draftOfChannel,
  fieldsOf,
  firstOf,
  isFaultless,
  keptSecrets,
  newChannel,
  suggestedName,
} from './channel-draft.ts';
import { ChannelPreview } from './channel-preview.tsx';
import { ChannelTest } from './channel-test.tsx';

const NO_FAULTS: ReturnType<typeof channelFaults> = { settings: {} };

/** The form of a channel, made of what its kind says of itself. */
export function ChannelForm(options: {
  kind: ChannelKind;
  channels: readonly ChannelEntry[];
  before: ChannelEntry | undefined;
  yaml: Yaml;
  onSaved(name: string): void;
  onClose(): void;
  onBack: (() => void) | undefined;
}) {
  const { kind, channels, before, yaml, onSaved, onClose, onBack } = options;
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.contacts.channels;
  const { own } = useOrganisations();
  const [draft, setDraft] = useState<ChannelDraft>(() =>
    before
      ? draftOfChannel(before, kind, yaml.print)
      : {
          ...newChannel(own, suggestedName(kind.title[formats.language], namesOf(channels))),
          isDefault: channels.length === 0,
        },
  );
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useChange();
  const parse = parserOf(yaml);
  const fields = useMemo(() => fieldsOf(kind), [kind]);
  const secret = useMemo(() => new Set(kind.secrets), [kind]);
  const first = useMemo(() => firstOf(kind), [kind]);
  const kept = keptSecrets(draft, kind, before, parse);
  const faults = channelFaults(draft, kind, {
    kept,
    taken: before ? [] : namesOf(channels),
    parse: yaml.parse,
  });
  const shown = tried ? faults : NO_FAULTS;
  const isWhole = isFaultless(faults);
  const change = (fresh: Partial<ChannelDraft>) => setDraft((now) => ({ ...now, ...fresh }));
  const path = `channels/${encodeURIComponent(draft.name)}`;

  function submit(event: Event): void {
    event.preventDefault();
    setTried(true);
    if (!isWhole) return;
    void run(
      () => api.send('PUT', path, channelBody(draft, kind, parse)),
      () => onSaved(draft.name),
    );
  }

  return (
    <form onSubmit={submit} noValidate>
      <div class="form-grid">
        {!before && (
          <TextField
            label={text.name}
            value={draft.name}
            hint={text.nameHint}
            error={shown.name && text.faults[shown.name]}
            onInput={(name) => change({ name })}
          />
        )}
        <OrganisationField value={draft.organisation} onChange={(organisation) => change({ organisation })} />
      </div>
      {before && before.sealed.length > draft.cleared.length && kept.size === 0 && (
        <p class="note" role="status">
          {text.secretsGone}
        </p>
      )}
      <SettingForm
        settings={fields}
        draft={draft.settings}
        faults={shown.settings}
        first={first}
        sealed={{
          secret,
          kept,
          onClear: (name) => change({ cleared: [...draft.cleared, name] }),
        }}
        labels={text.labels}
        autofocus={!before}
        onChange={(settings) => change({ settings })}
      />
      <Beside draft={draft} kind={kind} channels={channels} faults={shown} onChange={change} />
      <ChannelPreview
        kind={kind}
        templates={draft.templates}
        config={channelConfig(draft, kind, parse)}
        onTemplates={(templates) => change({ templates })}
      />
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      <ChannelTest
        path={path}
        body={() => {
          setTried(true);
          return isWhole ? channelBody(draft, kind, parse) : undefined;
        }}
      />
      <footer>
        {onBack && (
          <span class="footer-start">
            <Button look="quiet" onClick={onBack}>
              {text.otherKind}
            </Button>
          </span>
        )}
        <Button onClick={onClose}>{words.shell.common.cancel}</Button>
        <Button look="primary" type="submit" disabled={busy}>
          {busy ? words.shell.common.saving : before ? words.shell.common.save : words.shell.common.add}
        </Button>
      </footer>
    </form>
  );
}

function namesOf(channels: readonly ChannelEntry[]): string[] {
  return channels.map(({ name }) => name);
}

/** What every kind has beside its own settings. */
function Beside(options: {
  draft: ChannelDraft;
  kind: ChannelKind;
  channels: readonly ChannelEntry[];
  faults: ReturnType<typeof channelFaults>;
  onChange(fresh: Partial<ChannelDraft>): void;
}) {
  const { draft, kind, channels, faults, onChange } = options;
  const { words } = useText();
  const text = words.contacts.channels;
  // One of another organisation would tell people of what is not theirs.
  const others = fitting(channels, draft.organisation)
    .map(({ name }) => name)
    .filter((name) => name !== draft.name);
  const isFilled = draft.fallback !== '' || draft.callsPerMinute !== '';
  const [isOpen] = useState(isFilled);
  return (
    <>
      <div class="checks">
        <CheckField
          label={text.isDefault}
          value={draft.isDefault}
          onChange={(isDefault) => onChange({ isDefault })}
        />
        <CheckField
          label={text.enabled}
          value={draft.enabled}
          onChange={(enabled) => onChange({ enabled })}
        />
      </div>
      <details
        class="more-settings"
        open={isOpen || Boolean(faults.fallbackMinutes ?? faults.callsPerMinute)}
      >
        <summary>{text.more}</summary>
        <div class="form-grid">
          <SelectField
            label={text.fallback}
            value={draft.fallback}
            hint={text.fallbackHint}
            choices={[
              { value: '', text: text.noFallback },
              ...(draft.fallback && !others.includes(draft.fallback)
                ? [{ value: draft.fallback, text: text.gone(draft.fallback) }]
                : []),
              ...others.map((name) => ({ value: name, text: name })),
            ]}
            onChoose={(fallback) => onChange({ fallback })}
          />
          {draft.fallback && (
            <TextField
              label={text.fallbackMinutes}
              value={draft.fallbackMinutes}
              error={faults.fallbackMinutes && text.faults[faults.fallbackMinutes]}
              onInput={(fallbackMinutes) => onChange({ fallbackMinutes })}
            />
          )}
          <TextField
            label={text.callsPerMinute}
            value={draft.callsPerMinute}
            placeholder={String(kind.callsPerMinute)}
            hint={text.callsHint(String(kind.callsPerMinute))}
            error={faults.callsPerMinute && text.faults[faults.callsPerMinute]}
            onInput={(callsPerMinute) => onChange({ callsPerMinute })}
          />
        </div>
      </details>
    </>
  );
}

/** What is no YAML yet counts for nothing in the preview; the form says that it is none. */
function parserOf({ parse }: Yaml): (text: string) => unknown {
  return (text) => {
    try {
      return parse(text);
    } catch {
      return {};
    }
  };
}

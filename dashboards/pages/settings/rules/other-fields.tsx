import type { Meaning } from '#protocol/rule.ts';
import type { ChannelsAnswer } from '../../../api/contacts.ts';
import { ChooseMany } from '../../../ui/choose-many.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { AreaField, CheckField, SelectField, TextField } from '../../../ui/field.tsx';
import { useLoad } from '../../../ui/use-load.ts';
import type { FormPart } from './form-part.ts';
import { hasDeviceLimits } from './rule-draft.ts';

const MEANINGS: readonly Meaning[] = [
  'unreachable',
  'power',
  'cooling',
  'temperature',
  'zone',
  'monitor',
  'general',
];
const EVERYWHERE = '*';

/** What the rule is called and why it is as it is, in the language of the page first. */
export function NameFields({ draft, errors, change }: FormPart) {
  const { words } = useText();
  const text = words.rules.fields;
  const languages = words.language === 'en' ? (['en', 'zh-CN'] as const) : (['zh-CN', 'en'] as const);
  const labels = { 'zh-CN': [text.name, text.reason], en: [text.nameEn, text.reasonEn] } as const;
  return (
    <div class="form-grid">
      {languages.map((language, at) => (
        <TextField
          key={language}
          label={labels[language][0]}
          value={draft.name[language]}
          maxLength={120}
          hint={at === 1 ? text.eitherHint : undefined}
          error={at === 0 ? errors['name.zh-CN'] : undefined}
          onInput={(typed) => change({ name: { ...draft.name, [language]: typed } })}
        />
      ))}
      {languages.map((language, at) => (
        <AreaField
          key={language}
          label={labels[language][1]}
          value={draft.reason[language]}
          rows={2}
          hint={at === 0 ? text.reasonHint : text.eitherHint}
          error={errors[`reason.${language}`]}
          onInput={(typed) => change({ reason: { ...draft.reason, [language]: typed } })}
        />
      ))}
    </div>
  );
}

/** Channels that are told where no route says otherwise. */
export function TellFields({ draft, errors, change }: FormPart) {
  const { api, session } = useWard();
  const { words } = useText();
  const text = words.rules.fields;
  const { value } = useLoad(
    async () => (session.can('channels.read') ? (await api.get<ChannelsAnswer>('channels')).channels : []),
    [],
  );
  const choices = (value ?? []).map(({ name }) => ({ value: name, text: name }));
  return (
    <ChooseMany
      label={text.tell}
      choices={choices}
      value={draft.tell}
      placeholder={text.tellDefault}
      hint={text.tellHint}
      error={errors.tell}
      onChange={(tell) => change({ tell })}
    />
  );
}

/** What few rules need. */
export function MoreFields(part: FormPart & { isNew: boolean; suggestedId: string }) {
  const { draft, errors, change, isNew, suggestedId } = part;
  const { session } = useWard();
  const { words } = useText();
  const text = words.rules.fields;
  const { value } = session.current;
  const own = value.state === 'in' ? value.session : undefined;
  const isEverywhere = own?.memberships.some(({ organisation }) => organisation === EVERYWHERE) ?? false;
  const organisations = [
    ...(isEverywhere || draft.organisation === EVERYWHERE
      ? [{ value: EVERYWHERE, text: text.everywhere }]
      : []),
    ...(own?.organisations ?? []).map(({ id, name }) => ({ value: id, text: name })),
  ];
  return (
    <>
      <div class="form-grid">
        {isNew && (
          <TextField
            label={text.id}
            value={draft.id}
            placeholder={suggestedId}
            hint={text.idHint}
            error={errors.id}
            onInput={(id) => change({ id })}
          />
        )}
        <SelectField
          label={text.organisation}
          value={draft.organisation}
          choices={organisations}
          error={errors.organisation}
          onChoose={(organisation) => change({ organisation })}
        />
        <SelectField<Meaning | ''>
          label={text.meaning}
          value={draft.meaning}
          hint={text.meaningHint}
          choices={[
            { value: '', text: text.noMeaning },
            ...MEANINGS.map((meaning) => ({ value: meaning, text: text.meanings[meaning] })),
          ]}
          onChoose={(meaning) => change({ meaning })}
        />
        <TextField
          label={text.notBeside}
          value={draft.notBeside}
          hint={text.notBesideHint}
          error={errors['watch.notBeside']}
          onInput={(notBeside) => change({ notBeside })}
        />
      </div>
      {hasDeviceLimits(draft.condition.kind) && (
        <CheckField
          label={text.deviceLimits}
          value={draft.deviceLimits}
          onChange={(deviceLimits) => change({ deviceLimits })}
        />
      )}
      <CheckField label={text.enabled} value={draft.enabled} onChange={(enabled) => change({ enabled })} />
    </>
  );
}

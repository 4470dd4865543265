import type { CatalogueSetting } from '#protocol/probe-catalogue.ts';
import { useText } from '../../../ui/context.ts';
import { AreaField, CheckField, SelectField, TextField } from '../../../ui/field.tsx';
import type { Words } from '../../../words/words.ts';
import { type ProbeDraft, type ProbeFault, placeholderOf, shownValue } from './probe-draft.ts';

/** A field for each setting of a probe: those that are needed first, the others behind a fold. */
export function ProbeForm(options: {
  settings: readonly CatalogueSetting[];
  draft: ProbeDraft;
  faults: Readonly<Record<string, ProbeFault>>;
  onChange(draft: ProbeDraft): void;
}) {
  const { settings, draft, faults, onChange } = options;
  const { words } = useText();
  const needed = settings.filter(({ isNeeded }) => isNeeded);
  // What needs a line or two comes before what needs a page.
  const optional = settings.filter(({ isNeeded }) => !isNeeded);
  const others = [
    ...optional.filter(({ form }) => form !== 'structure'),
    ...optional.filter(({ form }) => form === 'structure'),
  ];
  const field = (setting: CatalogueSetting) => (
    <SettingField
      key={setting.name}
      setting={setting}
      value={shownValue(setting, draft)}
      fault={faults[setting.name]}
      onChange={(value) => onChange({ ...draft, [setting.name]: value })}
    />
  );
  return (
    <>
      {needed.length > 0 && <div class="form-grid">{needed.map(field)}</div>}
      {others.length > 0 && (
        <details class="more-settings" open={others.some(({ name }) => faults[name])}>
          <summary>{words.devices.moreSettings(String(others.length))}</summary>
          <div class="form-grid">{others.map(field)}</div>
        </details>
      )}
    </>
  );
}

/** Room for all of it, within reason. */
function rowsFor(text: string): number {
  return Math.min(10, Math.max(2, text.split('\n').length));
}

/** A choice as it is written in files, with what it means where that is no name of something. */
function choiceText(words: Words, choice: string): string {
  const meaning = (words.devices.choices as Readonly<Record<string, string>>)[choice];
  return meaning ? `${choice} · ${meaning}` : choice;
}

function SettingField(options: {
  setting: CatalogueSetting;
  value: string | boolean;
  fault: ProbeFault | undefined;
  onChange(value: string | boolean): void;
}) {
  const { setting, value, fault, onChange } = options;
  const { words, formats } = useText();
  const text = words.devices;
  const { name, form, min, max, choices = [] } = setting;
  const meaning = setting.meaning[formats.language];
  const error =
    fault &&
    (fault === 'number' ? text.numberBetween(String(min ?? ''), String(max ?? '')) : text.faults[fault]);
  const frame = { label: name, hint: meaning, ...(error && { error }) };
  switch (form) {
    case 'switch':
      return (
        <div class="field">
          <CheckField label={name} value={value === true} onChange={onChange} />
          {meaning && <p class="field-hint">{meaning}</p>}
        </div>
      );
    case 'choice':
      return (
        <SelectField
          {...frame}
          value={String(value)}
          choices={[
            ...(value === '' ? [{ value: '', text: '–' }] : []),
            ...choices.map((choice) => ({ value: choice, text: choiceText(words, choice) })),
          ]}
          onChoose={onChange}
        />
      );
    case 'structure':
      return (
        <div class="wide-field">
          <AreaField
            {...frame}
            hint={`${meaning} · YAML`}
            value={String(value)}
            placeholder={placeholderOf(setting)}
            rows={rowsFor(String(value) || placeholderOf(setting))}
            onInput={onChange}
          />
        </div>
      );
    case 'list':
      if (setting.ofNumbers)
        return (
          <TextField
            {...frame}
            hint={`${meaning} · ${text.manyNumbers}`}
            value={String(value)}
            placeholder={placeholderOf(setting)}
            onInput={onChange}
          />
        );
      return (
        <AreaField
          {...frame}
          hint={`${meaning} · ${text.oneEachLine}`}
          value={String(value)}
          placeholder={placeholderOf(setting)}
          rows={rowsFor(String(value) || placeholderOf(setting))}
          onInput={onChange}
        />
      );
    default:
      if (setting.isLong)
        return (
          <AreaField {...frame} value={String(value)} rows={rowsFor(String(value))} onInput={onChange} />
        );
      return (
        <TextField
          {...frame}
          type={form === 'number' ? 'number' : 'text'}
          value={String(value)}
          placeholder={placeholderOf(setting)}
          onInput={onChange}
        />
      );
  }
}

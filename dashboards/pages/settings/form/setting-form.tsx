import type { CatalogueSetting } from '#protocol/probe-catalogue.ts';
import { useText } from '../../../ui/context.ts';
import { AreaField, CheckField, SelectField, TextField } from '../../../ui/field.tsx';
import type { Words } from '../../../words/words.ts';
import { placeholderOf, type SettingDraft, type SettingFault, shownValue } from './setting-draft.ts';

/** Settings that are sealed: `secret` are never shown while they are typed, `kept` stay when they are left empty. */
export interface Sealed {
  secret: ReadonlySet<string>;
  kept: ReadonlySet<string>;
  /** Takes a kept one away, where it can do without. */
  onClear?(name: string): void;
}

const NONE: ReadonlySet<string> = new Set();
const NOTHING_SEALED: Sealed = { secret: NONE, kept: NONE };

/** A field for each setting of a catalogue: those that are needed first, the others behind a fold. */
export function SettingForm(options: {
  settings: readonly CatalogueSetting[];
  draft: SettingDraft;
  faults: Readonly<Record<string, SettingFault>>;
  /** Shown first, though a default would do. */
  first?: ReadonlySet<string>;
  sealed?: Sealed;
  /** What people call a setting, by its name; default: its name. */
  labels?: Readonly<Record<string, string>>;
  /** The first of them is what is typed first. */
  autofocus?: boolean;
  onChange(draft: SettingDraft): void;
}) {
  const { settings, draft, faults, first = NONE, sealed = NOTHING_SEALED, labels = {} } = options;
  const { autofocus = false, onChange } = options;
  const { words } = useText();
  const isFirst = ({ name, isNeeded }: CatalogueSetting) => isNeeded || first.has(name);
  const needed = settings.filter(isFirst);
  // What needs a line or two comes before what needs a page.
  const optional = settings.filter((setting) => !isFirst(setting));
  const others = [
    ...optional.filter(({ form }) => form !== 'structure'),
    ...optional.filter(({ form }) => form === 'structure'),
  ];
  const field = (setting: CatalogueSetting) => (
    <div class={setting.form === 'structure' ? 'wide-field' : undefined} key={setting.name}>
      <SettingField
        setting={setting}
        value={shownValue(setting, draft)}
        fault={faults[setting.name]}
        label={labels[setting.name] ?? setting.name}
        isSecret={sealed.secret.has(setting.name)}
        isKept={sealed.kept.has(setting.name)}
        autofocus={autofocus && setting === needed[0]}
        onChange={(value) => onChange({ ...draft, [setting.name]: value })}
      />
      {sealed.onClear && sealed.kept.has(setting.name) && !setting.isNeeded && (
        <button type="button" class="link" onClick={() => sealed.onClear?.(setting.name)}>
          {words.contacts.clearKept(labels[setting.name] ?? setting.name)}
        </button>
      )}
    </div>
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
  const known: Readonly<Record<string, string>> = {
    ...words.states.severity,
    ...words.contacts.choices,
    ...words.devices.choices,
  };
  const meaning = known[choice];
  return meaning && meaning.toLowerCase() !== choice ? `${choice} · ${meaning}` : choice;
}

function SettingField(options: {
  setting: CatalogueSetting;
  value: string | boolean;
  fault: SettingFault | undefined;
  label: string;
  isSecret: boolean;
  isKept: boolean;
  autofocus: boolean;
  onChange(value: string | boolean): void;
}) {
  const { setting, value, fault, label, isSecret, isKept, autofocus, onChange } = options;
  const { words, formats } = useText();
  const text = words.devices;
  const { form, min, max, choices = [] } = setting;
  // The same text stands in the documentation, where names are marked.
  const meaning = setting.meaning[formats.language].replaceAll('`', '');
  const error =
    fault &&
    (fault === 'number' ? text.numberBetween(String(min ?? ''), String(max ?? '')) : text.faults[fault]);
  const frame = { label, hint: meaning, ...(error && { error }) };
  const placeholder = isKept ? words.contacts.kept : placeholderOf(setting);
  switch (form) {
    case 'switch':
      return (
        <div class="field">
          <CheckField label={label} value={value === true} onChange={onChange} />
          {meaning && meaning !== label && <p class="field-hint">{meaning}</p>}
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
        <AreaField
          {...frame}
          hint={`${meaning} · YAML`}
          value={String(value)}
          placeholder={placeholder}
          rows={rowsFor(String(value) || placeholderOf(setting))}
          onInput={onChange}
        />
      );
    case 'list':
      if (setting.ofNumbers)
        return (
          <TextField
            {...frame}
            hint={`${meaning} · ${text.manyNumbers}`}
            value={String(value)}
            placeholder={placeholder}
            onInput={onChange}
          />
        );
      return (
        <AreaField
          {...frame}
          hint={`${meaning} · ${text.oneEachLine}`}
          value={String(value)}
          placeholder={placeholder}
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
          autofocus={autofocus}
          type={isSecret ? 'password' : form === 'number' ? 'number' : 'text'}
          autocomplete={isSecret ? 'new-password' : 'off'}
          value={String(value)}
          placeholder={placeholder}
          onInput={onChange}
        />
      );
  }
}

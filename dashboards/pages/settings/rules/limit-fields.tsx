import { ToggleMany } from '../../../ui/choose-many.tsx';
import { useText } from '../../../ui/context.ts';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { codesOf, type EachKind, type LimitDraft } from './condition-draft.ts';
import { stateChoices } from './state-choices.ts';
import { isSize } from './typed.ts';

/** The limits of a condition that compares the value itself, or of what a group counts. */
export function LimitFields(options: {
  kind: EachKind;
  draft: LimitDraft;
  metric: string;
  unit: string;
  /** In front of the names of its fields, where the collector speaks of them. */
  path: string;
  errors: Readonly<Record<string, string>>;
  change(fields: Partial<LimitDraft>): void;
}) {
  const { kind, draft, metric, unit, path, errors, change } = options;
  const { words } = useText();
  const text = words.rules.fields;
  const states = stateChoices(words, metric);
  const sized = { unit: shownUnit(unit), hint: isSize(unit) ? text.sizeHint : undefined };
  switch (kind) {
    case 'above':
    case 'below':
      return (
        <TextField
          label={text.threshold}
          value={draft.threshold}
          {...sized}
          error={errors[`${path}.threshold`]}
          onInput={(threshold) => change({ threshold })}
        />
      );
    case 'outside':
      return (
        <>
          <TextField
            label={text.low}
            value={draft.low}
            {...sized}
            error={errors[`${path}.low`]}
            onInput={(low) => change({ low })}
          />
          <TextField
            label={text.high}
            value={draft.high}
            {...sized}
            error={errors[`${path}.high`]}
            onInput={(high) => change({ high })}
          />
        </>
      );
    case 'equal':
      return states.length > 0 ? (
        <SelectField
          label={text.states}
          value={draft.values}
          choices={withPresent(states, draft.values)}
          error={errors[`${path}.value`]}
          onChoose={(values) => change({ values })}
        />
      ) : (
        <TextField
          label={text.value}
          value={draft.values}
          {...sized}
          error={errors[`${path}.value`]}
          onInput={(values) => change({ values })}
        />
      );
    case 'one_of':
      return states.length > 0 ? (
        <div class="field wide-field">
          <ToggleMany
            label={text.states}
            choices={states}
            value={codesOf(draft.values).map(String)}
            onChange={(values) => change({ values: values.join(', ') })}
          />
          {errors[`${path}.values`] && (
            <p class="field-error" role="alert">
              {errors[`${path}.values`]}
            </p>
          )}
        </div>
      ) : (
        <TextField
          label={text.values}
          value={draft.values}
          error={errors[`${path}.values`]}
          onInput={(values) => change({ values })}
        />
      );
    case 'absent':
      return (
        <TextField
          label={text.after}
          value={draft.after}
          hint={text.spanHint}
          error={errors[`${path}.afterMs`]}
          onInput={(after) => change({ after })}
        />
      );
  }
}

/** A unit beside a field; none for plain numbers, and for sizes, which bring it along. */
export function shownUnit(unit: string): string | undefined {
  return unit === '1' || unit === '' || isSize(unit) ? undefined : unit;
}

/** What a rule says now can be chosen too, even when nobody has a word for it. */
function withPresent(states: readonly { value: string; text: string }[], present: string) {
  if (states.some(({ value }) => value === present)) return states;
  return [{ value: present, text: present === '' ? '…' : present }, ...states];
}

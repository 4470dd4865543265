import { Button } from '../../../ui/button.tsx';
import { useText } from '../../../ui/context.ts';
import { TextField } from '../../../ui/field.tsx';
import type { LabelRow } from './label-rows.ts';

/** Labels, a line for each. */
export function LabelFields(options: {
  label: string;
  hint?: string;
  rows: readonly LabelRow[];
  /** Names of labels that the series have. */
  names: readonly string[];
  valuesOf(name: string): readonly string[];
  onChange(rows: LabelRow[]): void;
}) {
  const { label, hint, rows, names, valuesOf, onChange } = options;
  const { words } = useText();
  const text = words.rules.fields;
  const put = (at: number, fields: Partial<LabelRow>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...fields } : row)));
  return (
    <fieldset class="rule-labels">
      <legend>{label}</legend>
      {rows.map(({ name, values }, at) => (
        <div class="rule-label" key={at}>
          <TextField
            label={text.labelName}
            value={name}
            suggestions={names}
            onInput={(typed) => put(at, { name: typed })}
          />
          <TextField
            label={text.labelValues}
            value={values}
            suggestions={valuesOf(name)}
            onInput={(typed) => put(at, { values: typed })}
          />
          <Button
            look="quiet"
            icon="close"
            label={text.removeLabel(name)}
            onClick={() => onChange(rows.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      {hint && rows.length > 0 && <p class="field-hint">{hint}</p>}
      <div>
        <Button
          look="quiet"
          icon="plus"
          label={`${text.addLabel}: ${label}`}
          onClick={() => onChange([...rows, { name: '', values: '' }])}
        >
          {text.addLabel}
        </Button>
      </div>
    </fieldset>
  );
}

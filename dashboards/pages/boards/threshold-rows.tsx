import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { useText } from '../../ui/context.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import type { StateFrom } from './thresholds.ts';

const STATES = ['ok', 'warning', 'critical'] as const;
const MOST = 6;

/** From which value on a state holds, row by row. */
export function ThresholdRows(options: {
  thresholds: readonly StateFrom[];
  onChange(thresholds: StateFrom[]): void;
}) {
  const { thresholds, onChange } = options;
  const { words } = useText();
  const text = words.boards;
  const change = (at: number, changed: Partial<StateFrom>) =>
    onChange(thresholds.map((each, index) => (index === at ? { ...each, ...changed } : each)));
  return (
    <fieldset class="threshold-rows">
      <legend>{text.thresholds}</legend>
      {thresholds.map((each, at) => (
        // Rows have no identity of their own; they are added and removed at their place.
        <div class="threshold-row" key={`${at}`}>
          <NumberField
            label={text.thresholdFrom}
            value={each.from}
            onChange={(from) => change(at, { from })}
          />
          <SelectField
            label={text.thresholdState}
            value={each.state}
            choices={STATES.map((value) => ({ value, text: text.thresholdStates[value] }))}
            onChoose={(state) => change(at, { state })}
          />
          <Button
            look="quiet"
            icon="close"
            label={text.removeThreshold}
            onClick={() => onChange(thresholds.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      {thresholds.length < MOST && (
        <Button icon="plus" onClick={() => onChange([...thresholds, { from: 90, state: 'critical' }])}>
          {text.addThreshold}
        </Button>
      )}
    </fieldset>
  );
}

/** What is typed stays as it is; only what is a number counts. */
function NumberField(options: { label: string; value: number; onChange(value: number): void }) {
  const [typed, setTyped] = useState(String(options.value));
  return (
    <TextField
      label={options.label}
      type="number"
      value={typed}
      onInput={(text) => {
        setTyped(text);
        if (text.trim() !== '' && Number.isFinite(Number(text))) options.onChange(Number(text));
      }}
    />
  );
}

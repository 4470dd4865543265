import type { BoardVariable } from '#protocol/board.ts';
import { type Choice, ChooseMany } from '../../ui/choose-many.tsx';
import { useText } from '../../ui/context.ts';
import { SelectField } from '../../ui/field.tsx';
import { useTargetChoices } from '../explore/target-fields.tsx';
import { useLabels } from '../explore/use-metrics.ts';
import type { Chosen } from './variables.ts';

/** What can be chosen above a board. */
export function VariablesBar(options: {
  variables: readonly BoardVariable[];
  chosen: Chosen;
  onChange(chosen: Chosen): void;
}) {
  const { variables, chosen, onChange } = options;
  const choices = useTargetChoices();
  if (variables.length === 0) return null;
  const of = { organisation: 'organisations', kind: 'kinds', group: 'groups', target: 'targets' } as const;
  return (
    <div class="variables-bar">
      {variables.map((variable) => {
        const common = {
          variable,
          value: chosen[variable.name] ?? [],
          onChange: (value: string[]) => onChange({ ...chosen, [variable.name]: value }),
        };
        return variable.of === 'label' ? (
          <LabelVariable key={variable.name} {...common} />
        ) : (
          <Variable key={variable.name} {...common} choices={choices[of[variable.of]]} />
        );
      })}
    </div>
  );
}

interface VariableOptions {
  variable: BoardVariable;
  value: readonly string[];
  onChange(value: string[]): void;
}

function LabelVariable(options: VariableOptions) {
  const { metric, label } = options.variable;
  const known = useLabels(metric).find((each) => each.label === label)?.values ?? [];
  return <Variable {...options} choices={known.map(({ value }) => ({ value, text: value }))} />;
}

function Variable({ variable, value, choices, onChange }: VariableOptions & { choices: readonly Choice[] }) {
  const { words } = useText();
  const text = words.boards;
  const label = variable.title || (variable.of === 'label' ? variable.label : text.variableOfs[variable.of]);
  if (variable.choice === 'one') {
    const [now = ''] = value;
    const all =
      choices.some((choice) => choice.value === now) || now === ''
        ? choices
        : [...choices, { value: now, text: now }];
    return (
      <SelectField
        label={label}
        value={now}
        choices={[{ value: '', text: text.all }, ...all]}
        onChoose={(chosen) => onChange(chosen === '' ? [] : [chosen])}
      />
    );
  }
  return (
    <ChooseMany label={label} value={value} choices={choices} placeholder={text.all} onChange={onChange} />
  );
}
